import { putBank } from "../../../hw/cluster/tcdm/bank-set.js";
import { Interconnect } from "../../../hw/cluster/tcdm/interconnect.js";
import { NarrowPort, WidePort } from "../../../hw/ports.js";
import type { Scope } from "../../../hw/probe.js";
import type { DumpIndex } from "../../../wave/dump-index.js";
import { bitsOf } from "../bits.js";
import { lacks, pathsInDump } from "../bound/bound-clock.js";
import type { BoundSignals } from "../bound/bound-signals.js";
import { inDump, interconnectConstants } from "./design-in-dump.js";
import type { DrivenDesign, Loadable } from "../bound/driven-design.js";
import { constant } from "../map/expression.js";
import { loadInterconnect } from "../drive/load-interconnect.js";
import type { Constants, SignalMap } from "../map/map.js";
import { ProbeIndex } from "../map/probe-index.js";

/** Rows of the banks: addresses are compared up to here. */
const ROWS = 1 << 14;

/** Some bits of a sampled vector. */
interface Slice {
  readonly offset: number;
  readonly low: number;
  readonly width: number;
}

/** The signals of one port that the interconnect serves, or of one bank. */
type Bundle<K extends string> = Readonly<Record<K, Slice>>;

const PORT = { req: 1, add: 32, wen: 1, be: 4, data: 32 } as const;
const BANK = { gnt: 1, r_data: 32 } as const;

/** What is answered, as a scope beside the interconnect. */
function answers(name: string, length: number, get: (i: number) => number): Scope {
  return { name, probes: [{ name: "rdata", width: 32, length, kind: "wire", get }], children: [] };
}

/** The interconnect between masters and banks as a dump has them: the banks answer what was recorded. */
export class InterconnectInDump implements DrivenDesign {
  readonly array = null;
  readonly constants: Constants;
  readonly probes: ProbeIndex;
  reset = 1;
  /** Clocks are counted from the end of the reset. */
  triggers = false;
  private readonly interconnect: Interconnect;
  private readonly ports: readonly NarrowPort[];
  private readonly wide: WidePort;
  private readonly signals: BoundSignals;
  private readonly masters: readonly Bundle<keyof typeof PORT>[];
  private readonly router: Bundle<keyof typeof PORT>;
  private readonly banks: readonly Bundle<keyof typeof BANK>[];
  private readonly control: Readonly<Record<"reset" | "clear" | "invert_prio" | "p0" | "p1", Slice>>;

  /** @throws UsageError when the dump lacks a port, a bank or the settings of the arbiter */
  constructor(signals: BoundSignals, index: DumpIndex, map: SignalMap, top: string) {
    const width = (name: string): number => {
      for (const { width: paths, is } of map.parameters[name] ?? []) {
        const vector = index.findFirst(inDump(top, paths));
        if (vector !== undefined) return constant(is, { width: vector.width });
      }
      throw lacks(
        `signal that says how many ${name.toLowerCase()} there are`,
        [map.parameters[name]?.[0]?.width ?? []].flat(),
      );
    };
    const [count, banks, words] = [width("PORTS"), width("BANKS"), width("WORDS")];
    this.signals = signals;
    this.constants = interconnectConstants(count, banks, words);
    this.ports = Array.from({ length: count }, () => new NarrowPort());
    this.wide = new WidePort(words);
    const arbiter = map.inputs.p1 === undefined ? "f7fbfcd" : "d6a4872";
    this.interconnect = new Interconnect(this.ports, this.wide, { banks, rows: ROWS, arbiter });
    this.probes = new ProbeIndex(this.interconnect.scope("interconnect"));
    this.probes.add(answers("ports", count, (m) => this.ports[m].rdata));
    this.probes.add(answers("wide", words, (w) => this.wide.rdata[w]));

    const bind = (name: string, bits: number, what: string, i = 0): Slice => {
      const given = [map.inputs[name] ?? []].flat().map((path) => path.replaceAll("{i}", String(i)));
      for (const path of given) {
        const [, whole, high, low] = /^(.*?)(?:\[(\d+):(\d+)\])?$/.exec(path)!;
        const offset = signals.addPath(index, pathsInDump(map, top, whole));
        if (offset >= 0) return { offset, low: Number(low ?? 0), width: high === undefined ? bits : 1 + +high - +low };
      }
      throw lacks(what, pathsInDump(map, top, given));
    };
    const bundle = <K extends string>(scope: string, widths: Readonly<Record<K, number>>, what: string, i: number) =>
      Object.fromEntries(
        (Object.keys(widths) as K[]).map((name) => [name, bind(`${scope}.${name}`, widths[name], what, i)]),
      ) as Bundle<K>;
    this.masters = this.ports.map((_port, m) => bundle("port", PORT, `narrow port ${m}`, m));
    this.router = bundle("wide", { ...PORT, be: 4 * words, data: 32 * words }, "wide port", 0);
    this.banks = Array.from({ length: banks }, (_, b) => bundle("bank", BANK, `bank ${b}`, b));
    const one = (name: string, bits = 1): Slice => bind(name, bits, `input ${name}`);
    this.control = {
      ...{ clear: one("clear"), invert_prio: one("invert_prio") },
      p0: one("p0", 8),
      p1: arbiter === "d6a4872" ? one("p1", 8) : { offset: -1, low: 0, width: 8 },
      reset: { offset: signals.addPath(index, pathsInDump(map, top, map.reset)), low: 0, width: 1 },
    };
  }

