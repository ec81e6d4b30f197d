import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { regionOf } from "../../hw/cluster/address-map.js";
import { Cluster } from "../../hw/cluster/systems/cluster.js";
import { Stall, STALL_NAMES } from "../../hw/cluster/core/stall.js";
import { LAST_ISSUED, type ClockWatcher } from "../../hw/cluster/replay/clock-watcher.js";
import type { Turn } from "../../hw/cluster/replay/moment.js";
import type { System } from "../../hw/cluster/systems/system.js";
import type { Program } from "../../sw/program.js";
import { Code } from "./code.js";
import { Conflicts } from "./conflicts.js";
import { CoreProfile, type CallNode } from "./core-profile.js";
import type { CoreData, FileData, LoopData, ProfileData, TrackData, TreeData } from "./profile-data.js";
import { Regions } from "./regions.js";
import { Spans } from "./spans.js";

const REASONS = STALL_NAMES.length;
const SPANS = 20_000;
/** Loops and conflicts that a profile keeps, the most expensive ones. */
const KEPT = 200;

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

/**
 * Where the clocks of a program go. Sees every clock of a system from reset on, whether it is stepped or replayed; `finish` gives
 * what it has seen. Every clock of every core is counted once.
 */
export class Profiler implements ClockWatcher {
  private readonly system: System;
  private readonly program: Program;
  private readonly code: Code;
  private readonly cores: readonly CoreProfile[];
  private readonly conflicts: Conflicts | null;
  private readonly regions: Regions;
  /** Time of RedMulE and of the DMA. */
  private readonly redmule = new Spans(SPANS);
  private readonly dma = new Spans(SPANS);
  private works = 0;
  private moves = 0;

  constructor(system: System, program: Program) {
    this.system = system;
    this.program = program;
    this.code = new Code(program, regionOf(system.map, "l2"));
    this.cores = system.cores.map((core) => new CoreProfile(core, this.code));
    this.conflicts = system instanceof Cluster ? new Conflicts(system, this.code) : null;
    this.regions = new Regions(system);
    if (system instanceof Cluster) system.watch(this);
    else {
      system.observers.push((clock) => {
        for (let i = 0; i < system.cores.length; i++) this.sampled(i);
        this.settled(clock);
      });
    }
  }

  turned(core: number, { reason, place, issue }: Turn, clock: number): void {
    this.cores[core].count(reason, place, issue, clock, 1);
    if (reason === Stall.contention) this.conflicts!.waits(core);
  }

  sampled(core: number): void {
    const { clock } = this.system;
    this.cores[core].sample(clock);
    this.regions.sample(core, clock);
    if (this.conflicts !== null && this.cores[core].core.stallReason === Stall.contention) this.conflicts.waits(core);
  }

  slept(core: number, reason: Stall, clocks: number): void {
    this.cores[core].count(reason, LAST_ISSUED, null, this.system.clock, clocks);
  }

  settled(clock: number): void {
    const { system } = this;
    this.conflicts?.settled();
    const { redmule } = system;
    if (redmule !== null && redmule.busy !== this.works) {
      this.works = redmule.busy;
      if (this.works !== 0) this.redmule.begin(0, clock);
      else this.redmule.end(clock);
    }
    if (system instanceof Cluster && system.dma.busy !== this.moves) {
      this.moves = system.dma.busy;
      if (this.moves !== 0) this.dma.begin(0, clock);
      else this.dma.end(clock);
    }
  }

  /** @param name of the program, for titles */
  finish(name: string): ProfileData {
    const { clock } = this.system;
    const { regions, tracks } = this.regions.finish(clock);
    return {
      ...{ program: name, clocks: clock, reasons: STALL_NAMES, functions: this.code.functions },
      cores: this.cores.map((core) => this.coreData(core)),
      files: this.files(),
      loops: this.loops(),
      conflicts: this.conflicts?.worst.slice(0, KEPT) ?? [],
      regions,
      tracks: [...this.engineTracks(clock), ...tracks, ...this.cores.map((core) => this.callTrack(core, clock))],
    };
  }

