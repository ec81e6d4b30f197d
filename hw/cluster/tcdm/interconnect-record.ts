import { memoryOf, WasmModule } from "../../wasm-module.js";
import { ELEMENT_BANKS, hasBank } from "./bank-set.js";
import * as at from "./interconnect-layout.js";
import { MODULE } from "./interconnect.wasm.js";
import { checkTcdm, type TcdmSize } from "./tcdm-size.js";

/** What interconnect.as.ts exports, of the record at an address. */
export interface InterconnectExports {
  settle(record: number): void;
  edge(record: number): void;
  edgeLone(record: number): void;
  answer(record: number): void;
}

/** Where an interconnect lies: bytes from `address`, a multiple of 16, on that nobody else uses. */
export interface InterconnectStorage {
  readonly memory: WebAssembly.Memory;
  readonly address: number;
}

/** Of the arrays of ports in the record. */
export const MAX_PORTS = 32;

const module = new WasmModule<InterconnectExports>(MODULE);

/** The functions of interconnect.as.ts, of records in a memory. */
export function interconnectOn(memory: WebAssembly.Memory): InterconnectExports {
  return module.instance(memory);
}

/** Bytes of the arrays beside record and contents, for so many banks and words of the wide port. */
const BYTES_PER_BANK = 3 * 4 + 2;
const SETS = 6;
const WIDE_ARRAYS = 3;
const ALIGNMENT = 16;

function arrayBytes({ banks }: TcdmSize, words: number): number {
  const elements = Math.ceil(banks / ELEMENT_BANKS);
  const bytes = at.RECORD_BYTES + 4 * WIDE_ARRAYS * words + 4 * SETS * elements + BYTES_PER_BANK * banks;
  return Math.ceil(bytes / ALIGNMENT) * ALIGNMENT;
}

/**
 * Bytes that an interconnect takes, a multiple of 16.
 * @throws UsageError for a size that no TCDM has
 */
export function interconnectBytes(size: TcdmSize, wideWords: number): number {
  checkTcdm(size);
  return arrayBytes(size, wideWords) + Math.ceil((4 * size.banks * size.rows) / ALIGNMENT) * ALIGNMENT;
}

/**
 * Registers and wires of an interconnect in linear memory, where WebAssembly settles and clocks them (interconnect-layout.ts); its blocks
 * see them through the arrays here.
 */
export class InterconnectRecord {
  /** The record itself: word i is at byte offset 4 i. */
  readonly fields: Int32Array;
  readonly rr: Uint8Array;
  readonly master: Uint8Array;
  readonly competitors: Int32Array;
  readonly frozen: Uint32Array;
  readonly locked: Int32Array;
  /** Bank that answers each port. */
  readonly source: Uint32Array;
  /** What each port was last answered. */
  readonly answers: Uint32Array;
  readonly requested: Int32Array;
  readonly narrow: Int32Array;
  readonly wide: Int32Array;
  readonly span: Int32Array;
  readonly bankGrants: Int32Array;
  readonly rdata: Uint32Array;
  readonly wideMask: Int32Array;
  readonly wideWdata: Uint32Array;
  readonly wideRdata: Uint32Array;
  /** The contents of the banks. */
  readonly words: Uint32Array;
  /** Where the record lies. */
  readonly memory: WebAssembly.Memory;
  readonly address: number;
  private readonly exports: InterconnectExports;

  constructor(size: TcdmSize, wideWords: number, storage: InterconnectStorage | null) {
    const { banks, rows } = size;
    const memory = storage?.memory ?? memoryOf(interconnectBytes(size, wideWords));
    const address = storage?.address ?? 0;
    const { buffer } = memory;
    const elements = Math.ceil(banks / ELEMENT_BANKS);
    this.memory = memory;
    this.address = address;
    this.exports = interconnectOn(memory);
    const fields = (this.fields = new Int32Array(buffer, address, at.RECORD_BYTES / 4));
    this.source = new Uint32Array(buffer, address + at.SOURCE, MAX_PORTS);
    this.answers = new Uint32Array(buffer, address + at.ANSWER, MAX_PORTS);
    let next = address + at.RECORD_BYTES;
    const take = (bytes: number): number => (next += bytes) - bytes;
    const sets = Array.from({ length: SETS }, () => new Int32Array(buffer, take(4 * elements), elements));
    [this.locked, this.requested, this.narrow, this.wide, this.span, this.bankGrants] = sets;
    this.competitors = new Int32Array(buffer, take(4 * banks), banks);
    this.frozen = new Uint32Array(buffer, take(4 * banks), banks);
    this.rdata = new Uint32Array(buffer, take(4 * banks), banks);
    this.wideMask = new Int32Array(buffer, take(4 * wideWords), wideWords);
    this.wideWdata = new Uint32Array(buffer, take(4 * wideWords), wideWords);
    this.wideRdata = new Uint32Array(buffer, take(4 * wideWords), wideWords);
    this.rr = new Uint8Array(buffer, take(banks), banks);
    this.master = new Uint8Array(buffer, take(banks), banks);
    this.words = new Uint32Array(buffer, address + arrayBytes(size, wideWords), banks * rows);
    const set = (offset: number, value: number): void => void (fields[offset >> 2] = value);
    set(at.BANKS, banks);
    set(at.ELEMENTS, elements);
    set(at.WORD_MASK, banks * 2 ** Math.ceil(Math.log2(rows)) - 1);
    set(at.WORD_COUNT, banks * rows);
    set(at.WIDE_WORDS, wideWords);
    for (const [offset, { byteOffset }] of this.places()) set(offset, byteOffset);
  }

  private places(): [number, ArrayBufferView][] {
    return [
      [at.RR_AT, this.rr],
      [at.MASTER_AT, this.master],
      [at.COMPETITORS_AT, this.competitors],
      [at.FROZEN_AT, this.frozen],
      [at.LOCKED_AT, this.locked],
      [at.REQUESTED_AT, this.requested],
      [at.NARROW_AT, this.narrow],
      [at.WIDE_AT, this.wide],
      [at.SPAN_AT, this.span],
      [at.BANK_GRANTS_AT, this.bankGrants],
      [at.RDATA_AT, this.rdata],
      [at.WORDS_AT, this.words],
      [at.WIDE_MASK_AT, this.wideMask],
      [at.WIDE_WDATA_AT, this.wideWdata],
      [at.WIDE_RDATA_AT, this.wideRdata],
    ];
  }

  /** From the requests of both sides to their grants. */
  settle(): void {
    this.exports.settle(this.address);
  }

  edge(): void {
    this.exports.edge(this.address);
  }

  /** `edge` of a clock with a wide request that nobody disputes. */
  edgeLone(): void {
    this.exports.edgeLone(this.address);
  }

  /** Registers were overwritten: what is kept of them is derived anew. */
  derive(): void {
    const { competitors, frozen, locked } = this;
    let kept = 0;
    for (let b = 0; b < competitors.length; b++) {
      if (hasBank(locked, b) === 0) continue;
      competitors[b] = frozen[b];
      kept |= frozen[b];
    }
    this.fields[at.KEPT >> 2] = kept;
    this.exports.answer(this.address);
  }
}