  get size(): string {
    return `${this.ports.length} ports and one of ${this.wide.words} words, ${this.banks.length} banks`;
  }

  take(): void {
    const { ports, wide, masters, router, control, banks } = this;
    const { arbiter, tcdm } = this.interconnect;
    const before = this.reset;
    this.reset = control.reset.offset < 0 ? 0 : 1 ^ this.value(control.reset);
    this.triggers = before === 1 && this.reset === 0;
    for (let m = 0; m < ports.length; m++) this.drive(ports[m], masters[m]);
    this.drive(wide, router);
    for (let w = 0; w < wide.words; w++) {
      wide.be[w] = this.value(router.be, 4 * w, 4);
      wide.wdata[w] = this.value(router.data, 32 * w, 32);
    }
    for (let b = 0; b < banks.length; b++) {
      putBank(tcdm.gnt, b, this.value(banks[b].gnt));
      tcdm.rdata[b] = this.value(banks[b].r_data);
    }
    this.interconnect.router.clear = this.value(control.clear);
    arbiter.invertPrio = this.value(control.invert_prio);
    const [p0, p1] = [this.value(control.p0), this.value(control.p1)];
    if (arbiter.revision === "f7fbfcd") arbiter.maxStall = p0;
    else [arbiter.numerator, arbiter.denominator] = [p0, p1];
  }

  private drive(port: NarrowPort | WidePort, from: Bundle<keyof typeof PORT>): void {
    port.req = this.value(from.req);
    port.addr = this.value(from.add) >>> 0;
    port.write = 1 ^ this.value(from.wen);
    if (port instanceof WidePort) return;
    port.be = this.value(from.be);
    port.wdata = this.value(from.data) >>> 0;
  }

  /** Bits of an input, 0 where they are not known. */
  private value({ offset, low, width }: Slice, from = 0, bits = width): number {
    if (offset < 0) return 0;
    const { words, unknown } = this.signals;
    return bitsOf(words, offset, low + from, bits) & ~bitsOf(unknown, offset, low + from, bits);
  }

  areKnown(): boolean {
    const { masters, router, control, banks } = this;
    const known = ({ offset, low, width }: Slice): boolean => {
      for (let at = 0; offset >= 0 && at < width; at += 32) {
        if (bitsOf(this.signals.unknown, offset, low + at, Math.min(32, width - at)) !== 0) return false;
      }
      return true;
    };
    const isKnown = (from: Bundle<keyof typeof PORT>): boolean =>
      known(from.req) && (this.value(from.req) === 0 || Object.values(from).every(known));
    return (
      masters.every(isKnown) &&
      isKnown(router) &&
      banks.every(({ gnt }) => known(gnt)) &&
      [control.clear, control.invert_prio, control.p0, control.p1].every(known)
    );
  }

  settle(): void {
    const { interconnect } = this;
    if (this.reset) interconnect.reset();
    // Reset clears the output registers of the banks, which are inputs here.
    for (let b = 0; this.reset && b < this.banks.length; b++) {
      interconnect.tcdm.rdata[b] = this.value(this.banks[b].r_data);
    }
    // The output registers were written past the probes.
    interconnect.wake();
    interconnect.settleResponse();
    interconnect.settleGrant();
  }

  edge(): void {
    if (!this.reset) this.interconnect.edge();
  }

  load(from: Loadable): string[] {
    this.interconnect.reset();
    const missing = loadInterconnect(this.probes, from, this.constants);
    this.interconnect.wake();
    this.take();
    return missing;
  }
}
