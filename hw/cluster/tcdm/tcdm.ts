import type { NarrowPort, WidePort } from "../../ports.js";
import { registerArray, type Block, type Probe, type Scope } from "../../probe.js";
import { Reservations } from "../atomics.js";
import { lowest } from "../bits.js";
import { hasBank, type BankSelect, type BankSet } from "./bank-set.js";
import { WORD_MASK } from "./interconnect-layout.js";
import type { InterconnectRecord } from "./interconnect-record.js";
import type { TcdmSize } from "./tcdm-size.js";

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
 * are ignored; rows past the end (when `rows` is no power of two) read 0 and drop writes. Contents and output registers lie in the
 * record of the interconnect, which clocks them.
 */
export class Tcdm implements Pick<Block, "reset" | "scope"> {
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

  constructor(ports: readonly NarrowPort[], wide: WidePort, { banks }: TcdmSize, record: InterconnectRecord) {
    this.ports = ports;
    this.wide = wide;
    this.banks = banks;
    this.bankMask = banks - 1;
    this.bankBits = Math.log2(banks);
    this.wordMask = record.fields[WORD_MASK >> 2];
    this.select = record;
    this.gnt = record.bankGrants.fill(-1);
    this.words = record.words;
    this.bytes = new Uint8Array(this.words.buffer, this.words.byteOffset, this.words.byteLength);
    this.rdata = record.rdata;
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

  /** What of a clock the record leaves open: atomic accesses, and reservations of words that are written. */
  edgeReservations(): void {
    const { narrow } = this.select;
    for (let e = 0; e < narrow.length; e++) this.edgeNarrow(e);
    if ((this.wide.req & this.wide.write) !== 0) this.edgeWide();
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

  /** Narrow accesses to the banks of element `e`. */
  private edgeNarrow(e: number): void {
    const { select, words, rdata, ports, reservations } = this;
    for (let left = select.narrow[e] & this.gnt[e]; left !== 0; left &= left - 1) {
      const b = (e << 5) | lowest(left);
      const port = ports[select.master[b]];
      const at = this.narrowIndex(port.addr, b);
      if (port.atomic !== 0) rdata[b] = reservations.execute(port.atomic, words, at, port.wdata);
      else if ((port.write & reservations.held) !== 0) reservations.written(at);
    }
  }

  /** Words that the wide port writes. */
  private edgeWide(): void {
    const { gnt, wordMask, bankMask, wide, reservations } = this;
    const connected = this.select.wide;
    for (let i = 0; i < wide.words; i++) {
      const at = ((wide.addr >>> 2) + i) & wordMask;
      const b = at & bankMask;
      if ((reservations.held & hasBank(connected, b) & hasBank(gnt, b)) !== 0) reservations.written(at);
    }
  }

  /** Index of the word that an address selects in bank `b`, whichever bank the address itself names. */
  private narrowIndex(addr: number, b: number): number {
    return ((addr >>> 2) & this.wordMask & ~this.bankMask) | b;
  }
}
