import { UsageError } from "../../hw/errors.js";
import { memoryOf, WasmModule } from "../../hw/wasm-module.js";
import { MODULE } from "./split-mix.wasm.js";

/** Upper 32 bits of the unsigned product of two 32-bit numbers; `Math.imul` gives the lower ones. */
function multiplyHigh(a: number, b: number): number {
  const a0 = a & 0xffff;
  const a1 = a >>> 16;
  const b0 = b & 0xffff;
  const b1 = b >>> 16;
  const middle = a1 * b0 + (Math.imul(a0, b0) >>> 16);
  const carry = a0 * b1 + (middle & 0xffff);
  return (Math.imul(a1, b1) + (middle >>> 16) + (carry >>> 16)) | 0;
}

/** Numbers that are drawn ahead at a time. */
const AHEAD = 64;

interface SplitMixExports {
  /** Addresses of state and numbers, how many. */
  uniforms(state: number, to: number, count: number): void;
}

/** Where numbers are drawn ahead: the state, lower word first, and the numbers; made when first wanted. */
let ahead: ReturnType<typeof aheadRoom> | undefined;

function aheadRoom() {
  const memory = memoryOf(8 + 8 * AHEAD);
  const { uniforms } = new WasmModule<SplitMixExports>(MODULE).instance(memory);
  const { buffer } = memory;
  return { state: new Uint32Array(buffer, 0, 2), numbers: new Float64Array(buffer, 8, AHEAD), uniforms };
}

/**
 * The splitmix64 generator (Steele, Lea, Flood, "Fast splittable pseudorandom number generators", 2014) on two 32-bit
 * halves, without BigInt and without allocation per number.
 */
export class SplitMix64 {
  /** State and last number, each upper word first: a typed array, because V8 boxes a field above 31 bits. */
  private readonly words = new Uint32Array(4);

  /** Starts from the state `seed * scale + offset`. Throws a UsageError when that is not an integer from 0 to 2^53 - 1. */
  constructor(seed: number, scale = 1, offset = 0) {
    const limit = Math.floor((Number.MAX_SAFE_INTEGER - offset) / scale);
    if (!Number.isInteger(seed) || seed < 0 || seed > limit) {
      throw new UsageError(`A seed of ${seed} is not an integer from 0 to ${limit}: choose one in this range.`);
    }
    const state = seed * scale + offset;
    this.words[0] = Math.floor(state / 2 ** 32);
    this.words[1] = state >>> 0;
  }

  /** Upper 32 bits of the last number, unsigned. */
  get high(): number {
    return this.words[2];
  }

  /** Lower 32 bits of the last number, unsigned. */
  get low(): number {
    return this.words[3];
  }

  /** Draws the next number into `high` and `low`. */
  step(): void {
    const { words } = this;
    const sum = words[1] + 0x7f4a7c15;
    let low = sum | 0;
    let high = (words[0] + 0x9e3779b9 + (sum > 0xffffffff ? 1 : 0)) | 0;
    words[0] = high;
    words[1] = low;
    low ^= (low >>> 30) | (high << 2);
    high ^= high >>> 30;
    high = (multiplyHigh(low, 0x1ce4e5b9) + Math.imul(low, 0xbf58476d) + Math.imul(high, 0x1ce4e5b9)) | 0;
    low = Math.imul(low, 0x1ce4e5b9);
    low ^= (low >>> 27) | (high << 5);
    high ^= high >>> 27;
    high = (multiplyHigh(low, 0x133111eb) + Math.imul(low, 0x94d049bb) + Math.imul(high, 0x133111eb)) | 0;
    low = Math.imul(low, 0x133111eb);
    words[2] = high ^ (high >>> 31);
    words[3] = low ^ ((low >>> 31) | (high << 1));
  }

  /** A double from [0, 1): the upper 53 bits of the next number. */
  uniform(): number {
    this.step();
    return (this.words[2] * 2 ** 21 + (this.words[3] >>> 11)) * 2 ** -53;
  }

