import { CLOCK_KINDS } from "../hw/redmule/account.js";
import type { Sheet } from "./canvas.js";
import { CHANNELS, Tally, Words } from "./clock-log.js";
import type { Ending } from "./model.js";
import { KIND_COLOURS, type Palette } from "./palette.js";
import type { Design } from "./protocol.js";
import { Strip } from "./strip.js";

/** A table cell whose text is written when it changes. */
class Cell {
  private text = "";
  private readonly node: HTMLElement;

  constructor(node: HTMLElement) {
    this.node = node;
  }

  set(text: string): void {
    if (text === this.text) return;
    this.text = text;
    this.node.textContent = text;
  }
}

function percent(part: number, whole: number): string {
  return whole === 0 ? "–" : `${((100 * part) / whole).toFixed(1)} %`;
}

/** A row of a table: a name, and so many cells for its values. */
function addRow(table: HTMLTableElement, name: string, cells: number, key?: string): Cell[] {
  const row = table.insertRow();
  const head = row.insertCell();
  if (key !== undefined) {
    const mark = document.createElement("span");
    mark.className = "key";
    mark.style.background = `var(--${key})`;
    head.append(mark);
  }
  head.append(name);
  return Array.from({ length: cells }, () => new Cell(row.insertCell()));
}

/** Where the clocks went, up to the clock that is shown. */
export class AccountPanel {
  readonly sheet: Sheet;
  private readonly design: Design;
  private readonly log = new Words();
  private readonly tally = new Tally();
  private readonly strip = new Strip();
  private readonly kinds: readonly Cell[][];
  private readonly sums: Readonly<Record<"working" | "utilisation" | "port" | "refused" | "beats", Cell>>;
  private readonly status = document.querySelector<HTMLElement>("#status")!;

  constructor(design: Design, sheet: Sheet) {
    this.design = design;
    this.sheet = sheet;
    const kinds = document.querySelector<HTMLTableElement>("#kinds")!;
    const sums = document.querySelector<HTMLTableElement>("#sums")!;
    kinds.replaceChildren();
    sums.replaceChildren();
    this.kinds = CLOCK_KINDS.map((name, i) => addRow(kinds, name, 2, KIND_COLOURS[i]));
    const one = (name: string): Cell => addRow(sums, name, 1)[0];
    this.sums = {
      working: one("CEs at work"),
      utilisation: one("utilisation of the job"),
      port: one("clocks with a beat"),
      refused: one("clocks refused"),
      beats: one(`beats ${CHANNELS.join(", ")}`),
    };
    sums.rows[0].className = "rule";
  }

  append(log: Uint32Array): void {
    this.log.append(log);
    this.strip.extend(this.log.values, this.log.length);
  }

  draw(palette: Palette, clock: number, ending: Ending | null): void {
    const { tally, design, log } = this;
    const { L, H, m, n, k } = design;
    const clocks = Math.min(clock + 1, log.length);
    tally.to(log.values, clocks);
    tally.kinds.forEach((count, i) => {
      this.kinds[i][0].set(String(count));
      this.kinds[i][1].set(percent(count, clocks));
    });
    const beats = tally.beats.reduce((sum, count) => sum + count, 0);
    this.sums.working.set(percent(tally.working, clocks * L * H));
    const ended = ending !== null && ending.diagnosis === undefined && clock === ending.clock;
    this.sums.utilisation.set(ended ? percent(m * n * k, ending.clock * L * H) : "at its end");
    this.sums.port.set(percent(beats, clocks));
    this.sums.refused.set(percent(tally.refused, clocks));
    this.sums.beats.set(tally.beats.join(", "));
    this.drawStrip(palette, clock);
    this.drawStatus(clock, ending);
  }

  private drawStrip(palette: Palette, clock: number): void {
    const { sheet, strip } = this;
    const { context, width, height } = sheet;
    sheet.clear(palette.empty);
    const wide = width / Math.max(60, strip.length);
    for (let i = 0; i < strip.length; i++) {
      let y = height;
      for (let kind = 0; kind < CLOCK_KINDS.length; kind++) {
        const count = strip.count(i, kind);
        if (count === 0) continue;
        const high = (height * count) / strip.stretch;
        y -= high;
        context.fillStyle = palette.kinds[kind];
        context.fillRect(i * wide, y, wide + 0.3, high);
      }
    }
    context.fillStyle = palette.ink;
    context.fillRect((clock / strip.stretch) * wide, 0, 1.5, height);
  }

  private drawStatus(clock: number, ending: Ending | null): void {
    const { status } = this;
    const text = statusText(clock, ending);
    if (status.textContent !== text) status.textContent = text;
    status.className =
      ending !== null && clock === ending.clock && (ending.diagnosis ?? ending.mismatches) ? "bad" : "";
  }
}

/** How the run stands in one sentence. */
export function statusText(clock: number, ending: Ending | null): string {
  if (ending === null) return `Clock ${clock}.`;
  if (clock !== ending.clock) return `Clock ${clock} of ${ending.clock}.`;
  if (ending.diagnosis !== undefined) return `Deadlock. ${ending.diagnosis}`;
  const { mismatches } = ending;
  const verdict = mismatches === 0 ? "Z equals golden" : `${mismatches} elements of Z differ from golden`;
  return `The event comes in clock ${clock}: ${verdict}.`;
}
