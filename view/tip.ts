import { byId } from "./controls.js";
import type { Machine } from "./machine.js";
import type { MapPanel, Mapped } from "./map-panel.js";
import { originText } from "./origin-text.js";
import type { Found } from "./panel.js";
import type { Shot } from "./shot.js";
import { fullText } from "./value-text.js";

/** The element as a signal's path. */
function signalOf(shot: Shot, { path, index }: Found): string {
  return shot.place(path).length === 1 ? path : `${path}[${index}]`;
}

/** The text beside the mouse. */
export class Bubble {
  private readonly box = byId("tip");

  move({ clientX, clientY }: MouseEvent): void {
    const { box } = this;
    const { offsetWidth, offsetHeight } = box;
    box.style.left = `${Math.max(2, Math.min(clientX + 14, innerWidth - offsetWidth - 4))}px`;
    const below = clientY + 18;
    box.style.top = `${below + offsetHeight > innerHeight ? Math.max(2, clientY - offsetHeight - 10) : below}px`;
  }

  say(text: string | null): void {
    this.box.hidden = text === null;
    if (text !== null && this.box.textContent !== text) this.box.textContent = text;
  }
}

/** What a click in the machine or on the map asks for. */
export interface TipActions {
  watch(signal: string): void;
  go(clock: number): void;
}

/** Shows what is under the mouse in the machine and on the map, and hands it on when it is clicked. */
export class Tip {
  private readonly bubble = new Bubble();
  private readonly map: MapPanel;
  private readonly shot: () => Shot | null;
  private found: Found | null = null;
  private mapped: Mapped | null = null;

  constructor(machine: Machine, map: MapPanel, shot: () => Shot | null, actions: TipActions) {
    this.map = map;
    this.shot = shot;
    const follow = (canvas: HTMLCanvasElement, look: (event: MouseEvent | null) => void): void => {
      canvas.addEventListener("pointermove", (event) => {
        look(event);
        canvas.style.cursor = this.found === null && this.mapped === null ? "default" : "pointer";
        this.update();
        this.bubble.move(event);
      });
      canvas.addEventListener("pointerleave", () => {
        look(null);
        this.update();
      });
    };
    follow(machine.sheet.canvas, (event) => {
      const at = event && machine.sheet.point(event);
      this.found = at && machine.find(at.x, at.y);
    });
    follow(map.sheet.canvas, (event) => {
      const at = event && map.sheet.point(event);
      this.mapped = at && map.find(at.x, at.y);
    });
    machine.sheet.canvas.addEventListener("click", () => {
      const now = shot();
      if (now !== null && this.found !== null) actions.watch(signalOf(now, this.found));
    });
    map.sheet.canvas.addEventListener("click", () => {
      const now = shot();
      if (now === null || this.mapped?.matrix !== "Z") return;
      const { row, column } = this.mapped;
      const stored = map.result.storedBy(row * now.design.k + column, now.clock);
      if (stored !== null) actions.go(stored);
    });
  }

  /** Writes the values of the clock that is shown. */
  update(): void {
    const { found, mapped, bubble } = this;
    const shot = this.shot();
    if (shot !== null && found !== null) bubble.say(describe(shot, found));
    else if (shot !== null && mapped !== null) bubble.say(this.map.describe(mapped, number));
    else bubble.say(null);
  }
}

function number(bits: number): string {
  return fullText({ path: "", at: 0, width: 16, length: 1, format: "fp16" }, bits);
}

/** Element, place, clock and value of a cell. */
function describe(shot: Shot, found: Found): string {
  const place = shot.place(found.path);
  const value = fullText(place, shot.values[place.at + found.index]);
  const { origin } = found;
  const lines =
    origin === undefined ? [`${found.what}: ${value}`] : [`${originText(origin, shot.design.n)}: ${value}`, found.what];
  return [...lines, `clock ${shot.clock}`, `${signalOf(shot, found)} (click: waveform)`].join("\n");
}
