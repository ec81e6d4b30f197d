import type { Probe, Scope } from "../probe.js";

/** Bits of a word that byte enables select, index = 4-bit byte enable. */
export const BYTE_MASK = Uint32Array.from({ length: 16 }, (_, be) =>
  [0, 1, 2, 3].reduce((mask, byte) => mask + ((be >> byte) & 1) * 0xff * 2 ** (8 * byte), 0),
);

/** One request/grant port per TCDM bank, as arrays over the banks. Payload of a bank without `req` is stale. */
export class BankPorts {
  readonly banks: number;
  // Written by the requesting side.
  readonly req: Uint8Array;
  readonly row: Uint32Array;
  readonly write: Uint8Array;
  readonly be: Uint8Array;
  readonly wdata: Uint32Array;
  /** Written by the serving side; may be 1 without `req`. */
  readonly gnt: Uint8Array;

  constructor(banks: number) {
    this.banks = banks;
    this.req = new Uint8Array(banks);
    this.row = new Uint32Array(banks);
    this.write = new Uint8Array(banks);
    this.be = new Uint8Array(banks);
    this.wdata = new Uint32Array(banks);
    this.gnt = new Uint8Array(banks);
  }

  /** The port's wires, element = bank. */
  scope(name: string): Scope {
    const probes = [
      wireArray("req", 1, this.req),
      wireArray("row", 32, this.row),
      wireArray("write", 1, this.write),
      wireArray("be", 4, this.be),
      wireArray("wdata", 32, this.wdata),
      wireArray("gnt", 1, this.gnt),
    ];
    return { name, probes, children: [] };
  }
}

/** A wire array held in a typed array. */
export function wireArray(name: string, width: number, values: Uint8Array | Uint32Array): Probe {
  return { name, width, length: values.length, kind: "wire", get: (i) => values[i] };
}
