// What the engine of the replays and the TypeScript around it know of their memory: byte addresses, offsets and bits. Read by
// AssemblyScript and TypeScript alike, so there are plain numbers only.

// Words of the engine.
/** Address of the record of the interconnect, see tcdm/interconnect-layout.ts. */
export const RECORD_AT = 64;
/** The addresses that stand for the banks, and how many there are. */
export const TCDM_BASE = 68;
export const TCDM_BYTES = 72;
/** Visits of a moment before it is found out what follows it. */
export const WORTH_AT = 76;
/** Clocks in which nothing but cores worked, since somebody has asked. */
export const PASSED = 80;
/** Bit per core: what the shared cache answers in a clock, grant or line, and who asks it for a line. */
export const GRANTED_LINES = 84;
export const ARRIVED_LINES = 88;
export const ASKING_LINES = 92;

/** Clock of a run from which on lines are under way, and one that no run comes to. */
export const WAKE_AT = 96;
export const NEVER = 0x7fffffff;

/** Cores by the clock in which they are asked next, bit per core: a ring of so many words. */
export const RING = 256;
export const RING_WORDS = 64;

/** Cores stand one behind the other. */
export const CORES = 1024;
export const CORE_SHIFT = 11;
export const MOST_CORES = 16;

// Data of a core: registers of the register file from 0 on, then registers of the pipeline.
export const A = 256;
export const B = 260;
export const C = 264;
/** Operand c as ID has settled it last. */
export const ISSUED = 268;
/** Result of the FPU and its flags. */
export const VALUE = 272;
export const FLAGS = 276;
/** Address and base in WB. */
export const ADDRESS = 280;
export const BASE = 284;
/** Words of the prefetch buffer. */
export const WORD0 = 288;
export const WORD1 = 292;
export const ERROR0 = 296;
export const ERROR1 = 300;
export const HELD_ADDRESS = 304;
/** Passes to come of both hardware loops. */
export const COUNTS = 308;
/** First word of a misaligned access, whose second one is on its way. */
export const FIRST_WORD = 316;
/** The word that the banks answered with last. */
export const RDATA = 320;
/** The dynamic rounding mode. */
export const FRM = 324;
/** Exceptions since the pipeline has been told, and 1 when a floating-point register was written. */
export const RAISED = 328;
export const FLOAT_WRITTEN = 332;

// Where a core stands.
export const MOMENT = 384;
/** The turn of this clock, and the moment behind it. */
export const TURN = 388;
export const TO = 392;
/** What decides: branch in bit 0, and target of a register jump. */
export const DECISION = 396;
export const TARGET = 400;
/** The tail that it is in, 0 for none, and the clock from which on. */
export const TAIL = 404;
export const SINCE = 408;
/** State of the cache, see `FetchSide.version`. */
export const VERSION = 412;
/** Misses in turns that the core does not know of. */
export const MISSES = 436;
/** An access stands at the banks, and its address. */
export const ASKS = 428;
export const ASKED = 432;
/** 1 when a turn has been taken since the pipeline stood here. */
export const MOVED = 440;
/** The moment that looked a word up last, 0 for none. */
export const LOOKED = 444;
/** Turns that the core does not know of, by `COUNTER` of what they do, a word each. */
export const COUNTERS_AT = 512;

/** States of groups of addresses in its private cache, see `LineStates`. */
export const STATES_AT = 1024;
export const GROUPS = 256;

/** Tables of moments, turns and tails, in lines of so many bytes. */
export const TABLES = 33792;
export const LINE = 64;
export const LINE_SHIFT = 6;
export const MOST_LINES = 98304;
export const TABLES_END = TABLES + MOST_LINES * LINE;

// Moments, a line each: `CHECKED` is the state of its group for which the look-up was found to end so.
export const KIND = 0;
export const JUMP_IMM = 4;
export const FIRST_TURN = 8;
export const TAIL_AT = 12;
export const VISITS = 16;
/** Place of the state that the look-up depends on, from the beginning of a core; the moment in place of one whose look-up ends otherwise. */
export const STATE_AT = 20;
export const TWIN_AT = 24;
export const CHECKED = 28;
// Bits of the kind.
export const REPLAYS = 1;
export const LOOKS = 2;
export const ACCESSES = 4;
export const POST_INCREMENT = 8;
export const STORES = 16;
export const JUMPS = 32;
export const FLOWS = 64;
export const BRANCHES = 128;
export const BYTES_SHIFT = 8;
export const BRANCH_SHIFT = 12;
export const WAIT_SHIFT = 17;
export const JUMP_SHIFT = 20;
/** `Wait` from which on the shared cache answers: see moment.ts. */
export const WAIT_REQUEST = 3;

