import { NAMES, type WavePanel } from "./wave-panel.js";

/** Lines of the mouse wheel that zoom by a factor of two. */
const WHEEL_STEP = 400;

/** What the waveforms ask of the page. */
export interface WaveActions {
  redraw(): void;
  go(clock: number): void;
  remove(track: number): void;
}

/** Mouse and wheel over the waveforms. */
export function listenToWaves(panel: WavePanel, actions: WaveActions): void {
  const { canvas } = panel.sheet;
  const { window: view } = panel;
  const xOf = (event: MouseEvent): number => panel.sheet.point(event).x;
  let drag: { x: number; moved: boolean } | null = null;

  canvas.addEventListener("pointerdown", (event) => {
    drag = { x: xOf(event), moved: false };
    canvas.setPointerCapture(event.pointerId);
  });
  canvas.addEventListener("pointermove", (event) => {
    const x = xOf(event);
    if (drag === null || (!drag.moved && Math.abs(x - drag.x) < 4)) return;
    view.pan(drag.x - x);
    drag = { x, moved: true };
    view.follows = false;
    actions.redraw();
  });
  canvas.addEventListener("pointerup", (event) => {
    if (drag?.moved === false) click(panel, actions, event);
    drag = null;
  });
  canvas.addEventListener("dblclick", (event) => {
    if (xOf(event) > NAMES) actions.go(Math.floor(view.clockAt(xOf(event) - NAMES)));
  });
  canvas.addEventListener(
    "wheel",
    (event) => {
      event.preventDefault();
      if (xOf(event) < NAMES) panel.scrollBy(Math.sign(event.deltaY));
      else if (event.shiftKey || event.deltaX !== 0) {
        view.pan(event.deltaX + event.deltaY);
        view.follows = false;
      } else view.zoom(2 ** (-event.deltaY / WHEEL_STEP), xOf(event) - NAMES);
      actions.redraw();
    },
    { passive: false },
  );
}

function click(panel: WavePanel, actions: WaveActions, event: PointerEvent): void {
  const { window: view } = panel;
  const { x, y } = panel.sheet.point(event);
  if (x < NAMES) {
    const track = panel.trackAt(y);
    if (track !== null && x < 16) actions.remove(track);
    return;
  }
  const clock = Math.floor(view.clockAt(x - NAMES));
  if (event.shiftKey) view.cursorB = view.cursorB === clock ? null : clock;
  else view.cursorA = view.cursorA === clock ? null : clock;
  actions.redraw();
}
