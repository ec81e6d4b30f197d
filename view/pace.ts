import { byId } from "./controls.js";

const PERIOD = 500;

/** Frames a second, the time to draw one, and clocks a second, shown twice a second. */
export class Pace {
  private readonly box = byId("pace");
  private since = performance.now();
  private frames = 0;
  private drawn = 0;
  private drawing = 0;
  private working = 0;
  private clock = 0;

  /** A frame has been drawn in so many milliseconds, after the worker took `worker`. */
  draws(milliseconds: number, worker: number): void {
    this.drawn++;
    this.drawing += milliseconds;
    this.working += worker;
  }

  /** To be called in every frame. */
  frame(now: number, clock: number): void {
    this.frames++;
    const passed = now - this.since;
    if (passed < PERIOD) return;
    const { box, drawn } = this;
    const fps = (1000 * this.frames) / passed;
    const draw = drawn === 0 ? 0 : this.drawing / drawn;
    const worker = drawn === 0 ? 0 : this.working / drawn;
    const rate = Math.max(0, (1000 * (clock - this.clock)) / passed);
    const parts = [`${fps.toFixed(0)} frames/s`, `draws in ${draw.toFixed(1)} ms`, `worker ${worker.toFixed(1)} ms`];
    box.textContent = [...parts, `${rate.toFixed(0)} clocks/s`].join(" · ");
    Object.assign(box.dataset, { fps: fps.toFixed(1), draw: draw.toFixed(2), worker: worker.toFixed(2) });
    this.since = now;
    this.frames = this.drawn = this.drawing = this.working = 0;
    this.clock = clock;
  }
}