// Turns, a line each: what they do to data comes first, then what they are the turn of and what follows.
export const TURN_BYTES = 32;
export const TURN_SHIFT = 5;
export const BITS = 32;
export const TURN_TARGET = 36;
export const NEXT = 40;
export const GOES = 44;
export const FOLLOWS = 48;
/** The address that is held from now on, in a turn that changes no count. */
export const HELD = 52;
// `GOES`: hardware loop plus 1 whose pass is counted, `Fetching` bits, and hardware loop plus 1 whose count is set: to the immediate
// operand, or else to operand a.
export const PASS = 3;
export const FETCHING_SHIFT = 2;
export const MISSED = 4;
export const FILLS = 8;
export const HOLDS = 16;
export const SETS_SHIFT = 5;
export const SETS = 96;
export const SETS_IMM = 128;

// Tails: turns from `TAIL_TURNS` on, behind them the addresses of their moments.
export const COUNT = 0;
export const END = 12;
export const LAST_LOOK = 16;
/** Groups and their states for which all look-ups were found to end so, where they are few, and how many. */
export const GROUP_COUNT = 20;
export const GROUPS_AT = 24;
export const FEW_GROUPS = 5;
/** State of each core's cache for which all look-ups were found to end so. */
export const AGREED = 64;
export const TAIL_TURNS = 128;

// What a turn does to data. Word 0: the operation of EX in the lowest bits, `PULP_OP` for Xpulp, and the following.
export const OPERATION = 0x1f;
export const PULP_OP = 31;
export const LOADS = 1 << 5;
export const FLOAT_RD = 1 << 6;
export const FLOAT_DONE = 1 << 7;
export const WRITES_FLOAT = 1 << 8;
export const ACCESSED = 1 << 9;
export const LAUNCHES = 1 << 10;
export const C_REGISTER = 1 << 11;
export const C_TARGET = 1 << 12;
export const ISSUES = 1 << 13;
export const A_IS_PC = 1 << 14;
export const B_IS_IMM = 1 << 15;
/** The second word of the prefetch buffer becomes the first; the word that arrives becomes the first, or the second. */
export const SHIFTS = 1 << 16;
export const FIRST_ARRIVES = 1 << 17;
export const SECOND_ARRIVES = 1 << 18;
export const SHELF = 7 << 16;
export const LOAD_SHIFT = 19;
export const EXTEND_SHIFT = 22;
export const RESULTS = 1 << 24;
/** What is counted of a turn, in the uppermost bits: whether a fetch is answered, whether an instruction retires, the use of the clock. */
export const COUNTER_SHIFT = 25;
export const COUNTERS = 128;
export const FETCHES = 1;
export const RETIRES = 2;
export const USE_SHIFT = 2;
// Word 1: registers of the result, of the load, of the FPU, of operand c, six bits each. Word 2: registers of operands a and b.
export const LOAD_RD_SHIFT = 6;
export const FLOAT_RD_SHIFT = 12;
export const C_SHIFT = 18;
export const REGISTER = 63;
export const B_SHIFT = 6;
// Then pc, immediate operand, branch target, operation of Xpulp or of the FPU, word that arrives.
export const PC_AT = 12;
export const IMM_AT = 16;
export const TARGET_AT = 20;
export const OPERATION_AT = 24;
export const WORD_AT = 28;

// What a step of a core comes to: it goes on; it is left to the pipeline; the pipeline is to show what follows.
export const GOES_ON = 0;
export const LEAVES = 1;
export const UNSEEN = 2;

// How clocks are run: cores may take tails; somebody sees every turn; what is fetched may change in every clock; and what works
// beside the cores: the wide port, lines of the instruction cache, counters of time and the memory outside.
export const AHEAD = 1;
export const WATCHED = 2;
export const RENEWS = 4;
export const WIDE = 8;
export const LINES = 16;
export const TIMES = 32;
export const BESIDE = 56;
/** Of what the clock of the others comes to: nobody goes on. */
export const STOPS = 64;
/** The same: what comes before the next clock of the cores is done already, but has to be done again if a line is asked for until then. */
export const BEGUN = 128;