  private coreData(profile: CoreProfile): CoreData {
    const functions = new Map<number, number[]>();
    for (let index = 0; index < this.code.size; index++) {
      const what = this.code.functionOf[index];
      for (let reason = 0; reason < REASONS; reason++) {
        const clocks = profile.clocks[index * REASONS + reason];
        if (clocks === 0) continue;
        let own = functions.get(what);
        if (own === undefined) functions.set(what, (own = new Array<number>(REASONS).fill(0)));
        own[reason] += clocks;
      }
    }
    return { hart: profile.core.hartId, functions: [...functions], tree: treeData(profile.root) };
  }

  private callTrack({ core, spans }: CoreProfile, clock: number): TrackData {
    const all = spans.close(clock);
    return { name: `core ${core.hartId}`, names: this.code.functions, spans: all, shortest: spans.shortest };
  }

  private engineTracks(clock: number): TrackData[] {
    const engines: [string, Spans][] = [
      ["RedMulE", this.redmule],
      ["DMA", this.dma],
    ];
    return engines
      .map(([name, spans]) => ({ name, names: [name], spans: spans.close(clock), shortest: spans.shortest }))
      .filter(({ spans }) => spans.length > 0);
  }

  /** Clocks of all cores at a half-word, by reason. */
  private clocksAt(index: number): number[] {
    return STALL_NAMES.map((_, reason) => sum(this.cores.map(({ clocks }) => clocks[index * REASONS + reason])));
  }

  private files(): FileData[] {
    const { lines } = this.program;
    if (lines === undefined) return [];
    const files = new Map<string, { folder: string | undefined; file: string; lines: Map<number, number[]> }>();
    for (let index = 0; index < this.code.size; index++) {
      const source = lines.get(this.code.addressOf(index));
      const clocks = source === undefined ? [] : this.clocksAt(index);
      if (source === undefined || sum(clocks) === 0) continue;
      const key = `${source.folder ?? ""}\n${source.file}`;
      let file = files.get(key);
      if (file === undefined) files.set(key, (file = { folder: source.folder, file: source.file, lines: new Map() }));
      const before = file.lines.get(source.line);
      file.lines.set(source.line, before === undefined ? clocks : before.map((value, i) => value + clocks[i]));
    }
    return [...files.values()]
      .map(({ folder, file, lines: found }) => {
        const text = readSource(folder, file);
        return { file, ...(text && { text }), lines: [...found].sort(([a], [b]) => a - b) };
      })
      .sort((a, b) => total(b) - total(a));
  }

  private loops(): LoopData[] {
    const { code, cores } = this;
    const loops: LoopData[] = [];
    for (let end = 0; end < code.size; end++) {
      const profiles = cores.filter(({ backs }) => backs[end] > 0);
      if (profiles.length === 0) continue;
      const start = profiles[0].backTo[end];
      const clocks = new Array<number>(REASONS).fill(0);
      for (let index = start; index <= end; index++) this.clocksAt(index).forEach((n, reason) => (clocks[reason] += n));
      const line = this.program.lines?.get(code.addressOf(start));
      const where = `${code.functions[code.functionOf[start]]}${line === undefined ? "" : `, ${line.file}:${line.line}`}`;
      const rounds = sum(profiles.map(({ backs }) => backs[end]));
      loops.push({ where, start: code.addressOf(start), end: code.addressOf(end), rounds, clocks });
    }
    return loops.sort((a, b) => sum(b.clocks) - sum(a.clocks)).slice(0, KEPT);
  }
}

/** Clocks of a file in which a core was awake: files with waits alone stand last. */
const total = ({ lines }: FileData): number =>
  sum(lines.map(([, clocks]) => sum(clocks) - clocks[Stall.barrier] - clocks[Stall.sleep]));

function treeData({ what, calls, clocks, children }: CallNode): TreeData {
  return { what, calls, clocks: [...clocks], children: [...children.values()].map(treeData) };
}

/** A source that is still where its compiler found it. */
function readSource(folder: string | undefined, file: string): readonly string[] | undefined {
  try {
    return readFileSync(resolve(folder ?? ".", file), "utf8").split("\n");
  } catch {
    return undefined;
  }
}
