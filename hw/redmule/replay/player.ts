import type { Redmule } from "../redmule.js";
import type { LoadChannel } from "../load-channel.js";
import { copyWords } from "../../words.js";
import { Channel, Move } from "./moves.js";

/** What a replay needs of the memory behind RedMulE's port, which grants every request in its clock. */
export interface GrantingMemory {
  readonly base: number;
  readonly words: Uint32Array;
  /** The data of the access that was granted last. */
  readonly rdata: Uint32Array;
  /** Reads leave more behind than `rdata`: a replay has each of them executed. */
  readonly keepsReads?: true;
  reads: number;
  writes: number;
  stall: number;
  /** Executes the access that stands granted on the port, or notes that none does. */
  edge(): void;
  /** A memory where others are at work is told of clocks without an access before the access that follows, and at the end. */
  pass?(clocks: number): void;
}

const STORED = -1;

/** Moves the data of recorded stretches. What it leaves out until `finish` is what the port and the memory showed last. */
export class Player {
  private readonly redmule: Redmule;
  private readonly memory: GrantingMemory;
  private readonly channels: readonly LoadChannel[];
  private readonly executesReads: boolean;
  /** The answer to the last granted read lies in `words` from `at` on, without a copy. */
  private words: Uint32Array;
  private at = 0;
  private isOpen = false;
  /** The last access was a store, whose answer the port has not shown. */
  private isStored = false;
  /** Where the last response has gone. */
  private shown: Uint32Array | null = null;
  private shownAt = 0;
  /** Address and wanted bytes of the last access, -1 of a store. */
  private address = 0;
  private wanted = STORED;

  constructor(redmule: Redmule, memory: GrantingMemory) {
    this.redmule = redmule;
    this.memory = memory;
    const { x, w, y } = redmule.streamer;
    this.channels = [x, w, y];
    this.words = memory.rdata;
    this.executesReads = memory.keepsReads === true;
  }

  /** A series of stretches begins. */
  begin(): void {
    this.words = this.memory.rdata;
    this.at = 0;
    this.isOpen = this.isStored = false;
    this.shown = null;
    this.address = this.redmule.tcdm.addr;
    this.wanted = STORED;
  }

  /** @param place of the first chunk of X, in bytes from its first one */
  play(code: Int32Array, place: number): void {
    const { xBuffer, wBuffer, zBuffer, engine, streamer, memoryScheduler } = this.redmule;
    const { x, w, y, z } = streamer;
    let i = 0;
    for (;;) {
      switch (code[i]) {
        case Move.LOAD:
          this.load(this.channels[code[i + 1]], code[i + 2]);
          i += 3;
          break;
        case Move.STEPS:
          engine.replay(code[i + 1], code[i + 2], code[i + 3], code[i + 4], -1);
          i += 5;
          break;
        case Move.W_ROW:
          wBuffer.sourceOffset = w.rows.headOffset;
          wBuffer.moveRow(wBuffer.sourceOffset, code[i + 1], code[i + 2], code[i + 3]);
          i += 4;
          break;
        case Move.X_COLUMN:
          xBuffer.moveColumn(code[i + 1], code[i + 2], code[i + 3]);
          i += 4;
          break;
        case Move.X_TURN:
          xBuffer.turn(code[i + 1], code[i + 2]);
          i += 3;
          break;
        case Move.X_ROW:
          xBuffer.sourceOffset = x.rows.headOffset;
          xBuffer.moveRow(xBuffer.sourceOffset, code[i + 1]);
          i += 2;
          break;
        case Move.X_START:
          x.generator.shape.base = memoryScheduler.config.xAddr + place + code[i + 1];
          x.generator.shape.total = code[i + 2];
          x.generator.shape.rowBytes = x.generator.shape.rowBytesLast = code[i + 3];
          i += 4;
          break;
        case Move.STORE:
          this.store(code[i + 1]);
          i += 2;
          break;
        case Move.Z_ROW:
          z.sourceOffset = code[i + 1];
          z.height = code[i + 2];
          z.pushRow();
          i += 3;
          break;
        case Move.RESULTS:
          engine.showResults();
          i += 1;
          break;
        case Move.STEP_Y:
          engine.replay(code[i + 1], code[i + 2], code[i + 3], 1, code[i + 4]);
          i += 5;
          break;
        case Move.Z_COLUMN:
          zBuffer.moveResults(code[i + 1]);
          i += 2;
          break;
        case Move.CLOCKS:
          this.memory.pass?.(code[i + 1]);
          i += 2;
          break;
        case Move.Y_ROW:
          zBuffer.ySourceOffset = y.rows.headOffset;
          zBuffer.moveRow(zBuffer.ySourceOffset, code[i + 1]);
          i += 2;
          break;
        default:
          return;
      }
    }
  }

