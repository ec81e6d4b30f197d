import { OPERATIONS } from "../../hw/redmule/operation.js";
import { REGISTER } from "../../hw/redmule/registers.js";
import type { SplitMix64 } from "../../run/data/random.js";
import type { StormAccess } from "./regress-job.js";

/** Where X, W and Z of drawn jobs begin, bytes behind the base of the memory, and how far each may move. */
const AREAS = [0x0100, 0x5000, 0xa000] as const;
const ROOM = 0x4000;
const LARGEST = 24;
const MOST_ACCESSES = 200;
const ALL_BYTES = 0xf;
/** Offsets of words that are neither TRIGGER, SOFT_CLEAR nor a job register: the first of a stretch, and how many. */
const OTHERS = [
  [REGISTER.ACQUIRE, 4],
  [0x18, 10],
  [REGISTER.MACFG + 4, 42],
] as const;

/** A number of idle clocks: mostly none, sometimes about as many as the tiler takes, seldom a job's. */
function wait(random: SplitMix64): number {
  const kind = random.integer(16);
  if (kind < 9) return 0;
  if (kind < 13) return random.integer(6);
  return kind < 15 ? random.integer(45) : random.integer(400);
}

function enables(random: SplitMix64): number {
  return random.integer(3) === 0 ? random.integer(16) : ALL_BYTES;
}

function word(random: SplitMix64): number {
  return random.integer(2) === 0 ? 0 : random.integer(2 ** 32);
}

function size(random: SplitMix64): number {
  return random.integer(12) === 0 ? 0 : 1 + random.integer(LARGEST);
}

/** A value for a job register: sizes stay small whatever bytes of it are written, unused bits are not 0. */
function valueOf(random: SplitMix64, offset: number, base: number): number {
  switch (offset) {
    case REGISTER.MCFG0:
      return ((size(random) << 16) | size(random)) >>> 0;
    case REGISTER.MCFG1:
      return ((random.integer(2 ** 16) << 16) | size(random)) >>> 0;
    case REGISTER.MACFG:
      return ((word(random) & ~0x1f80) | (random.integer(OPERATIONS.length) << 10) | (random.integer(8) << 7)) >>> 0;
    default: {
      const area = AREAS[(offset - REGISTER.X_ADDR) >> 2];
      return random.integer(30) === 0 ? random.integer(2 ** 32) : base + area + random.integer(ROOM);
    }
  }
}

const JOB_OFFSETS = [
  ...[REGISTER.X_ADDR, REGISTER.W_ADDR, REGISTER.Z_ADDR],
  ...[REGISTER.MCFG0, REGISTER.MCFG1, REGISTER.MACFG],
] as const;

const POLLED = [REGISTER.ACQUIRE, REGISTER.FINISHED, REGISTER.STATUS, REGISTER.RUNNING_JOB] as const;
const LONGEST_POLL = 60;

/** Draws the accesses of a storm, each a list of one or more. */
class StormDraw {
  private readonly random: SplitMix64;
  private readonly base: number;

  constructor(random: SplitMix64, base: number) {
    this.random = random;
    this.base = base;
  }

  next(): StormAccess[] {
    const { random } = this;
    const kind = random.integer(20);
    if (kind < 6) return [this.read()];
    if (kind < 11) return this.program();
    if (kind < 13) return this.poll();
    if (kind < 16) return [this.write(JOB_OFFSETS[random.integer(JOB_OFFSETS.length)], enables(random))];
    if (kind < 18) return [this.trigger()];
    if (kind < 19) return [this.access(true, REGISTER.SOFT_CLEAR, random.integer(3))];
    return [this.access(true, this.anywhere(), word(random), enables(random))];
  }

  private access(write: boolean, address: number, value = 0, be = ALL_BYTES): StormAccess {
    return { wait: wait(this.random), write, address, value, be };
  }

  /** A control register, a job register of any context, or any word that the port decodes. */
  private read(): StormAccess {
    const { random } = this;
    const kind = random.integer(8);
    if (kind < 4) return this.access(false, 4 * random.integer(6));
    const select = random.integer(4) << 8;
    if (kind < 7) return this.access(false, select + JOB_OFFSETS[random.integer(JOB_OFFSETS.length)]);
    return this.access(false, select + random.integer(256));
  }

  private anywhere(): number {
    const [from, count] = OTHERS[this.random.integer(OTHERS.length)];
    return from + 4 * this.random.integer(count);
  }

  /** A control register again and again, at a steady pace. */
  private poll(): StormAccess[] {
    const { random } = this;
    const address = POLLED[random.integer(POLLED.length)];
    const pace = random.integer(3);
    return Array.from({ length: 1 + random.integer(LONGEST_POLL) }, () => ({
      ...this.access(false, address),
      wait: pace,
    }));
  }

  private write(offset: number, be: number): StormAccess {
    return this.access(true, offset, valueOf(this.random, offset, this.base), be);
  }

  private trigger(): StormAccess {
    return this.access(true, REGISTER.TRIGGER, this.random.integer(4) === 0 ? 1 : 0);
  }

  /** A job: its registers, 0x54 often last, sometimes one of them twice, and the trigger. */
  private program(): StormAccess[] {
    const { random } = this;
    const writes = JOB_OFFSETS.map((offset) => this.write(offset, ALL_BYTES));
    if (random.integer(4) === 0) writes.reverse();
    if (random.integer(3) === 0) {
      const again = JOB_OFFSETS[random.integer(JOB_OFFSETS.length)];
      writes.push(this.write(again, ALL_BYTES));
      if (random.integer(2) === 0) writes.push(this.write(REGISTER.MACFG, ALL_BYTES));
    }
    const acquire = random.integer(2) === 0 ? [this.access(false, REGISTER.ACQUIRE)] : [];
    return [...acquire, ...writes, this.trigger()];
  }
}

/** Accesses of a storm on a memory that begins at `base`. */
export function drawStorm(random: SplitMix64, base: number): StormAccess[] {
  const draw = new StormDraw(random, base);
  const count = 10 + random.integer(MOST_ACCESSES - 10);
  const storm: StormAccess[] = [];
  while (storm.length < count) storm.push(...draw.next());
  return storm;
}
