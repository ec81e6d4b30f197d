import type { Core } from "../core/core.js";
import { Unit } from "../core/instruction.js";
import type { DataDemux } from "../demux.js";
import { CONTROL_WORDS, COUNTS_WORD, readControl, registerJump, SIDE_WORDS } from "./control.js";
import type { FetchSide } from "./fetch-side.js";
import { Moment, type MomentFields } from "./moment.js";
import { Tables } from "./tables.js";

/** Buckets of the hash table. */
const BUCKETS = 1 << 14;
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
  readonly tables = new Tables();
  /** Addresses of instructions whose clock in EX is left to the pipeline. */
  private readonly marks: ReadonlySet<number>;
  private buckets: (Moment | null)[] = [];
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

  /** While no core is replayed: what was recorded is forgotten when there is no place for more. */
  tidy(): void {
    if (this.tables.isFull) this.forget();
  }

  /** The moment at which a core stands, see `isMoment`; null when there is no place for it. */
  find(core: Core, demux: DataDemux, side: FetchSide): Moment | null {
    readControl(core, demux, side, this.scratch);
    const bucket = this.bucket();
    return this.known(bucket) ?? this.add(bucket, this.describe(core, side));
  }

  /** The moment that stands in place of one whose look-up ends in another way; null for one that is left to the pipeline. */
  twin(of: Moment, side: FetchSide): Moment | null {
    const { twin } = of;
    if (twin !== null && side.agrees(twin)) return twin;
    const { scratch } = this;
    for (let i = 0; i < CONTROL_WORDS; i++) scratch[i] = of.words[of.at + i];
    const wait = side.look(scratch, SIDE_WORDS);
    if (wait === null) return null;
    const bucket = this.bucket();
    const fields = { ...of, wait, waitAddress: of.fetchAddress, fetchWord: side.word(of.fetchAddress) };
    of.twin = this.known(bucket) ?? this.add(bucket, fields);
    if (of.twin !== null) this.tables.setTwin(of, of.twin);
    return of.twin;
  }

  /**
   * The moment that differs from one in the count of a hardware loop alone, which has this class now; null when there is no place
   * for it.
   */
  counted(of: Moment, loop: number, count: number): Moment | null {
    const { scratch } = this;
    for (let i = 0; i < CONTROL_WORDS; i++) scratch[i] = of.words[of.at + i];
    scratch[COUNTS_WORD] = (scratch[COUNTS_WORD] & ~(3 << (2 * loop))) | (count << (2 * loop));
    const bucket = this.bucket();
    return this.known(bucket) ?? this.add(bucket, of);
  }

  private bucket(): number {
    const { scratch } = this;
    let hash = 0;
    for (let i = 0; i < CONTROL_WORDS; i++) hash = Math.imul(hash ^ scratch[i], 0x01000193) ^ (hash >>> 15);
    return (hash ^ (hash >>> 16)) & (BUCKETS - 1);
  }

  /** The moment in `scratch`, or null. */
  private known(bucket: number): Moment | null {
    for (let moment = this.buckets[bucket]; moment !== null; moment = moment.chain) {
      if (this.isAt(moment)) return moment;
    }
    return null;
  }

  private isAt({ words, at }: Moment): boolean {
    const { scratch } = this;
    for (let i = 0; i < CONTROL_WORDS; i++) if (words[at + i] !== scratch[i]) return false;
    return true;
  }

  /** Puts a moment to what stands in `scratch`, if there is place. */
  private add(bucket: number, fields: MomentFields): Moment | null {
    if (this.tables.isFull) return null;
    if (this.at === this.words.length) {
      this.words = new Int32Array(CHUNK * CONTROL_WORDS);
      this.at = 0;
    }
    const { words, at } = this;
    words.set(this.scratch, at);
    this.at += CONTROL_WORDS;
    const moment = new Moment(fields, words, at, this.buckets[bucket]);
    this.buckets[bucket] = moment;
    this.tables.addMoment(moment);
    return moment;
  }

  private describe(core: Core, side: FetchSide): MomentFields {
    const { id, ex, fetch } = core;
    const inEx = ex.instruction;
    const accesses = inEx.unit === Unit.load || inEx.unit === Unit.store;
    const address = side.address(fetch.prefetch.address >>> 0);
    return {
      replays: !(ex.valid !== 0 && this.marks.has(ex.pc >>> 0)),
      inId: id.instruction,
      inEx,
      access: accesses ? inEx : null,
      branch: inEx.unit === Unit.branch ? inEx.op : -1,
      jump: registerJump(core),
      fetchAddress: side.looksUp === 0 ? -1 : address,
      fetchWord: side.looksUp === 0 ? 0 : side.word(address),
      group: side.looksUp === 0 ? 0 : side.groupOf(address),
      wait: side.wait,
      waitAddress: address,
    };
  }

  private forget(): void {
    this.buckets = new Array<Moment | null>(BUCKETS).fill(null);
    this.tables.forget();
  }
}
