import { UsageError } from "../../hw/errors.js";
import { DumpIndex } from "../../wave/dump-index.js";
import type { DumpHeader } from "../../wave/vcd-declarations.js";
import { VcdStream, type DumpListener, type Followed } from "../../wave/vcd-stream.js";
import { bindDesign } from "./bound/bind-design.js";
import { BoundClock } from "./bound/bound-clock.js";
import { BoundSignals } from "./bound/bound-signals.js";
import { findTop, pathInDump } from "./dump/design-in-dump.js";
import { Divergence } from "./divergence.js";
import type { DesignOptions, DrivenDesign } from "./bound/driven-design.js";
import { globOf } from "./map/glob.js";
import { fieldsOf, type SignalMap } from "./map/map.js";
import { RtlView } from "./rtl-view.js";

export interface DiffOptions extends DesignOptions {
  readonly map: SignalMap;
  /** Scope of the design; found by the map's paths when left out. */
  readonly top?: string | undefined;
  /** First and last clock that is compared, 0 being the first trigger write. */
  readonly from?: number | undefined;
  readonly to?: number | undefined;
}

/** Looks at every compared clock, its words sampled on both sides. */
export interface DiffObserver {
  begin(run: DiffRun): void;
  clock(run: DiffRun, time: number): void;
}

/**
 * A dump of the RTL beside the model: finds clock, reset and inputs, drives the model with what was recorded and compares every
 * mapped signal just before every rising edge.
 */
export class DiffRun implements DumpListener {
  readonly stream = new VcdStream(this);
  readonly options: DiffOptions;
  readonly signals = new BoundSignals();
  top = "";
  design!: DrivenDesign;
  view!: RtlView;
  divergence!: Divergence;
  /** First word of every signal of the view among the sampled ones. */
  offsets: number[] = [];
  /** Paths of the map that the dump does not have. */
  missing: string[] = [];
  /** Rising edges so far; edges compared; edge of the first trigger write. */
  edges = 0;
  compared = 0;
  trigger: number | null = null;
  /** Edges of every trigger write, in order. */
  readonly triggers: number[] = [];
  timescale = "";

  private clock!: BoundClock;
  private running = false;
  /** Registers without which a run that has begun cannot be taken up; null as long as nobody asked. */
  private uncovered: string[] | null = null;
  private readonly observer: DiffObserver | null;

  constructor(options: DiffOptions, observer: DiffObserver | null = null) {
    this.options = options;
    this.observer = observer;
  }

  select(header: DumpHeader): readonly Followed[] {
    const { map } = this.options;
    const index = new DumpIndex(header);
    this.timescale = header.timescale;
    this.top = findTop(index, map, this.options.top);
    this.clock = new BoundClock(this.signals, index, map, this.top);
    this.design = bindDesign(this.signals, index, map, this.top, this.options);
    this.bindView(index, map);
    this.signals.seal();
    this.divergence = new Divergence(this.view, this.offsets, this.signals.words.length);
    this.observer?.begin(this);
    return this.signals.followed;
  }

  private bindView(index: DumpIndex, map: SignalMap): void {
    const { constants, probes } = this.design;
    const ignored = map.ignore.map(globOf);
    const missing = new Set<string>();
    const widthOf = (path: string): number | undefined => {
      if (ignored.some((glob) => glob.test(path))) return undefined;
      const vector = index.find(pathInDump(this.top, path));
      if (vector === undefined) missing.add(path);
      return vector?.width;
    };
    const fields = fieldsOf(map, constants).map((field) => ({
      ...field,
      path: this.resolved(index, field.path),
    }));
    this.view = new RtlView(fields, probes, constants, widthOf);
    this.missing = [...missing];
    this.offsets = this.view.signals.map(({ path }) => this.signals.add(index.find(pathInDump(this.top, path))!));
  }

  /** A path with the names that its `*` stand for in the dump; a port may be an interface of the scope around the design. */
  private resolved(index: DumpIndex, path: string): string {
    const found = index.find(`${this.top}.${path}`);
    if (found !== undefined) return path.includes("*") ? found.path.slice(this.top.length + 1) : path;
    const around = `^.${path}`;
    return index.find(pathInDump(this.top, around)) === undefined ? path : around;
  }

  step(time: number): void {
    if (!this.clock.rises(this.stream)) return;
    this.signals.sample(this.stream);
    this.edge(time);
    this.edges++;
  }

  private edge(time: number): void {
    const { design, divergence, signals, view, offsets } = this;
    design.take();
    if (!this.running && design.reset === 0) {
      // The dump begins behind the reset: with all of the state, or there may come another reset.
      this.uncovered ??= design.load({ map: this.options.map, view, signals, offsets });
      if (this.uncovered.length > 0) return;
    }
    this.running = true;
    design.settle();
    if (design.triggers) {
      this.trigger ??= this.edges;
      this.triggers.push(this.edges);
    }
    if (design.reset) divergence.forget();
    else if (!design.areKnown()) divergence.doubt();
    divergence.remember(this.edges, signals.words, signals.unknown);
    if (this.isWanted()) {
      this.view.sample();
      this.observer?.clock(this, time);
      divergence.compare(this.edges, time, signals.words, signals.unknown);
      this.compared++;
    }
    design.edge();
  }

  /** Whether the clock lies in the window. Before the first trigger clocks are below 0. */
  private isWanted(): boolean {
    const { from, to } = this.options;
    if (from === undefined && to === undefined) return true;
    const clock = this.trigger === null ? -1 : this.edges - this.trigger;
    return clock >= (from ?? -Infinity) && clock <= (to ?? Infinity);
  }

  /** Dumping pauses: what comes behind it is a beginning in the middle. */
  pause(): void {
    this.running = false;
    this.uncovered = null;
    this.divergence.forget();
  }

  /**
   * The dump has been read.
   * @throws UsageError when nothing could be compared
   */
  finish(): void {
    this.stream.finish();
    if (this.edges === 0) throw new UsageError("The clock never rises in the dump: give a dump with clocks.");
    if (!this.running && this.compared === 0) {
      throw new UsageError(
        `The dump begins in the middle of a run, without a reset, and does not hold all of the state (${this.uncovered?.slice(0, 3).join(", ")}${(this.uncovered?.length ?? 0) > 3 ? ` and ${this.uncovered!.length - 3} more registers` : ""}): dump from the reset on, or these registers, too.`,
      );
    }
    if (this.compared === 0) throw new UsageError("No clock of the dump lies in the window: change --from and --to.");
  }

  /** The number of a clock: 0 is the first trigger write, or the first edge of a dump without one. */
  clockOf(edge: number): number {
    return edge - (this.trigger ?? 0);
  }
}
