import { byId } from "../controls.js";
import { Bubble } from "../tip.js";
import { Span } from "./span.js";
import type { TrainingStep } from "./step-file.js";
import { grouped, passName, REASON_TEXTS, StepModel } from "./step-model.js";
import { StepPalette } from "./step-palette.js";
import { StepPanel } from "./step-panel.js";
import { fillParts, WindowTable } from "./step-tables.js";

/** Frames in which a run crosses the window. */
const CROSSING = 900;
const WHEEL_STEP = 400;

/** What is shown of a step. */
interface Opened {
  readonly model: StepModel;
  readonly table: WindowTable;
  readonly span: Span;
}

/** The page with a training step: cores, RedMulE and DMA on one time line. */
export class StepApp {
  private readonly panel = new StepPanel(() => this.redraw());
  private readonly bubble = new Bubble();
  private palette = new StepPalette();
  private opened: Opened | null = null;
  private at = 0;
  private running = false;
  private stale = false;

  constructor() {
    const click = (id: string, act: () => void): void => byId(id).addEventListener("click", act);
    click("step-run", () => this.toggle());
    click("step-first", () => this.go(0));
    click("step-back", () => this.hop(-1));
    click("step-on", () => this.hop(1));
    click("step-whole", () => this.whole());
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => {
      this.palette = new StepPalette();
      this.redraw();
    });
    this.listenToMouse();
    this.listenToKeys();
    requestAnimationFrame(() => this.frame());
  }

  show(step: TrainingStep): void {
    const model = new StepModel(step);
    const span = new Span(model.end);
    this.opened = { model, table: new WindowTable(model), span };
    this.panel.show(model);
    fillParts(model, (from, to) => {
      const margin = (to - from) * 0.03;
      span.show(from - margin, to + margin);
      this.go(from);
    });
    const { network, precision, engine, batch, clocks, macs } = step;
    byId("step-title").textContent = `${network}, a training step`;
    byId("step-facts").textContent = [
      precision,
      engine === "redmule" ? "RedMulE" : engine,
      `batch ${batch}`,
      `${grouped(clocks)} clocks`,
      `${(macs / clocks).toFixed(2)} MAC/clock`,
    ].join(" · ");
    // A third of the way in there is something to see.
    this.at = model.end * 0.3;
    this.running = false;
    this.redraw();
  }

  /** Nothing of a step is on the screen. */
  hide(): void {
    this.running = false;
    this.opened = null;
  }

  private redraw(): void {
    this.stale = true;
  }

  private go(clock: number): void {
    const { opened } = this;
    if (opened === null) return;
    this.at = Math.max(0, Math.min(opened.model.end, clock));
    opened.span.follow(this.at);
    this.redraw();
  }

  /** To the begin of the stretch before or behind. */
  private hop(by: 1 | -1): void {
    const { opened } = this;
    if (opened === null) return;
    const { model } = opened;
    const here = model.stretchAt(this.at);
    const to = by > 0 || model.beginOf(here) === this.at ? here + by : here;
    this.go(model.beginOf(Math.max(0, Math.min(model.step.stretches.length - 1, to))));
  }

  private toggle(): void {
    if (this.opened === null) return;
    if (!this.running && this.at >= this.opened.model.end) this.at = 0;
    this.running = !this.running;
    this.redraw();
  }

  private whole(): void {
    this.opened?.span.show(0, this.opened.model.end);
    this.redraw();
  }

  private listenToKeys(): void {
    const actions: Readonly<Record<string, () => void>> = {
      " ": () => this.toggle(),
      ArrowRight: () => this.hop(1),
      ArrowLeft: () => this.hop(-1),
      Home: () => this.go(0),
      End: () => this.go(Infinity),
      "+": () => this.zoom(1 / 1.5),
      "-": () => this.zoom(1.5),
      f: () => this.whole(),
    };
    document.addEventListener("keydown", (event) => {
      const action = actions[event.key];
      if (this.opened === null || action === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
      event.preventDefault();
      action();
    });
  }

  private zoom(factor: number): void {
    this.opened?.span.zoom(factor, this.at);
    this.redraw();
  }

  private listenToMouse(): void {
    const { panel } = this;
    const { canvas } = panel.sheet;
    let drag: { x: number; moved: boolean } | null = null;
    canvas.addEventListener("pointerdown", (event) => {
      const { x, y } = panel.sheet.point(event);
      if (this.opened !== null && panel.inOverview(y)) this.centre(x, y);
      drag = { x, moved: false };
      canvas.setPointerCapture(event.pointerId);
    });
    canvas.addEventListener("pointermove", (event) => {
      const { x, y } = panel.sheet.point(event);
      this.hover(event, x, y);
      if (drag === null || this.opened === null || (!drag.moved && Math.abs(x - drag.x) < 4)) return;
      if (panel.inOverview(y)) this.centre(x, y);
      else this.opened.span.pan(panel.clocksOf(drag.x - x, this.opened.span));
      drag = { x, moved: true };
      this.redraw();
    });
    canvas.addEventListener("pointerup", (event) => {
      const { x, y } = panel.sheet.point(event);
      if (drag?.moved === false && this.opened !== null) this.go(panel.clockAt(x, y, this.opened.span));
      drag = null;
    });
    canvas.addEventListener("pointerleave", () => this.bubble.say(null));
    canvas.addEventListener(
      "wheel",
      (event) => {
        event.preventDefault();
        const { opened } = this;
        if (opened === null) return;
        const { x, y } = panel.sheet.point(event);
        if (event.shiftKey || event.deltaX !== 0) {
          opened.span.pan(panel.clocksOf(event.deltaX + event.deltaY, opened.span));
        } else opened.span.zoom(2 ** (event.deltaY / WHEEL_STEP), panel.clockAt(x, y, opened.span));
        this.redraw();
      },
      { passive: false },
    );
  }

  private centre(x: number, y: number): void {
    const { span } = this.opened!;
    const clock = this.panel.clockAt(x, y, span);
    span.show(clock - span.clocks / 2, clock + span.clocks / 2);
    this.redraw();
  }

  private hover(event: MouseEvent, x: number, y: number): void {
    const { opened } = this;
    if (opened === null) return;
    const clock = this.panel.clockAt(x, y, opened.span);
    this.bubble.say([`clock ${grouped(clock)}`, ...this.sentences(opened.model, clock)].join("\n"));
    this.bubble.move(event);
  }

  /** Layer, step, and what core 0 is at. */
  private sentences(model: StepModel, clock: number): string[] {
    const { step } = model;
    const [number, , clocks, reason] = model.stretch(model.stretchAt(clock));
    const { layer, pass, name } = step.steps[number];
    const does = REASON_TEXTS[step.reasons[reason]]?.[0] ?? step.reasons[reason];
    return [`${layer}: ${passName(pass)}`, name, `core 0 ${does} (${grouped(clocks)} clocks)`];
  }

  private frame(): void {
    requestAnimationFrame(() => this.frame());
    const { opened } = this;
    if (opened === null) return;
    if (this.running) {
      this.go(this.at + opened.span.clocks / CROSSING);
      if (this.at >= opened.model.end) this.running = false;
    }
    if (!this.stale) return;
    this.stale = false;
    const { model, span, table } = opened;
    this.panel.draw(this.palette, span, this.at);
    table.draw(span);
    byId("step-run").textContent = this.running ? "❚❚ pause" : "▶ run";
    const [place, name, does] = this.sentences(model, this.at);
    byId("step-status").textContent =
      `Clock ${grouped(this.at)} of ${grouped(model.end)}. ${place} (${name}): ${does}.`;
    byId("step-window").textContent = `In the window, clocks ${grouped(span.from)} to ${grouped(span.to)}`;
  }
}
