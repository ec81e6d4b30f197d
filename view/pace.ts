import { byId } from "./controls.js";

const PERIOD = 500;

/** Clocks a second while the model runs, written twice a second. */
export class Pace {
  private readonly box = byId("pace");
  private since = performance.now();
  private frames = 0;
  private drawn = 0;
  private drawing = 0;
  private clock = 0;

  /** A frame has been drawn in so many milliseconds. */
  draws(milliseconds: number): void {
    this.drawn++;
    this.drawing += milliseconds;
  }

  /** To be called in every frame. */
  frame(now: number, clock: number, running: boolean): void {
    this.frames++;
    const passed = now - this.since;
    if (passed < PERIOD) return;
    const { box, drawn } = this;
    const rate = Math.max(0, (1000 * (clock - this.clock)) / passed);
    const text = running && rate > 0 ? `${Math.round(rate).toLocaleString("en-US").replaceAll(",", " ")} clocks/s` : "";
    if (box.textContent !== text) box.textContent = text;
    // For tests and scripts/view-rate.ts: nobody reads these on the screen.
    const fps = (1000 * this.frames) / passed;
    const draw = drawn === 0 ? 0 : this.drawing / drawn;
    const pictures = (1000 * drawn) / passed;
    Object.assign(box.dataset, {
      ...{ fps: fps.toFixed(1), pictures: pictures.toFixed(1) },
      ...{ draw: draw.toFixed(2), rate: rate.toFixed(0) },
    });
    this.since = now;
    this.frames = this.drawn = this.drawing = 0;
    this.clock = clock;
  }
}
