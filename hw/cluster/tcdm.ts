import { UsageError } from "../errors.js";
import { registerArray, type Block, type Scope } from "../probe.js";
import { BankPorts, BYTE_MASK } from "./bank-port.js";

/** Banks and rows of a TCDM; its size is `4 * banks * rows` bytes. */
export interface TcdmSize {
  /** A power of two. */
  banks: number;
  /** 32-bit words in a bank. */
  rows: number;
}

/** The pulp_cluster TCDM: 128 KiB. */
export const DEFAULT_TCDM: TcdmSize = { banks: 16, rows: 2048 };

/**
 * Word-interleaved single-port SRAM banks. A bank serves one access a clock: data of a read stand in `rdata` from the
 * next clock on, as they were before that clock's write. Rows past the end (when `rows` is no power of two) read 0.
 */
export class Tcdm implements Block {
  readonly banks: number;
  readonly rows: number;
  readonly port: BankPorts;
  /** The contents; word index = byte offset / 4. */
  readonly words: Uint32Array;
  /** The same contents as little-endian bytes. */
  readonly bytes: Uint8Array;
  /** Output register of each bank. */
  readonly rdata: Uint32Array;

  constructor({ banks, rows }: TcdmSize) {
    if (!Number.isInteger(banks) || banks < 1 || (banks & (banks - 1)) !== 0) {
      throw new UsageError(`A TCDM of ${banks} banks cannot be addressed: give a power of two, for example 16.`);
    }
    if (!Number.isInteger(rows) || rows < 1 || rows * banks > 2 ** 29) {
      throw new UsageError(
        `A TCDM of ${banks} banks x ${rows} rows is not between 1 row and 2 GiB: give a whole number of 32-bit rows in that range.`,
      );
    }
    this.banks = banks;
    this.rows = rows;
    this.port = new BankPorts(banks);
    this.port.gnt.fill(1);
    this.words = new Uint32Array(banks * rows);
    this.bytes = new Uint8Array(this.words.buffer);
    this.rdata = new Uint32Array(banks);
  }

  edge(): void {
    const { req, gnt, row, write, be, wdata } = this.port;
    const { words, rdata, banks } = this;
    for (let b = 0; b < banks; b++) {
      if ((req[b] & gnt[b]) === 0) continue;
      const at = row[b] * banks + b;
      if (write[b] === 0) rdata[b] = words[at];
      else if (be[b] === 0xf) words[at] = wdata[b];
      else {
        const mask = BYTE_MASK[be[b]];
        words[at] = (words[at] & ~mask) | (wdata[b] & mask);
      }
    }
  }

  /** Clears the output registers; a memory keeps its contents through reset. */
  reset(): void {
    this.rdata.fill(0);
  }

  scope(name: string): Scope {
    return {
      name,
      probes: [registerArray("rdata", 32, this.rdata), registerArray("words", 32, this.words)],
      children: [this.port.scope("bank")],
    };
  }
}

/** How a byte address splits into bank and row; the address bits above the row are ignored. */
export interface BankAddressing {
  readonly bankMask: number;
  readonly rowShift: number;
  readonly rowMask: number;
}

export function bankAddressing({ banks, rows }: TcdmSize): BankAddressing {
  const bankBits = Math.log2(banks);
  return { bankMask: banks - 1, rowShift: 2 + bankBits, rowMask: 2 ** Math.ceil(Math.log2(rows)) - 1 };
}