  /** The next doubles from [0, 1), `AHEAD` of them: what so many calls of `uniform` give, in a fourth of the time. */
  uniforms(to: Float64Array): void {
    const { words } = this;
    ahead ??= aheadRoom();
    const { state, numbers, uniforms } = ahead;
    state[0] = words[1];
    state[1] = words[0];
    uniforms(state.byteOffset, numbers.byteOffset, AHEAD);
    words[0] = state[1];
    words[1] = state[0];
    to.set(numbers);
  }

  /** An integer from 0 to `bound` - 1; `bound` up to 2^32. */
  integer(bound: number): number {
    return Math.floor(this.uniform() * bound);
  }

  /** A Gaussian number of mean 0 and variance 1 (Box and Muller). */
  gaussian(): number {
    const u = this.uniform();
    return gaussianOf(u, this.uniform());
  }
}

/** A Gaussian number of two from [0, 1). */
function gaussianOf(u: number, v: number): number {
  return Math.sqrt(-2 * Math.log(1 - u)) * Math.cos(2 * Math.PI * v);
}

/** A generator of its own that many numbers are wanted of: it draws ahead. */
export class DrawnAhead {
  private readonly random: SplitMix64;
  private readonly numbers = new Float64Array(AHEAD);
  private next = AHEAD;

  constructor(random: SplitMix64) {
    this.random = random;
  }

  /** As those of `SplitMix64`. */
  uniform(): number {
    if (this.next === AHEAD) {
      this.random.uniforms(this.numbers);
      this.next = 0;
    }
    return this.numbers[this.next++];
  }

  integer(bound: number): number {
    return Math.floor(this.uniform() * bound);
  }

  gaussian(): number {
    const u = this.uniform();
    return gaussianOf(u, this.uniform());
  }
}

/** Clocks that are drawn at a time, bits of a word. */
const DRAWN = 32;

/** Clocks of a memory that refuses, drawn a word at a time from clock 1 on. Any clock can be asked again. */
export abstract class DrawnPauses {
  /** Share of the clocks in which the memory refuses. */
  readonly p: number;
  /** The clock of the lowest bit. */
  private first = 1 - DRAWN;
  private bits = 0;

  constructor(p: number) {
    this.p = p;
  }

  /** Whether the memory refuses in `clock`. Costs a draw for each clock since the last call, a restart to go back. */
  at(clock: number): boolean {
    const place = clock - this.first;
    if (place < 0 || place >= DRAWN) this.draw(clock);
    return ((this.bits >>> (clock - this.first)) & 1) !== 0;
  }

  private draw(clock: number): void {
    if (clock < this.first) {
      this.start();
      this.first = 1 - DRAWN;
      this.bits = 0;
    }
    while (clock >= this.first + DRAWN) {
      this.first += DRAWN;
      let bits = 0;
      for (let i = 0; i < DRAWN; i++) bits |= this.next() << i;
      this.bits = bits;
    }
  }

  /** Goes back to before clock 1. */
  protected abstract start(): void;
  /** 1 if the memory refuses in the next clock, else 0. */
  protected abstract next(): number;
}

/**
 * In which clocks the memory refuses every request: never in clock 0, else with probability `p`, one number of splitmix64 a
 * clock, the state starting at `seed` x 7919 + 3. A function of the clock alone.
 */
export class StallPattern extends DrawnPauses {
  readonly seed: number;
  private random: DrawnAhead;

  /** Throws a UsageError for a probability outside [0, 1) or a seed that `SplitMix64` refuses. */
  constructor(p: number, seed: number) {
    if (!(p >= 0 && p < 1)) {
      throw new UsageError(`A stall probability of ${p} is outside 0 <= P < 1: choose one below 1, for example 0.1.`);
    }
    super(p);
    this.seed = seed;
    this.random = new DrawnAhead(new SplitMix64(seed, 7919, 3));
  }

  protected start(): void {
    this.random = new DrawnAhead(new SplitMix64(this.seed, 7919, 3));
  }

  protected next(): number {
    return this.p !== 0 && this.random.uniform() < this.p ? 1 : 0;
  }
}
