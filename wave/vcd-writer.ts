import { UsageError } from "../hw/errors.js";
import type { Probe, Scope } from "../hw/probe.js";
import { formatReal, realOf } from "./real.js";
import { ChangeScan } from "./scan.js";
import { select } from "./select.js";
import type { Sink } from "../run/files/sink.js";
import { VcdBytes } from "./vcd-bytes.js";
import { CLK, CLK_COUNT, declare, type Variable, type Traced } from "./vcd-header.js";

/** What goes into a value change dump, and how it is headed. */
export interface VcdOptions {
  /** Program and version, for `$version`. */
  readonly version: string;
  /** Lines of the `$comment`: seed, configuration. */
  readonly comment?: readonly string[];
  /** Clock period in ns; 1.63 (613 MHz) by default. Rounded to ps, the unit of the file. */
  readonly periodNs?: number;
  /** First clock of the window; 0 by default. */
  readonly from?: number;
  /** Last clock of the window, included; no end by default. */
  readonly to?: number;
  /** A real-valued shadow `<name>_value` beside each probe that has a number format. */
  readonly values?: boolean;
  /**
   * All signals x from time 0 until the first sample (default). Clock c then rises at (c + 1) periods, so that a trace
   * from clock 0 shows the x of the time before reset; without it at c periods.
   */
  readonly initialX?: boolean;
  /** Globs of the signals to write (`select.ts`); all by default. One element of an array brings the whole array. */
  readonly select?: readonly string[];
}

const ZERO = 48;
const ONE = 49;
const X = 120;

function checkedPeriod(ns: number): number {
  const ps = Math.round(ns * 1000);
  if (ps >= 2 && Number.isFinite(ps)) return ps;
  throw new UsageError(`A clock period of ${ns} ns cannot be written in ps: give at least 0.002 ns.`);
}

/** The real-valued signal beside an element. */
interface Shadow {
  readonly signal: number;
  readonly format: NonNullable<Probe["format"]>;
}

/** The signals of each element of a probe. */
function elementsOf({ probe, first, shadow }: Traced): { readonly signal: number; readonly shadow: Shadow | null }[] {
  return Array.from({ length: probe.length }, (_, i) => {
    return { signal: first + i, shadow: shadow === undefined ? null : { signal: shadow + i, format: probe.format! } };
  });
}

function wantedProbes(scope: Scope, globs: readonly string[] | undefined): (probe: Probe) => boolean {
  if (globs === undefined) return () => true;
  const chosen = new Set(select(scope, globs).map(({ probe }) => probe));
  return (probe) => chosen.has(probe);
}

/**
 * Writes the probes of a design as a value change dump (IEEE 1364-2005 clause 18). Call `sample` once per clock, after
 * settle and before the edge: the values stand during that clock. Equal runs give equal bytes (there is no `$date`).
 * @throws UsageError for an empty window, an impossible period, a pattern that matches nothing, or a file that cannot
 * be written.
 */
export class VcdWriter {
  /** What the file declares, in order; the shadow of an array follows its last element. */
  readonly variables: readonly Variable[];
  private readonly sink: Sink;
  private readonly out: VcdBytes;
  /** Of every element of the scan: its signal, and the one written beside it, if any. */
  private readonly signals: Int32Array;
  private readonly shadows: readonly (Shadow | null)[];
  private readonly hasShadows: boolean;
  private readonly scan: ChangeScan;
  private readonly period: number;
  private readonly from: number;
  private readonly to: number;
  private readonly lead: number;
  private previous = -1;

  constructor(scope: Scope, sink: Sink, options: VcdOptions) {
    const { comment = [], periodNs = 1.63, from = 0, to = Infinity, values = false, initialX = true } = options;
    try {
      if (!(from <= to)) {
        throw new UsageError(
          `The waveform window from clock ${from} to ${to} is empty: the end must not lie before the start.`,
        );
      }
      this.period = checkedPeriod(periodNs);
      const { variables, traced, text } = declare(scope, wantedProbes(scope, options.select), values);
      this.variables = variables;
      const elements = traced.flatMap(elementsOf);
      this.signals = Int32Array.from(elements, ({ signal }) => signal);
      this.shadows = elements.map(({ shadow }) => shadow);
      this.hasShadows = this.shadows.some((shadow) => shadow !== null);
      this.scan = new ChangeScan(traced.map(({ probe }) => probe));
      this.out = new VcdBytes(sink, variables);
      this.sink = sink;
      this.from = Math.max(from, 0);
      this.to = to;
      this.lead = initialX ? 1 : 0;
      const rises = initialX ? "(c + 1)" : "c";
      const lines = [...comment, `Clock c rises at ${rises} * ${this.period} ps and has the number clk_count = c.`];
      this.out.text(header(options.version, lines) + text);
      if (initialX) this.dumpX(variables);
    } catch (error) {
      sink.abort();
      throw error;
    }
  }

  /**
   * Writes what changed since the last sample. Clocks outside the window return at once.
   * @param clock number of the running clock, larger than at the last sample.
   */
  sample(clock: number): void {
    if (clock < this.from || clock > this.to) return;
    if (clock <= this.previous) throw new RangeError(`Clock ${clock} is sampled after clock ${this.previous}.`);
    const out = this.out;
    const rise = (clock + this.lead) * this.period;
    const dump = this.previous < 0 && this.lead === 0;
    out.time(rise);
    if (dump) out.text("$dumpvars\n");
    out.bit(CLK, ONE);
    out.vector(CLK_COUNT, clock);
    this.changes(this.scan.look());
    if (dump) out.text("$end\n");
    out.time(rise + (this.period >> 1));
    out.bit(CLK, ZERO);
    this.previous = clock;
  }

  /** Writes what the scan has found. */
  private changes(found: number): void {
    const { out, signals, shadows } = this;
    const { elements, values } = this.scan;
    if (!this.hasShadows) {
      out.changes(signals, elements, values, 0, found);
      return;
    }
    for (let i = 0; i < found; i++) {
      out.changes(signals, elements, values, i, i + 1);
      const shadow = shadows[elements[i]];
      if (shadow !== null) out.spelled(shadow.signal, `r${formatReal(realOf(values[i], shadow.format))}`);
    }
  }

  /** Ends the last clock and completes the file. */
  close(): void {
    if (this.previous >= 0) this.out.time((this.previous + 1 + this.lead) * this.period);
    this.out.flush();
    this.sink.close();
  }

  /** Gives the waveform up; no file remains. */
  abort(): void {
    this.sink.abort();
  }

  private dumpX(variables: readonly Variable[]): void {
    this.out.text("#0\n$dumpvars\n");
    variables.forEach(({ type, spaced }, signal) => {
      if (signal === CLK) this.out.bit(signal, ZERO);
      else if (!spaced) this.out.bit(signal, X);
      // A real has no x; NaN is what C's %g writes for "no number".
      else this.out.spelled(signal, type === "real" ? "rnan" : "bx");
    });
    this.out.text("$end\n");
  }
}

function header(version: string, comment: readonly string[]): string {
  // GTKWave takes "$ end" for the end as well.
  const inside = (text: string): string => text.replace(/\$(?=\s*end)/g, "").replace(/[^\x20-\x7e]/g, "?");
  const lines = comment.flatMap((line) => line.split("\n")).map((line) => `  ${inside(line)}\n`);
  return `$version ${inside(version)} $end\n$comment\n${lines.join("")}$end\n$timescale 1 ps $end\n`;
}
