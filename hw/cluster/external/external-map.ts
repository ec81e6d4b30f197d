import { UsageError } from "../../errors.js";

/** Byte offsets of the registers of the external memory's DMA. */
export const EXTERNAL_REGISTERS = {
  /** First byte in the external memory. */
  external: 0x00,
  /** Address in L2. */
  l2: 0x04,
  /** Bytes of an item. */
  bytes: 0x08,
  /** Items. */
  count: 0x0c,
  /** Bytes from one item to the next in the external memory; in L2 they lie one behind the other. */
  stride: 0x10,
  /** Address in L2 of `count` words, the number of each item; 0: items 0, 1, 2 ... */
  list: 0x14,
  /** Write 1: from the external memory to L2; 2: the other way. Held back while a command is under way. */
  command: 0x18,
  /** Bit 0: a command is under way. Bit 1: one has met an address outside; a write of any value clears it. */
  status: 0x1c,
  /** Clocks in which a command has been under way, modulo 2^32. */
  clocks: 0x20,
} as const;

export const EXTERNAL_COMMAND = { load: 1, store: 2 } as const;

/** Where the registers stand in the map `cluster`: among the peripherals of the SoC, outside of the cluster's own. */
export const EXTERNAL_REGION = { target: "external", base: 0x1a10_2000, bytes: 0x1000, latency: 1 } as const;

/** Size and speed of an external memory. */
export interface ExternalParameters {
  /** Bytes, a multiple of 4 up to 2^30. */
  readonly bytes: number;
  /** Bytes a clock, above 0 and up to 4, kept in thousandths. */
  readonly rate: number;
  /** Clocks from the address of an item to its first byte, 0 to 100 000. */
  readonly latency: number;
}

/** 64 MB behind a HyperBus or the like: 0.85 bytes a clock are 400 MB/s at 470 MHz. */
export const DEFAULT_EXTERNAL: ExternalParameters = { bytes: 64_000_000, rate: 0.85, latency: 100 };

/** Thousandths of a byte that move in a clock. @throws UsageError outside of the limits */
export function thousandthsOf({ bytes, rate, latency }: ExternalParameters): number {
  const refuse = (what: string): never => {
    throw new UsageError(`The external memory has ${what}.`);
  };
  if (!Number.isInteger(bytes / 4) || bytes < 4 || bytes > 2 ** 30) {
    refuse(`${bytes} bytes: give a multiple of 4 up to ${2 ** 30}`);
  }
  const thousandths = Math.round(1000 * rate);
  if (!(thousandths >= 1 && thousandths <= 4000)) refuse(`${rate} bytes a clock: give from 0.001 to 4`);
  if (!Number.isInteger(latency) || latency < 0 || latency > 100_000) {
    refuse(`a latency of ${latency} clocks: give a whole number from 0 to 100000`);
  }
  return thousandths;
}
