import type { NarrowPort, WidePort } from "../../ports.js";
import { registerArray, type Block, type Probe, type Scope } from "../../probe.js";
import { Reservations } from "../atomics.js";
import { BankSelect, hasBank, type BankSet } from "./bank-set.js";
import type { BankStorage, TcdmSize } from "./bank-storage.js";
import { BYTE_MASK, lowest, merge } from "../bits.js";

/** The pulp_cluster TCDM: 128 KiB. */
export const DEFAULT_TCDM: TcdmSize = { banks: 16, rows: 2048 };

/** What one bank sees in a clock. */
export interface BankAccess {
  row: number;
  write: number;
  be: number;
  wdata: number;
}

/**
 * Word-interleaved single-port SRAM banks with the multiplexers before them. A bank serves one access a clock: data of a
 * read stand in `rdata` from the next clock on, as they were before that clock's writes. The address bits above the row
 * are ignored; rows past the end (when `rows` is no power of two) read 0 and drop writes.
 */
export class Tcdm implements Block {
  readonly banks: number;
  readonly select: BankSelect;
  /** Input: the banks that can take an access. */
  readonly gnt: BankSet;
  readonly bankMask: number;
  readonly bankBits: number;
  /** Word address bits that choose bank and row. */
  readonly wordMask: number;

  /** The contents; word index = byte offset / 4. */
  readonly words: Uint32Array;
  /** The same contents as little-endian bytes. */
  readonly bytes: Uint8Array;
  /** Output register of each bank. */
  readonly rdata: Uint32Array;

  readonly reservations = new Reservations();

  private readonly ports: readonly NarrowPort[];
  private readonly wide: WidePort;

  constructor(ports: readonly NarrowPort[], wide: WidePort, { banks, rows }: TcdmSize, storage: BankStorage) {
    this.ports = ports;
    this.wide = wide;
    this.banks = banks;
    this.bankMask = banks - 1;
    this.bankBits = Math.log2(banks);
    this.wordMask = banks * 2 ** Math.ceil(Math.log2(rows)) - 1;
    this.select = new BankSelect(banks, storage.master);
    const { words } = storage;
    [this.gnt, this.words, this.rdata] = [storage.gnt, words, storage.rdata];
    this.bytes = new Uint8Array(words.buffer, words.byteOffset, words.byteLength);
  }

  /** What bank `b` sees in this clock, or null without a request. For observers. */
  access(b: number): BankAccess | null {
    const { select, ports, wide } = this;
    if (hasBank(select.narrow, b) !== 0) {
      const { addr, write, be, wdata } = ports[select.master[b]];
      return { row: this.narrowIndex(addr, b) >>> this.bankBits, write, be, wdata };
    }
    if (hasBank(select.wide, b) === 0) return null;
    const i = (b - (wide.addr >>> 2)) & this.bankMask;
    const row = (((wide.addr >>> 2) + i) & this.wordMask) >>> this.bankBits;
    // A written word without a byte enabled is turned into a read and still occupies its bank.
    return { row, write: wide.be[i] === 0 ? 0 : wide.write, be: wide.be[i], wdata: wide.wdata[i] };
  }

  edge(): void {
    const { narrow } = this.select;
    for (let e = 0; e < narrow.length; e++) this.edgeNarrow(e);
    const { wide } = this;
    if (wide.req === 0) return;
    if ((wide.gnt & (wide.write ^ 1)) !== 0) this.readWide();
    else this.edgeWide();
  }

  /** Clears the output registers; a memory keeps its contents through reset. */
  reset(): void {
    this.rdata.fill(0);
    this.reservations.reset();
  }

  scope(name: string): Scope {
    const { banks } = this;
    const seen = (field: string, width: number, pick: (access: BankAccess) => number): Probe => ({
      name: field,
      width,
      length: banks,
      kind: "wire",
      get: (b) => {
        const access = this.access(b);
        return access ? pick(access) : 0;
      },
    });
    return {
      name,
      probes: [
        registerArray("rdata", 32, this.rdata),
        registerArray("words", 32, this.words),
        this.reservations.probe(),
        seen("req", 1, () => 1),
        seen("row", 32, (access) => access.row),
        seen("write", 1, (access) => access.write),
        seen("be", 4, (access) => access.be),
        seen("wdata", 32, (access) => access.wdata),
        { name: "gnt", width: 1, length: banks, kind: "wire", get: (b) => hasBank(this.gnt, b) },
      ],
      children: [],
    };
  }

  /** Narrow accesses to the banks of element `e`. A bank's output register also shows the old word of a write. */
  private edgeNarrow(e: number): void {
    const { select, words, rdata, ports, reservations } = this;
    for (let left = select.narrow[e] & this.gnt[e]; left !== 0; left &= left - 1) {
      const b = (e << 5) | lowest(left);
      const port = ports[select.master[b]];
      const at = this.narrowIndex(port.addr, b);
      if (port.atomic !== 0) {
        rdata[b] = reservations.execute(port.atomic, words, at, port.wdata);
        continue;
      }
      const old = words[at];
      rdata[b] = old;
      if (port.write === 0) continue;
      words[at] = merge(old, port.wdata, BYTE_MASK[port.be]);
      if (reservations.held !== 0) reservations.written(at);
    }
  }

  /** A granted read, which is connected to all of its banks. */
  private readWide(): void {
    const { words, rdata, wordMask, bankMask } = this;
    const start = this.wide.addr >>> 2;
    const end = start + this.wide.words;
    for (let i = start; i < end; i++) {
      const at = i & wordMask;
      rdata[at & bankMask] = words[at];
    }
  }

  /** Any other access: those of its words whose banks are connected and grant. */
  private edgeWide(): void {
    const { words, rdata, gnt, wordMask, bankMask, wide } = this;
    const connected = this.select.wide;
    const { be, wdata } = wide;
    const start = wide.addr >>> 2;
    for (let i = 0; i < wdata.length; i++) {
      const at = (start + i) & wordMask;
      const b = at & bankMask;
      const taken = -(hasBank(connected, b) & hasBank(gnt, b));
      rdata[b] = merge(rdata[b], words[at], taken);
      if (wide.write === 0) continue;
      const mask = BYTE_MASK[be[i]] & taken;
      words[at] = merge(words[at], wdata[i], mask);
      if ((this.reservations.held & taken) !== 0) this.reservations.written(at);
    }
  }

  /** Index of the word that an address selects in bank `b`, whichever bank the address itself names. */
  private narrowIndex(addr: number, b: number): number {
    return ((addr >>> 2) & this.wordMask & ~this.bankMask) | b;
  }
}
