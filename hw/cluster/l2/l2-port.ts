/**
 * 64-bit burst ports in the style of AXI: an address phase with `req` and `gnt`, then beats of 8 bytes in order. The two
 * directions are ports of their own, so a master reads and writes at the same time.
 */

/** Bytes of a beat. */
export const BEAT_BYTES = 8;

/** Bursts of reads. Beats come in the order of the granted bursts. */
export class ReadBurstPort {
  // Written by the master.
  req = 0;
  /** Byte address, a multiple of 8. */
  addr = 0;
  beats = 0;
  /** 1 when a beat may come in the next clock. A beat that stands cannot be held back. */
  room = 0;
  // Written by the slave.
  gnt = 0;
  /** A beat stands. */
  valid = 0;
  /** Bits 31:0 and 63:32 of the beat, as 32-bit patterns of either sign. */
  low = 0;
  high = 0;
  /** 1 with `valid` when nobody answers at the address of the beat. */
  err = 0;
}

/** Bursts of writes. Beats follow in the order of the granted bursts. */
export class WriteBurstPort {
  // Written by the master.
  req = 0;
  /** Byte address, a multiple of 8. */
  addr = 0;
  beats = 0;
  /** A beat stands; it must stay until it is accepted. */
  valid = 0;
  low = 0;
  high = 0;
  /** Byte enables, bit i = byte i of the beat. */
  be = 0;
  // Written by the slave.
  gnt = 0;
  /** The beat is taken in this clock. */
  accepted = 0;
  /** 1 for one clock after the last beat of a burst has been written; in order. */
  done = 0;
  /** 1 with `done` when nobody answered at an address of the burst. */
  err = 0;
}
