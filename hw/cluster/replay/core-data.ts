import type { ReplayHost } from "./replay-host.js";
import * as L from "./wasm/layout.js";

/** Words from the beginning of a core. */
const at = (offset: number): number => offset >> 2;
/** Turns that wait to be told of fit a word. */
const MOST_CLOCKS = 2 ** 30;

/**
 * The data of a core that turns change, in the memory of the engine: they come from the pipeline when a replay begins and go back
 * to it when the pipeline takes over.
 */
export class CoreData {
  /** Words of the core, see `wasm/layout.ts`; its registers come first. */
  readonly words: Int32Array;
  private readonly registers: Int32Array;
  private readonly host: ReplayHost;
  /** Clocks since the core was told. */
  private untold = 0;

  constructor(host: ReplayHost, words: Int32Array) {
    this.host = host;
    this.words = words;
    this.registers = words.subarray(0, host.core.registers.values.length);
    words.fill(0);
    host.side.tell(words.subarray(at(L.STATES_AT), at(L.STATES_AT) + L.GROUPS));
  }

  /** From the pipeline. */
  load(): void {
    const { words } = this;
    const { core, tcdm } = this.host;
    const { ex, wb, float, issue, fetch, loops, csrs, registers } = core;
    const { prefetch } = fetch;
    this.registers.set(registers.values);
    words[at(L.A)] = ex.a;
    words[at(L.B)] = ex.b;
    words[at(L.C)] = ex.c;
    words[at(L.ISSUED)] = issue.c;
    words[at(L.VALUE)] = float.value;
    words[at(L.FLAGS)] = float.valueFlags;
    words[at(L.ADDRESS)] = wb.address;
    words[at(L.BASE)] = wb.base;
    words[at(L.FIRST_WORD)] = wb.firstWord;
    words[at(L.WORD0)] = prefetch.word0;
    words[at(L.WORD1)] = prefetch.word1;
    words[at(L.ERROR0)] = prefetch.error0;
    words[at(L.ERROR1)] = prefetch.error1;
    words[at(L.HELD_ADDRESS)] = prefetch.heldAddress;
    words[at(L.COUNTS)] = loops.count[0];
    words[at(L.COUNTS) + 1] = loops.count[1];
    words[at(L.RDATA)] = tcdm.rdata;
    words[at(L.FRM)] = csrs.frm;
    words[at(L.TAIL)] = words[at(L.LOOKED)] = words[at(L.ASKS)] = words[at(L.MOVED)] = 0;
  }

  /** To the pipeline. */
  store(): void {
    const { words } = this;
    const { ex, wb, float, issue, fetch, loops, registers } = this.host.core;
    const { prefetch } = fetch;
    registers.values.set(this.registers);
    ex.a = words[at(L.A)];
    ex.b = words[at(L.B)];
    ex.c = words[at(L.C)];
    issue.c = words[at(L.ISSUED)];
    float.value = words[at(L.VALUE)];
    float.valueFlags = words[at(L.FLAGS)];
    wb.address = words[at(L.ADDRESS)];
    wb.base = words[at(L.BASE)];
    prefetch.word0 = words[at(L.WORD0)];
    prefetch.word1 = words[at(L.WORD1)];
    prefetch.error0 = words[at(L.ERROR0)];
    prefetch.error1 = words[at(L.ERROR1)];
    prefetch.heldAddress = words[at(L.HELD_ADDRESS)];
    for (let i = 0; i < loops.count.length; i++) loops.setCount(i, words[at(L.COUNTS) + i]);
  }

  /** So many clocks have passed; a long replay tells of its turns in between. */
  passed(clocks: number): void {
    this.untold += clocks;
    if (this.untold > MOST_CLOCKS) this.tell();
  }

  /** The last answer of the banks to its port, where it stays. */
  answered(): void {
    this.host.tcdm.rdata = this.words[at(L.RDATA)] >>> 0;
  }

  /** Tells the core of the turns taken: what they raised, counted and were used for. */
  tell(): void {
    const { words } = this;
    const { core, side, totals } = this.host;
    if (this.untold === 0) return;
    this.untold = 0;
    if ((words[at(L.RAISED)] | words[at(L.FLOAT_WRITTEN)]) !== 0) {
      core.csrs.accrue(words[at(L.RAISED)], words[at(L.FLOAT_WRITTEN)]);
    }
    let clocks = 0;
    let retired = 0;
    let fetches = 0;
    for (let counter = 0; counter < L.COUNTERS; counter++) {
      const turns = words[at(L.COUNTERS_AT) + counter];
      if (turns === 0) continue;
      words[at(L.COUNTERS_AT) + counter] = 0;
      clocks += turns;
      if ((counter & L.RETIRES) !== 0) retired += turns;
      if ((counter & L.FETCHES) !== 0) fetches += turns;
      totals.uses[counter >> L.USE_SHIFT] += turns;
    }
    core.csrs.counters.advance(clocks, retired);
    side.count(fetches);
    if (words[at(L.MISSES)] !== 0) side.missed(words[at(L.MISSES)]);
    totals.clocks += clocks;
    totals.instructions += retired;
    words[at(L.MISSES)] = words[at(L.RAISED)] = words[at(L.FLOAT_WRITTEN)] = 0;
  }
}
