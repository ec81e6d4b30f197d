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
  let drag: { x: number; moved: boolean } | null = null;

  canvas.addEventListener("pointerdown", (event) => {
    drag = { x: event.offsetX, moved: false };
    canvas.setPointerCapture(event.pointerId);
  });
  canvas.addEventListener("pointermove", (event) => {
    if (drag === null || (!drag.moved && Math.abs(event.offsetX - drag.x) < 4)) return;
    view.pan(drag.x - event.offsetX);
    drag = { x: event.offsetX, moved: true };
    view.follows = false;
    actions.redraw();
  });
  canvas.addEventListener("pointerup", (event) => {
    if (drag?.moved === false) click(panel, actions, event);
    drag = null;
  });
  canvas.addEventListener("dblclick", (event) => {
    if (event.offsetX > NAMES) actions.go(Math.floor(view.clockAt(event.offsetX - NAMES)));
  });
  canvas.addEventListener(
    "wheel",
    (event) => {
      event.preventDefault();
      if (event.offsetX < NAMES) panel.scrollBy(Math.sign(event.deltaY));
      else if (event.shiftKey || event.deltaX !== 0) {
        view.pan(event.deltaX + event.deltaY);
        view.follows = false;
      } else view.zoom(2 ** (-event.deltaY / WHEEL_STEP), event.offsetX - NAMES);
      actions.redraw();
    },
    { passive: false },
  );
}

function click(panel: WavePanel, actions: WaveActions, event: PointerEvent): void {
  const { window: view } = panel;
  if (event.offsetX < NAMES) {
    const track = panel.trackAt(event.offsetY);
    if (track !== null && event.offsetX < 16) actions.remove(track);
    return;
  }
  const clock = Math.floor(view.clockAt(event.offsetX - NAMES));
  if (event.shiftKey) view.cursorB = view.cursorB === clock ? null : clock;
  else view.cursorA = view.cursorA === clock ? null : clock;
  actions.redraw();
}
