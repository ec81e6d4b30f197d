import { BENCH_REGISTERS } from "../../hw/cluster/bench-registers.js";
import { regionOf } from "../../hw/cluster/address-map.js";
import type { System } from "../../hw/cluster/systems/system.js";
import { UsageError } from "../../hw/errors.js";
import type { RegionData, TrackData } from "./profile-data.js";
import { Spans } from "./spans.js";

/** Spans of a core that are kept, and bytes of a name at most. */
const MOST = 20_000;
const LONGEST = 64;

/** Regions that a program marks by stores to the bench, see `BENCH_REGISTERS`. */
export class Regions {
  private readonly system: System;
  private readonly begins: number;
  private readonly ends: number;
  private readonly spans: readonly Spans[];
  private readonly names: string[] = [];
  private readonly numbers = new Map<number, number>();
  private readonly open: { readonly what: number; readonly since: number }[][];
  private readonly totals = new Map<string, { times: number; clocks: number }>();

  constructor(system: System) {
    this.system = system;
    const base = system.bench === null ? -1 : regionOf(system.map, "bench").base;
    this.begins = base < 0 ? -1 : base + BENCH_REGISTERS.regionBegin;
    this.ends = base < 0 ? -1 : base + BENCH_REGISTERS.regionEnd;
    this.spans = system.cores.map(() => new Spans(MOST));
    this.open = system.cores.map(() => []);
  }

  /** A clock of the pipeline of a core, between settle and edge. */
  sample(core: number, clock: number): void {
    const { retired } = this.system.cores[core];
    if (retired.valid === 0 || retired.store === 0) return;
    const address = retired.address >>> 0;
    if (address === this.begins) this.begin(core, retired.data >>> 0, clock);
    else if (address === this.ends) this.end(core, clock);
  }

  private begin(core: number, pointer: number, clock: number): void {
    let what = this.numbers.get(pointer);
    if (what === undefined) {
      what = this.names.push(this.read(pointer)) - 1;
      this.numbers.set(pointer, what);
    }
    this.open[core].push({ what, since: clock });
    this.spans[core].begin(what, clock);
  }

  private end(core: number, clock: number): void {
    const region = this.open[core].pop();
    if (region === undefined) return;
    this.spans[core].end(clock);
    const key = `${core} ${region.what}`;
    const total = this.totals.get(key) ?? { times: 0, clocks: 0 };
    total.times++;
    total.clocks += clock - region.since;
    this.totals.set(key, total);
  }

  /** The name at an address, or the address where no text is. */
  private read(pointer: number): string {
    try {
      let text = "";
      for (let i = 0; i < LONGEST; i++) {
        const [byte] = this.system.memoryAt(pointer + i, 1);
        if (byte === 0) return text;
        text += String.fromCharCode(byte);
      }
      return text;
    } catch (error) {
      if (!(error instanceof UsageError)) throw error;
      return `0x${pointer.toString(16)}`;
    }
  }

  /** By core, a region that never ended up to this clock included. */
  finish(clock: number): { readonly regions: RegionData[]; readonly tracks: TrackData[] } {
    this.open.forEach((open, core) => {
      while (open.length > 0) this.end(core, clock);
    });
    const regions = [...this.totals].map(([key, total]) => {
      const [hart, what] = key.split(" ").map(Number);
      return { name: this.names[what], hart, ...total };
    });
    const tracks = this.spans
      .map((spans, i) => ({
        ...{ name: `core ${i} regions`, names: this.names, spans: spans.close(clock) },
        shortest: spans.shortest,
      }))
      .filter(({ spans }) => spans.length > 0);
    return { regions, tracks };
  }
}
