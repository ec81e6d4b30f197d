/**
 * Handshake bundles shared by the two ends of a connection. One end writes each field, in its settle step; a field keeps
 * its value until it is written again, so both ends write all of their fields in every clock.
 *
 * Protocol (HCI / OBI style): an access is accepted in a clock with `req` and `gnt`; its response (`rvalid`, and `rdata`
 * after a read) stands in a later clock, one clock later at a TCDM. There is no back-pressure on responses.
 */

/** A 32-bit request/grant port: core data and instruction ports, DMA, peripherals. */
export class NarrowPort {
  // Written by the master.
  req = 0;
  /** Byte address. */
  addr = 0;
  /** 1 writes, 0 reads. */
  write = 0;
  /** Byte enables, bit i = byte i of the word. */
  be = 0xf;
  wdata = 0;
  /** Who asks, a bit for each core; of the peripheral ports alone. */
  id = 1;
  /**
   * Not 0 for an atomic access, which the memory executes on the whole word: operation and master (`atomicAccess` in
   * hw/cluster/atomics.ts). `write` is 1 unless it only reserves; read data follow in either case.
   */
  atomic = 0;
  // Written by the slave.
  gnt = 0;
  rvalid = 0;
  rdata = 0;
  /** 1 with `rvalid` when nobody answers at the address: a bus error. */
  err = 0;
}

/** RedMulE's wide TCDM port: `words` consecutive 32-bit words from any 4-byte aligned address in one access. */
export class WidePort {
  readonly words: number;
  // Written by the master.
  req = 0;
  /** Byte address of word 0, a multiple of 4. */
  addr = 0;
  write = 0;
  /** Byte enables, 4 bits a word. On reads they mark the bytes that the master wants; a memory may ignore them. */
  readonly be: Uint8Array;
  readonly wdata: Uint32Array;
  // Written by the slave.
  gnt = 0;
  rvalid = 0;
  readonly rdata: Uint32Array;

  constructor(words: number) {
    this.words = words;
    this.be = new Uint8Array(words);
    this.wdata = new Uint32Array(words);
    this.rdata = new Uint32Array(words);
  }
}

/** The stretch of byte addresses that a memory holds. */
export interface MemoryWindow {
  /** First byte address, a multiple of 4. */
  base: number;
  /** Size, a multiple of 4 below 2^32. */
  bytes: number;
}
