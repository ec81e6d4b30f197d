import { byId } from "./controls.js";
import type { Found, Machine } from "./machine.js";
import type { Shot } from "./shot.js";
import { fullText } from "./value-text.js";

/** The element as a signal's path. */
function signalOf(shot: Shot, { path, index }: Found): string {
  return shot.place(path).length === 1 ? path : `${path}[${index}]`;
}

/** Shows what is under the mouse in the machine, and hands it on when it is clicked. */
export class Tip {
  private readonly box = byId("tip");
  private readonly machine: Machine;
  private found: Found | null = null;

  constructor(machine: Machine, shot: () => Shot | null, clicked: (signal: string) => void) {
    this.machine = machine;
    const { canvas } = machine.sheet;
    canvas.addEventListener("pointermove", (event) => {
      this.found = this.machine.find(event.offsetX, event.offsetY);
      this.box.style.left = `${Math.min(event.clientX + 14, innerWidth - 330)}px`;
      this.box.style.top = `${Math.min(event.clientY + 16, innerHeight - 60)}px`;
      this.update(shot());
    });
    canvas.addEventListener("pointerleave", () => {
      this.found = null;
      this.update(shot());
    });
    canvas.addEventListener("click", () => {
      const now = shot();
      if (now !== null && this.found !== null) clicked(signalOf(now, this.found));
    });
  }

  /** Writes the value of the clock that is shown. */
  update(shot: Shot | null): void {
    const { box, found } = this;
    box.hidden = found === null || shot === null;
    this.machine.sheet.canvas.style.cursor = found === null ? "default" : "pointer";
    if (found === null || shot === null) return;
    const place = shot.place(found.path);
    box.textContent = `${signalOf(shot, found)}\n${fullText(place, shot.values[place.at + found.index])}`;
  }
}
