import type { Core } from "../core/core.js";
import { LoopWrite, Unit } from "../core/instruction.js";
import type { DataDemux } from "../demux.js";
import { CONTROL_WORDS, readControl, registerJump } from "./control.js";
import type { FetchSide } from "./fetch-side.js";
import { Moment } from "./moment.js";

/** Buckets of the hash table, and moments kept at most before all are forgotten. */
const BUCKETS = 1 << 14;
const MOST = 1 << 15;
/** Moments whose control words stand in one array. */
const CHUNK = 256;
/** Visits of a place in the program after which it is worth recording. */
const WARM = 3;
const PLACES = 1 << 12;

/** The moments of all cores that are built alike. */
export class MomentStore {
  /** Control words of moments, one behind the other, and where the next one goes. */
  private words = new Int32Array(0);
  private at = 0;
  /** Addresses of instructions whose clock in EX is left to the pipeline. */
  private readonly marks: ReadonlySet<number>;
  private buckets: (Moment | null)[] = [];
  private count = 0;
  private readonly visits = new Uint8Array(PLACES);
  private readonly scratch = new Int32Array(CONTROL_WORDS);

  constructor(marks: ReadonlySet<number>) {
    this.marks = marks;
    this.forget();
  }

  /** Whether a core has come to this pc often. */
  isWarm(pc: number): boolean {
    const at = (pc >>> 1) & (PLACES - 1);
    if (this.visits[at] >= WARM) return true;
    this.visits[at]++;
    return false;
  }

  /** The moment at which a core stands, see `isMoment`. */
  find(core: Core, demux: DataDemux, side: FetchSide): Moment {
    const { scratch } = this;
    readControl(core, demux, side, scratch);
    let hash = 0;
    for (let i = 0; i < CONTROL_WORDS; i++) hash = Math.imul(hash ^ scratch[i], 0x01000193) ^ (hash >>> 15);
    const bucket = (hash ^ (hash >>> 16)) & (BUCKETS - 1);
    for (let moment = this.buckets[bucket]; moment !== null; moment = moment.chain) {
      if (this.isAt(moment)) return moment;
    }
    return this.add(bucket, core, side);
  }

  private isAt({ words, at }: Moment): boolean {
    const { scratch } = this;
    for (let i = 0; i < CONTROL_WORDS; i++) if (words[at + i] !== scratch[i]) return false;
    return true;
  }

  private add(bucket: number, core: Core, side: FetchSide): Moment {
    if (this.count++ === MOST) this.forget();
    if (this.at === this.words.length) {
      this.words = new Int32Array(CHUNK * CONTROL_WORDS);
      this.at = 0;
    }
    const { words, at } = this;
    words.set(this.scratch, at);
    this.at += CONTROL_WORDS;
    const { id, ex, fetch } = core;
    const inEx = ex.instruction;
    const accesses = inEx.unit === Unit.load || inEx.unit === Unit.store;
    const address = fetch.prefetch.address >>> 0;
    const changesLoops = id.valid !== 0 && (id.instruction.loop & ANY_LOOP_WRITE) !== 0;
    const moment = new Moment({
      words,
      at,
      replays: !changesLoops && !(ex.valid !== 0 && this.marks.has(ex.pc >>> 0)),
      inId: id.instruction,
      inEx,
      access: accesses ? inEx : null,
      branch: inEx.unit === Unit.branch ? inEx : null,
      jump: registerJump(core),
      fetchAddress: side.pending === 0 ? -1 : address,
      fetchWord: side.pending === 0 ? 0 : side.word(address),
      chain: this.buckets[bucket],
    });
    this.buckets[bucket] = moment;
    return moment;
  }

  private forget(): void {
    this.buckets = new Array<Moment | null>(BUCKETS).fill(null);
    this.count = 0;
  }
}

const ANY_LOOP_WRITE = LoopWrite.start | LoopWrite.end | LoopWrite.count | LoopWrite.startsNext;
