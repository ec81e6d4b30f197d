import { registerArray, registersOf, versioned, wideRegistersOf, wire, type Block, type Scope } from "../probe.js";
import type { WidePort } from "../ports.js";
import { below, differ } from "../bits.js";
import { copyWords } from "../words.js";
import { AddressGenerator, LAST_BEAT, TAG_BEAT_SHIFT, TAG_BYTES } from "./address-generator.js";
import type { CastIn } from "./cast-in.js";
import { FifoControl } from "./fifo.js";
import { beatBytes, tileColumns, type RedmuleParameters } from "./parameters.js";
import { realign, realignSlots } from "./realign.js";
import { StreamState, STREAM_STATES } from "./stream-state.js";

/** What registers alone say that a clock does, see `LoadChannel.due`, where they are bits in this order. */
const TRANSFERS = 1;
const ACCEPTS = 1 << 1;
const ASKS = 1 << 2;
/** Asks unless this clock's response takes the last place. */
const ASKS_UNANSWERED = 1 << 3;
/** The stream ends as soon as its last beat has come through. */
const ENDS = 1 << 4;
/** The generator may do something by itself: one whose FIFO is full cannot. */
const GENERATES = 1 << 5;
/** A held beat goes into the response FIFO at bit 6: one whose FIFO is full waits. */
const STALE = -1;

/**
 * Load channel of X, W or Y: address generator, request FIFO, response FIFO, realignment, cast, FIFO of array rows. A row
 * may take several beats of the port; it is assembled in the row FIFO and becomes valid with its last beat.
 */
export class LoadChannel implements Block {
  // Input wires.
  /** Level-sensitive start. */
  start = 0;
  clear = 0;
  granted = 0;
  /** The port's response of this clock belongs to this channel. */
  response = 0;
  /** The operand buffer takes the head row in this clock. */
  take = 0;

  // Registers.
  state: StreamState = StreamState.IDLE;
  beatCount = 0;
  held = 0;
  readonly heldData: Uint32Array;
  readonly requests: FifoControl;
  readonly requestAddress: Uint32Array;
  readonly responses: FifoControl;
  readonly responseData: Uint32Array;
  readonly offsets: FifoControl;
  readonly offsetTag: Uint32Array;
  private readonly offset: Uint8Array;
  readonly rows: FifoControl;

  // Wires.
  /** The channel asks for the port. */
  request = 0;
  /** The stream ends in this clock. */
  done = 0;
  /** What the next clock does as far as registers say, derived from them; `STALE` before that. */
  private due = STALE;
  /** Nothing is under way before a row is taken, a response comes or the stream starts: see docs/architecture.md. */
  idle = 0;
  /** Counts settle steps and edges: while it stands, every register and wire does. */
  steps = 0;

  readonly generator: AddressGenerator;
  private readonly port: WidePort;
  private readonly cast: CastIn;
  private readonly bytes: number;
  private readonly words: number;
  private readonly narrowCount: boolean;
  private readonly wholeBeats: boolean;
  /** Beats without misalignment begin at a word of the rows. */
  private readonly straight: boolean;

  constructor(p: RedmuleParameters, port: WidePort, cast: CastIn) {
    this.port = port;
    this.cast = cast;
    this.bytes = beatBytes(p);
    this.words = port.words;
    this.generator = new AddressGenerator(p.addressFifo, this.bytes);
    this.requests = new FifoControl(p.requestFifo);
    this.requestAddress = new Uint32Array(p.requestFifo * 2);
    this.responses = new FifoControl(p.responseFifo);
    this.responseData = new Uint32Array(p.responseFifo * port.words);
    this.heldData = new Uint32Array(port.words);
    // Every beat between the request FIFO and the row FIFO, one in flight and one held among them.
    this.offsets = new FifoControl(p.requestFifo + p.responseFifo + 2);
    this.offset = new Uint8Array(this.offsets.depth);
    this.offsetTag = new Uint32Array(this.offsets.depth);
    this.rows = new FifoControl(p.streamFifo, tileColumns(p));
    this.straight = this.rows.pairs.length > 0 && this.bytes % 4 === 0;
    // E11: beats are counted in 16 bits.
    this.narrowCount = p.errata.E11;
    this.wholeBeats = p.errata.E4;
  }

  /** Head request: address and wanted bytes before and after realignment. */
  get address(): number {
    return this.requestAddress[2 * this.requests.head];
  }

  get wanted(): number {
    return this.requestAddress[2 * this.requests.head + 1];
  }

  get ready(): boolean {
    return this.state === StreamState.IDLE;
  }

  /** Requests follow from registers and this clock's response. */
  settleRequest(): void {
    this.steps++;
    if (this.due === STALE) this.due = this.derived;
    const { due } = this;
    this.request = below(0, due & (ASKS | (ASKS_UNANSWERED & -(this.response ^ 1))));
    this.done = (due & ENDS) !== 0 && this.ends ? 1 : 0;
  }

  /** Of bits instead of branches: which way they go nobody can foretell. */
  private get derived(): number {
    const { rows, requests, responses, state, generator } = this;
    const streamReady = rows.ready;
    const responsesReady = responses.ready;
    const answered = streamReady | (responses.almostFull ^ 1);
    const asks = ((requests.valid & responsesReady) << 3) >> answered;
    const held = (this.held & responsesReady) << 6;
    const due = (responses.valid & streamReady) | asks | held;
    if (state === StreamState.IDLE) return due;
    const addressed = generator.addressValid;
    const accepts = (addressed & streamReady & requests.ready) << 1;
    const ends = ((differ(state, StreamState.DONE) | addressed) ^ 1) << 4;
    return due | accepts | ends | (generator.addressFree << 5);
  }

