import { byId } from "../controls.js";
import type { Span } from "./span.js";
import { grouped, passName, PASSES, REASON_TEXTS, type StepModel } from "./step-model.js";

function percent(part: number, whole: number): string {
  return whole <= 0 ? "–" : `${((100 * part) / whole).toFixed(1)} %`;
}

function keyOf(colour: string): HTMLElement {
  const key = document.createElement("span");
  key.className = "key";
  key.style.background = `var(--${colour})`;
  return key;
}

/** What everybody did in the window, which is the legend of the lanes, too. */
export class WindowTable {
  private readonly table = byId<HTMLTableElement>("window");
  private readonly rows: readonly (readonly [cell: HTMLElement, share: (from: number, to: number) => number])[];

  constructor({ step, cores, redmule, dma, reasons }: StepModel) {
    const { table } = this;
    table.replaceChildren();
    const add = (colour: string, name: string, share: (from: number, to: number) => number, rule = false) => {
      const row = table.insertRow();
      if (rule) row.className = "rule";
      row.insertCell().append(keyOf(colour), name);
      return [row.insertCell(), share] as const;
    };
    const all = (of: (core: (typeof cores)[number]) => number): number => {
      return cores.reduce((sum, core) => sum + of(core), 0) / cores.length;
    };
    const work = (from: number, to: number): number => all((core) => core.work.between(from, to));
    const stall = (from: number, to: number): number => all((core) => core.stall.between(from, to));
    this.rows = [
      ...step.reasons.map((reason, i) => {
        const [name, colour] = REASON_TEXTS[reason] ?? [reason, "core"];
        return add(colour, `core 0 ${name}`, (from, to) => reasons[i].between(from, to));
      }),
      add("core", "cores issue an instruction", work, true),
      add("core-pale", "cores wait for data, banks, code", stall),
      add("empty", "cores sleep", (from, to) => Math.max(0, to - from - work(from, to) - stall(from, to))),
      add("w", "RedMulE works", (from, to) => redmule.between(from, to), true),
      add("y", "DMA works", (from, to) => dma.between(from, to)),
    ];
  }

  draw({ from, to }: Span): void {
    for (const [cell, share] of this.rows) {
      const text = percent(share(from, to), to - from);
      if (cell.textContent !== text) cell.textContent = text;
    }
  }
}

/** The layers and passes with their clocks; a click shows one. */
export function fillParts(model: StepModel, choose: (from: number, to: number) => void): void {
  const table = byId<HTMLTableElement>("parts");
  const most = Math.max(...model.parts.map(({ from, to }) => to - from));
  table.replaceChildren(
    ...model.parts.map(({ layer, pass, from, to }) => {
      const row = document.createElement("tr");
      row.tabIndex = 0;
      const name = row.insertCell();
      name.append(keyOf(PASSES[pass]?.[1] ?? "core"), layer);
      row.insertCell().textContent = passName(pass);
      const clocks = row.insertCell();
      clocks.textContent = grouped(to - from);
      row.insertCell().style.setProperty("--part", `${(100 * (to - from)) / most}%`);
      const show = (): void => choose(from, to);
      row.addEventListener("click", show);
      row.addEventListener("keydown", ({ key }) => {
        if (key === "Enter") show();
      });
      return row;
    }),
  );
}
