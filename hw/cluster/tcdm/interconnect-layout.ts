// The record of an interconnect in linear memory: byte offsets of its words. Read by AssemblyScript and TypeScript alike.

// The design.
export const BANKS = 0;
/** Words of 32 banks in a set of banks. */
export const ELEMENTS = 4;
/** Word address bits that choose bank and row. */
export const WORD_MASK = 8;
/** Words of the memory. */
export const WORD_COUNT = 12;
/** 1 for the arbiter of d6a4872. */
export const NEWER = 16;

// Addresses of arrays.
export const RR_AT = 20;
export const MASTER_AT = 24;
export const COMPETITORS_AT = 28;
export const FROZEN_AT = 32;
export const LOCKED_AT = 36;
export const REQUESTED_AT = 40;
export const NARROW_AT = 44;
export const WIDE_AT = 48;
export const SPAN_AT = 52;
export const BANK_GRANTS_AT = 56;
export const RDATA_AT = 60;
export const WORDS_AT = 64;

// The arbiter: inputs, wires, its counter.
export const INVERT_PRIO = 68;
export const MAX_STALL = 72;
export const NUMERATOR = 76;
export const DENOMINATOR = 80;
export const SUPPRESSED = 84;
export const CONTENDED = 88;
export const COUNTER = 92;

// The narrow side, bit per port: requests (input), grants, answers; whether any bank has competitors, or had to refuse one.
export const ASKING = 96;
export const GRANTS = 100;
export const VALID = 104;
export const ACTIVE = 108;
export const REFUSED = 112;
/** All ports that compete for locked banks, and perhaps more; none without a locked bank. */
export const KEPT = 116;

// The wide side: inputs, then the grant and the registers.
export const WIDE_WORDS = 120;
export const WIDE_REQ = 124;
export const WIDE_ADDR = 128;
export const WIDE_WRITE = 132;
export const WIDE_CLEAR = 136;
export const WIDE_GNT = 140;
export const WIDE_VALID = 144;
export const OFFSET = 148;
/** Addresses of byte masks and data of a write, and of the words of the last answer. */
export const WIDE_MASK_AT = 152;
export const WIDE_WDATA_AT = 156;
export const WIDE_RDATA_AT = 160;

// Inputs of the narrow ports, a word each: address, mask of the bytes that are written, data; and the bank that answers.
export const ADDR = 176;
export const MASK = 304;
export const WDATA = 432;
export const SOURCE = 560;
/** What each port was last answered; of use while nobody copies answers to the ports. */
export const ANSWER = 688;
export const RECORD_BYTES = 816;
