import { LAST_BEAT } from "../../../hw/redmule/address-generator.js";
import type { Probe } from "../../../hw/probe.js";
import { bitsOf } from "../bits.js";
import { compile } from "../map/expression.js";
import type { Loadable } from "../bound/driven-design.js";
import { globOf } from "../map/glob.js";
import { loadsOf, type Constants } from "../map/map.js";
import type { RedmuleDriver } from "./redmule-driver.js";

/** Registers that the driver itself derives from others, or that nothing depends on under the errata of the RTL. */
const DERIVED = [
  "rtl.engine.**",
  "engine.*.*.pipeline",
  "streamer.*.offset_fifo.*",
  "streamer.*.request_fifo.entry",
  "rtl.registers.{control_known,answers,decoded}",
  "registers.{rdata,unregistered,target}",
  "tiler.valid",
].map(globOf);

/** A dump of RedMulE that begins in the middle: writes what it holds into the model. */
export class LoadState {
  private readonly from: Loadable;
  private readonly driver: RedmuleDriver;
  private readonly constants: Constants;
  private readonly loaded = new Map<string, Set<number>>();

  /** @param constants of the array */
  constructor(from: Loadable, driver: RedmuleDriver, constants: Constants) {
    this.from = from;
    this.driver = driver;
    this.constants = constants;
  }

  /** Loads the sampled clock. Returns the registers that the dump does not give; with one of them the state is not whole. */
  load(): string[] {
    const { driver } = this;
    driver.redmule.reset();
    driver.companion.reset();
    this.loadFields();
    this.loadExpressions();
    this.derive();
    driver.redmule.wake();
    return this.uncovered();
  }

  private write(path: string, index: number, value: number): void {
    const probe = this.driver.probes.find(path);
    if (probe?.set === undefined) return;
    probe.set(index, value);
    const indices = this.loaded.get(path) ?? new Set();
    indices.add(index);
    this.loaded.set(path, indices);
  }

  /** Every field that is a probe and nothing else. */
  private loadFields(): void {
    const { view, signals, offsets } = this.from;
    view.signals.forEach(({ fields }, s) => {
      for (const { low, width, path, index, states, fills, when } of fields) {
        if (path === undefined || when !== null || bitsOf(signals.unknown, offsets[s], low, width) !== 0) continue;
        const bits = bitsOf(signals.words, offsets[s], low, width);
        this.write(path, index, fills ? bits & 1 : decoded(states, bits));
      }
    });
  }

  private loadExpressions(): void {
    const { constants } = this;
    for (const { probe, from } of loadsOf(this.from.map, constants)) {
      let known = true;
      const { read } = compile(from, (name, slice) => {
        const found = constants[name];
        if (found !== undefined) return () => found;
        const value = this.rtl(name, slice);
        if (value === null) known = false;
        return () => value ?? 0;
      });
      if (!known) continue;
      const [, path, index] = /^(.*?)(?:\[(\d+)\])?$/.exec(probe)!;
      this.write(path, Number(index ?? 0), read());
    }
  }

  /** Bits of a signal in the sampled clock; null when the dump does not have them. */
  private rtl(path: string, slice: readonly number[]): number | null {
    const { view, signals, offsets } = this.from;
    const s = view.signals.findIndex((signal) => signal.path === path);
    if (s < 0) return null;
    const [high, low] = slice.length === 2 ? slice : [Math.min(32, view.signals[s].width) - 1, 0];
    const width = high - low + 1;
    if (bitsOf(signals.unknown, offsets[s], low, Math.min(32, width)) !== 0) return null;
    return bitsOf(signals.words, offsets[s], low, Math.min(32, width));
  }

  /** What the model holds in another form. */
  private derive(): void {
    const { probes, array, redmule } = this.driver;
    const value = (path: string, i = 0): number => probes.find(path)!.get(i);
    const fill = (path: string, of: (i: number, probe: Probe) => number): void => {
      const probe = probes.find(path)!;
      for (let i = 0; i < probe.length; i++) probe.set!(i, of(i, probe));
    };
    for (const name of ["x", "w", "y"]) {
      const fifo = `streamer.${name}.offset_fifo`;
      const count = (value(`rtl.${name}.offset_tail`) - value(`rtl.${name}.offset_head`)) & 7;
      const full = value(`rtl.${name}.offset_count`);
      const entries = full === 8 ? 8 : count;
      fill(`${fifo}.head`, () => 0);
      fill(`${fifo}.count`, () => entries);
      fill(`${fifo}.tail`, () => entries % redmule.streamer.x.offsets.depth);
      fill(`${fifo}.offset`, (i) => value(`rtl.${name}.offset`, (value(`rtl.${name}.offset_head`) + i) & 7));
      // Every beat is a row of its own.
      fill(`${fifo}.tag`, () => LAST_BEAT);
    }
    for (const name of ["x", "w", "y", "z"])
      fill(`streamer.${name}.address_generator.address_fifo.tag`, () => LAST_BEAT);
    fill("w_buffer.steps", () => 1);
    fill("tiler.config0.element_bytes", () => 2);
    this.driver.companion.loaded();
    array.loaded(value("tiler.config0.operation") === 6 ? 1 : 0);
  }

  private uncovered(): string[] {
    const { driver, from } = this;
    const alone = from.map.modelOnly.map(globOf).concat(DERIVED);
    return driver.probes
      .registers()
      .filter(([path, { length }]) => (this.loaded.get(path)?.size ?? 0) < length)
      .map(([path]) => path)
      .filter((path) => !alone.some((glob) => glob.test(path)))
      .concat(this.uncoveredStages());
  }

  /** Stages of the units of compute elements: operands in front, the middle, results behind. */
  private uncoveredStages(): string[] {
    const { constants: c } = this;
    const { L, H } = c;
    const needed = [
      ["fma.a", c.FMA_IN],
      ["fma.sum_low", c.FMA_MID],
      ["fma.result", c.FMA_OUT],
      ["minmax.a", c.MM_IN],
      ["minmax.result", c.MM_OUT],
    ] as const;
    return Array.from({ length: L * H }, (_, i) => `rtl.engine.row${Math.floor(i / H)}.ce${i % H}`).flatMap((element) =>
      needed
        .map(([name, count]) => ({ path: `${element}.${name}`, count }))
        .filter(({ path, count }) => (this.loaded.get(path)?.size ?? 0) < count)
        .map(({ path }) => path),
    );
  }
}

/** The model's value of a state that the RTL encodes otherwise. */
function decoded(states: Readonly<Record<string, number>> | null, bits: number): number {
  const found = Object.entries(states ?? {}).find(([, value]) => value === bits);
  return found === undefined ? bits : Number(found[0]);
}
