import { UsageError } from "../../errors.js";
import { ELEMENT_BANKS, type BankSet } from "./bank-set.js";

/** Banks and rows of a TCDM; its size is `4 * banks * rows` bytes. */
export interface TcdmSize {
  /** A power of two. */
  banks: number;
  /** 32-bit words in a bank. */
  rows: number;
}

/** Makes an array of so many elements, all 0. */
type Take<T> = new (buffer: ArrayBuffer, at: number, length: number) => T;

/**
 * The contents and registers of a TCDM and its log interconnect, one behind the other in one buffer, so that blocks and the engine
 * of the replays (hw/cluster/replay) work on the same words.
 */
export class BankStorage {
  readonly buffer: ArrayBuffer;
  /** Contents of the TCDM; output register of each bank; banks that can take an access. */
  readonly words: Uint32Array;
  readonly rdata: Uint32Array;
  readonly gnt: BankSet;
  /** Of the log interconnect; see there. */
  readonly requested: BankSet;
  readonly granted: BankSet;
  readonly locked: BankSet;
  readonly competitors: Int32Array;
  readonly frozen: Uint32Array;
  readonly source: Uint32Array;
  readonly rr: Uint8Array;
  readonly master: Uint8Array;
  /** Banks that the wide port requests. */
  readonly span: BankSet;

  /**
   * @param ports narrow ports
   * @param room gives a buffer in which so many bytes are free, and the address of the first of them, a multiple of 8
   * @throws UsageError for a size that no TCDM has
   */
  constructor({ banks, rows }: TcdmSize, ports: number, room: (bytes: number) => [ArrayBuffer, number] = plainRoom) {
    check({ banks, rows });
    const elements = Math.ceil(banks / ELEMENT_BANKS);
    const bytes = 4 * banks * rows + 4 * (5 * elements + 3 * banks + ports) + 2 * banks;
    const [buffer, from] = room(bytes);
    this.buffer = buffer;
    let at = from;
    const take = <T>(type: Take<T>, length: number, bytesEach: number): T => {
      at += length * bytesEach;
      return new type(buffer, at - length * bytesEach, length);
    };
    this.words = take(Uint32Array, banks * rows, 4);
    this.rdata = take(Uint32Array, banks, 4);
    this.competitors = take(Int32Array, banks, 4);
    this.frozen = take(Uint32Array, banks, 4);
    this.source = take(Uint32Array, ports, 4);
    this.gnt = take(Int32Array, elements, 4).fill(-1);
    this.requested = take(Int32Array, elements, 4);
    this.granted = take(Int32Array, elements, 4);
    this.locked = take(Int32Array, elements, 4);
    this.span = take(Int32Array, elements, 4);
    this.rr = take(Uint8Array, banks, 1);
    this.master = take(Uint8Array, banks, 1);
  }
}

function plainRoom(bytes: number): [ArrayBuffer, number] {
  return [new ArrayBuffer(bytes), 0];
}

function check({ banks, rows }: TcdmSize): void {
  if (!Number.isInteger(banks) || banks < 1 || (banks & (banks - 1)) !== 0) {
    throw new UsageError(`A TCDM of ${banks} banks cannot be addressed: give a power of two, for example 16.`);
  }
  if (!Number.isInteger(rows) || rows < 1 || rows * banks > 2 ** 29) {
    throw new UsageError(
      `A TCDM of ${banks} banks x ${rows} rows is not between 1 row and 2 GiB: give a whole number of 32-bit rows in that range.`,
    );
  }
}