  /** The edge of a load channel. */
  private load(channel: LoadChannel, moves: number): void {
    const { generator, requests } = channel;
    if ((moves & Channel.TAKES) !== 0) channel.rows.pop();
    if ((moves & Channel.TRANSFERS) !== 0) channel.transfer();
    if ((moves & (Channel.RESPONDS | Channel.HOLDS | Channel.UNLOADS)) !== 0) this.respond(channel, moves);
    if ((moves & Channel.GRANTED) !== 0) {
      this.address = channel.address;
      this.wanted = channel.wanted;
      this.isOpen = true;
      if (this.executesReads) this.read();
      else {
        this.words = this.memory.words;
        this.at = (this.address - this.memory.base) >>> 2;
      }
      requests.pop();
    }
    if ((moves & Channel.ACCEPTS) !== 0) channel.accept();
    if ((moves & Channel.GENERATES) === 0) return;
    generator.pop = (moves & Channel.ACCEPTS) !== 0 ? 1 : 0;
    generator.enable = 1;
    generator.start = (moves & Channel.STARTS) !== 0 ? 1 : 0;
    generator.clear = (moves & Channel.ENDS) !== 0 ? 1 : 0;
    if (generator.clear !== 0) channel.beatCount = 0;
    generator.edge();
  }

  /** A read that the memory itself has to execute. */
  private read(): void {
    const { tcdm } = this.redmule;
    this.showStored();
    tcdm.req = tcdm.gnt = 1;
    tcdm.write = 0;
    tcdm.addr = this.address;
    this.memory.edge();
  }

  /** The answer to a store, which the port has shown since. */
  private showStored(): void {
    if (!this.isStored) return;
    this.isStored = false;
    const { tcdm } = this.redmule;
    copyWords(this.memory.rdata, 0, tcdm.rdata, 0, tcdm.words);
    this.shown = null;
  }

  private respond(channel: LoadChannel, moves: number): void {
    const { responses, responseData, heldData } = channel;
    const size = heldData.length;
    const slot = responses.tail * size;
    if ((moves & Channel.UNLOADS) !== 0) {
      copyWords(heldData, 0, responseData, slot, size);
      responses.push();
      return;
    }
    const isHeld = (moves & Channel.HOLDS) !== 0;
    const to = isHeld ? heldData : responseData;
    const at = isHeld ? 0 : slot;
    copyWords(this.words, this.at, to, at, size);
    if (!isHeld) responses.push();
    this.isOpen = false;
    this.shown = to;
    this.shownAt = at;
  }

  /** The edge of the store channel, behind that of the memory. */
  private store(moves: number): void {
    const { memory, redmule } = this;
    const { z } = redmule.streamer;
    if ((moves & Channel.GRANTED) !== 0) {
      this.putStore();
      memory.edge();
      z.stores.pop();
    }
    if ((moves & Channel.SENDS) !== 0) z.send();
    if ((moves & Channel.GENERATES) === 0) return;
    const { generator } = z;
    generator.pop = (moves & Channel.SENDS) !== 0 ? 1 : 0;
    generator.enable = 1;
    generator.start = (moves & Channel.STARTS) !== 0 ? 1 : 0;
    generator.clear = 0;
    generator.edge();
  }

  private putStore(): void {
    const { tcdm, streamer } = this.redmule;
    this.showStored();
    this.isStored = this.executesReads;
    tcdm.req = tcdm.gnt = tcdm.write = 1;
    tcdm.addr = this.address = streamer.z.address;
    streamer.z.drive(tcdm.wdata, tcdm.be);
    streamer.enabled = this.wanted = STORED;
  }

  /** The series ends, and control is written: port and memory show what they would. */
  finish(): void {
    const { memory, redmule, executesReads } = this;
    const { tcdm, streamer } = redmule;
    if (tcdm.req === 0) this.showStored();
    if (this.shown !== null) copyWords(this.shown, this.shownAt, tcdm.rdata, 0, tcdm.words);
    if (executesReads && tcdm.req === 0) memory.edge();
    else if (!executesReads) this.finishReads();
    tcdm.addr = this.address;
    if (this.wanted !== STORED && this.wanted !== streamer.enabled) streamer.enableWanted(this.wanted);
  }

  private finishReads(): void {
    const { memory, redmule } = this;
    const { rdata, words } = redmule.tcdm;
    if (this.isOpen) copyWords(this.words, this.at, memory.rdata, 0, words);
    else if (this.shown !== null) copyWords(rdata, 0, memory.rdata, 0, words);
  }
}
