import { byId, type Transport, type TransportBar } from "./controls.js";

/** Clocks of a step with Shift. */
const STRIDE = 16;

/** Elements that take keys themselves. */
function types(target: EventTarget | null): boolean {
  return target instanceof HTMLSelectElement || (target instanceof HTMLInputElement && target.type !== "checkbox");
}

/** The keys of the page; `page.html` lists them for the reader. */
export function listenToKeys(transport: Transport, bar: TransportBar, rests: () => boolean): void {
  const actions: Readonly<Record<string, (shift: boolean) => void>> = {
    " ": () => transport.toggleRun(),
    ArrowRight: (shift) => transport.step(shift ? STRIDE : 1),
    ArrowLeft: (shift) => transport.step(shift ? -STRIDE : -1),
    Home: () => transport.go(0),
    End: () => transport.go(Infinity),
    "+": () => transport.zoom(1.5),
    "-": () => transport.zoom(1 / 1.5),
    f: () => transport.fit(),
    "<": () => bar.changeSpeed(-1),
    ">": () => bar.changeSpeed(1),
    b: () => {
      bar.toggleBits();
      transport.redraw();
    },
    "?": () => byId<HTMLDialogElement>("keys").showModal(),
  };
  document.addEventListener("keydown", (event) => {
    const action = actions[event.key];
    if (rests() || action === undefined || event.ctrlKey || event.metaKey || event.altKey || types(event.target))
      return;
    if (byId<HTMLDialogElement>("keys").open) return;
    event.preventDefault();
    action(event.shiftKey);
  });
}
