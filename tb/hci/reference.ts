/** An access at a port, as the reference model takes it. */
export interface Request {
  addr: number;
  write: number;
  /** One byte enable mask and one data word for each word of the port. */
  be: ArrayLike<number>;
  data: ArrayLike<number>;
}

export interface ReferenceParameters {
  banks: number;
  rows: number;
  ports: number;
  words: number;
  arbiter: "f7fbfcd" | "d6a4872";
  invertPrio: number;
  /** maxStall, or numerator and denominator. */
  p0: number;
  p1: number;
}

export interface ReferenceClock {
  /** Grant of each narrow port, then of the wide port. */
  grants: boolean[];
  /** Words read by the accesses granted in this clock; null for writes and without a grant. */
  data: (number[] | null)[];
}

interface BankState {
  pointer: number;
  frozen: number[] | null;
}

/** The interconnect's rules written down one by one, without regard to speed: what `Interconnect` is compared with. */
export class ReferenceInterconnect {
  readonly memory: Uint32Array;
  private readonly p: ReferenceParameters;
  private readonly state: BankState[];
  private counter = 0;

  constructor(parameters: ReferenceParameters) {
    this.p = parameters;
    this.memory = new Uint32Array(parameters.banks * parameters.rows);
    this.state = Array.from({ length: parameters.banks }, () => ({ pointer: 0, frozen: null }));
  }

  clock(narrow: (Request | null)[], held: Request[], wide: Request | null, bankGrants: boolean[]): ReferenceClock {
    const { banks, ports, words, invertPrio } = this.p;
    const bankOf = (request: Request, i = 0) => (Math.floor(request.addr / 4) + i) % banks;
    const wordOf = (request: Request, i = 0) => (Math.floor(request.addr / 4) + i) % this.memory.length;
    const old = this.memory.slice();

    const competitors = this.state.map(
      ({ frozen }, b) => frozen ?? [...narrow.keys()].filter((m) => narrow[m] && bankOf(narrow[m]) === b),
    );
    const wordAt = Array.from({ length: banks }, () => -1);
    if (wide) for (let i = 0; i < words; i++) wordAt[bankOf(wide, i)] = i;

    const lic = competitors.map((set) => set.length > 0);
    const row = wordAt.map((i) => i >= 0);
    const [high, low] = invertPrio ? [row, lic] : [lic, row];
    const suppressed = this.guard(high, low);
    const toHigh = high.map((requested) => requested && !suppressed);
    const toLic = toHigh.map((h) => (invertPrio ? !h : h));

    const result: ReferenceClock = { grants: Array(ports + 1).fill(false), data: Array(ports + 1).fill(null) };
    const access = (request: Request, at: number, i: number) => {
      if (request.write)
        for (let k = 0; k < 4; k++) if ((request.be[i] >> k) & 1) this.storeByte(at, k, request.data[i]);
      return old[at];
    };
    competitors.forEach((set, b) => {
      if (set.length === 0) return;
      const state = this.state[b];
      if (!toLic[b] || !bankGrants[b]) {
        state.frozen = set;
        return;
      }
      const m = winner(set, state.pointer, ports);
      const request = held[m];
      const data = access(request, wordOf(request) - bankOf(request) + b, 0);
      result.grants[m] = true;
      if (!request.write) result.data[m] = [data];
      state.frozen = null;
      state.pointer = set.find((c) => c > state.pointer) ?? set[0];
    });
    if (!wide) return result;
    const taken = Array.from({ length: words }, (_, i) => !toLic[bankOf(wide, i)] && bankGrants[bankOf(wide, i)]);
    const data = taken.map((yes, i) => (yes ? access(wide, wordOf(wide, i), i) : 0));
    result.grants[ports] = taken.every(Boolean);
    if (result.grants[ports] && !wide.write) result.data[ports] = data;
    return result;
  }

  /** Whether the high side is suppressed; moves the counter on. */
  private guard(high: boolean[], low: boolean[]): boolean {
    const { arbiter, p0, p1 } = this.p;
    if (arbiter === "f7fbfcd") {
      const suppressed = p0 > 0 && this.counter >= p0;
      this.counter = high.some(Boolean) && !suppressed && low.some(Boolean) ? (this.counter + 1) % 256 : 0;
      return suppressed;
    }
    const conflict = high.some((requested, b) => requested && low[b]);
    const suppressed = conflict && p0 > 0 && this.counter >= p0 && this.counter < p1;
    if (conflict) this.counter = (this.counter + 1) % (p1 || 256);
    return suppressed;
  }

  private storeByte(at: number, k: number, data: number): void {
    const shift = 8 * k;
    this.memory[at] = (this.memory[at] & ~(0xff << shift)) | (data & (0xff << shift));
  }
}

/** Descends the binary tree over the ports: right if only the right half competes, or if both do and the pointer's bit is 1. */
function winner(set: number[], pointer: number, ports: number): number {
  let first = 0;
  for (let half = 2 ** Math.ceil(Math.log2(ports)) / 2; half >= 1; half /= 2) {
    const left = set.some((m) => m >= first && m < first + half);
    const right = set.some((m) => m >= first + half && m < first + 2 * half);
    if (!left || (right && (pointer & half) !== 0)) first += half;
  }
  return first;
}