  edge(): void {
    this.steps++;
    if (this.clear) {
      this.clearAll();
      return;
    }
    if (this.due === STALE) this.due = this.derived;
    const { due, response, done } = this;
    if (this.take !== 0) this.rows.pop();
    if ((due & TRANSFERS) !== 0) this.transfer();
    if (response | this.held) this.edgeResponse(due & TRANSFERS);
    if (this.granted !== 0) this.requests.pop();
    if ((due & ACCEPTS) !== 0) this.accept();
    if ((due & (ACCEPTS | GENERATES)) !== 0 || (this.start | done) !== 0) this.edgeState((due & ACCEPTS) >> 1);
    this.due = this.derived;
    this.idle = (this.request | done) === 0 && (this.due === 0 || (this.due === ENDS && !this.ends)) ? 1 : 0;
  }

  /** Every beat of the stream has come through. */
  private get ends(): boolean {
    return this.beatCount === this.generator.shape.total;
  }

  /** @param accepts the head address is taken */
  private edgeState(accepts: number): void {
    const { generator } = this;
    generator.pop = accepts;
    generator.enable = 1;
    generator.start = this.start;
    generator.clear = this.done;
    if (this.done) {
      this.state = StreamState.IDLE;
      this.beatCount = 0;
    } else if (this.state === StreamState.IDLE && this.start) this.state = StreamState.WORKING;
    else if (this.state === StreamState.WORKING && generator.done) this.state = StreamState.DONE;
    generator.edge();
  }

  accept(): void {
    const { generator, offsets, requests } = this;
    const { address, tag } = generator;
    this.requestAddress[2 * requests.tail] = address & ~3;
    this.requestAddress[2 * requests.tail + 1] = ((tag & TAG_BYTES) << 2) | (address & 3);
    requests.push();
    this.offset[offsets.tail] = address & 3;
    this.offsetTag[offsets.tail] = tag;
    offsets.push();
  }

  /** @param transfers a beat has left the FIFO in this clock */
  private edgeResponse(transfers: number): void {
    const { responses, port, words } = this;
    const arrives = this.response;
    // The transfer of this clock has already popped: judge readiness by the count before it.
    const ready = responses.count + transfers < responses.depth;
    if (ready) {
      const { responseData } = this;
      copyWords(arrives ? port.rdata : this.heldData, 0, responseData, responses.tail * words, words);
      responses.push();
      this.held = 0;
    } else if (arrives) {
      copyWords(port.rdata, 0, this.heldData, 0, words);
      this.held = 1;
    }
  }

  /** Moves the head beat into the row under assembly. */
  transfer(): void {
    const { offsets, responses, rows, cast, words } = this;
    const tag = this.offsetTag[offsets.head];
    const shift = this.offset[offsets.head];
    const from = responses.head * words;
    if (cast.lanes) {
      realignSlots(this.responseData, from, shift, rows.data, rows.tailOffset, rows.columns, cast.table!);
    } else {
      const beat = tag >>> TAG_BEAT_SHIFT;
      const log = cast.elementBytes - 1;
      const first = (beat * this.bytes) >> log;
      // E4: what the beat brings beyond the row is kept, too.
      const room = Math.min(this.bytes >> log, rows.columns - first);
      const count = this.wholeBeats ? room : (tag & TAG_BYTES) >> log;
      const to = rows.tailOffset;
      if (this.straight && (shift | (count & 1)) === 0 && cast.isStraight) {
        copyWords(this.responseData, from, rows.pairs, (to + first) >> 1, count >> 1);
      } else realign(this.responseData, from, shift, rows.data, to + first, count, cast);
      if (tag & LAST_BEAT) for (let i = first + count; i < rows.columns; i++) rows.data[to + i] = 0;
    }
    offsets.pop();
    responses.pop();
    this.beatCount++;
    if (this.narrowCount) this.beatCount &= 0xffff;
    if (tag & LAST_BEAT) rows.push();
  }

  private clearAll(): void {
    this.state = StreamState.IDLE;
    this.beatCount = this.held = this.idle = 0;
    this.steps++;
    this.request = this.done = this.due = 0;
    this.heldData.fill(0);
    this.generator.reset();
    this.requests.clear();
    this.requestAddress.fill(0);
    this.responses.clear();
    this.responseData.fill(0);
    this.offsets.clear();
    this.offset.fill(0);
    this.offsetTag.fill(0);
    this.rows.clear();
  }

  reset(): void {
    this.clearAll();
  }

  /** Registers were overwritten: nothing derived from them holds. */
  wake(): void {
    this.idle = 0;
    this.due = STALE;
    this.steps++;
  }

  scope(name: string): Scope {
    const scope: Scope = {
      name,
      probes: [
        ...registersOf(this, { state: 2 }, { state: { states: STREAM_STATES } }),
        ...wideRegistersOf(this, ["beatCount"]),
        ...registersOf(this, { held: 1 }),
        registerArray("held_data", 32, this.heldData),
        wire("request", 1, () => this.request),
        wire("granted", 1, () => this.granted),
        wire("done", 1, () => this.done),
      ],
      children: [
        this.generator.scope("address_generator"),
        {
          name: "request_fifo",
          probes: [...this.requests.probes(), registerArray("entry", 32, this.requestAddress)],
          children: [],
        },
        {
          name: "response_fifo",
          probes: [...this.responses.probes(), registerArray("data", 32, this.responseData)],
          children: [],
        },
        {
          name: "offset_fifo",
          probes: [
            ...this.offsets.probes(),
            registerArray("offset", 2, this.offset),
            registerArray("tag", 32, this.offsetTag),
          ],
          children: [],
        },
        this.rows.scope("row_fifo"),
      ],
    };
    return versioned(scope, () => this.steps);
  }
}
