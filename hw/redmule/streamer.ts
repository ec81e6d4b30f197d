import { wire, type Block, type Scope, registersOf } from "../probe.js";
import type { MemoryWindow, WidePort } from "../ports.js";
import { CastIn } from "./cast-in.js";
import { CastOut } from "./cast-out.js";
import { ChannelMux } from "./channel-mux.js";
import { LoadChannel } from "./load-channel.js";
import type { RedmuleParameters } from "./parameters.js";
import { StoreChannel } from "./store-channel.js";

/** Inputs of the port mux; Y and Z share the last, Y before Z. */
export const CHANNEL_X = 0;
export const CHANNEL_W = 1;
export const CHANNEL_YZ = 2;
const YZ_Z = 1;

/**
 * Three load channels and one store channel on one wide TCDM port. A granted read answers in the next clock, to the channel
 * that won the port in the clock before.
 */
export class Streamer implements Block {
  // Input wires.
  clear = 0;
  /** The store channel outlives the end of a job by its ungranted stores (E3). */
  clearStores = 0;
  /** Y goes before Z: the Z buffer drains or its stream FIFO holds rows. */
  zPriority = 0;
  clearFault = 0;
  /** No request leaves: a clear is under way. */
  mute = 0;
  /** The memory behind the port, null for one that answers everywhere. */
  window: MemoryWindow | null = null;

  // Registers: whom the next response belongs to.
  responder = 0;
  yzResponder = 0;
  reading = 0;
  /** A request went outside the memory: no further one leaves before the job has ended. */
  faulted = 0;

  // Wires.
  /** The request of this clock wants bytes outside the memory, the first of them at `outsideAddress`. */
  outside = 0;
  outsideAddress = 0;
  /** A response has come in this clock. */
  private answers = 1;
  /** The requests of X and W, bits of the port mux. */
  private asks = 0;
  /** The muxes do something in this clock; the second one does. */
  private moves = 1;
  private yzMoves = 1;
  /** Channels were cleared in the last clock. */
  private cleared = 0;

  readonly castIn: CastIn;
  readonly castOut: CastOut;
  readonly x: LoadChannel;
  readonly w: LoadChannel;
  readonly y: LoadChannel;
  private readonly loads: readonly LoadChannel[];
  readonly z: StoreChannel;
  readonly mux: ChannelMux;
  readonly yzMux: ChannelMux;
  private readonly port: WidePort;
  private readonly checks: boolean;
  /** What the byte enables on the port stand for: the last read's wanted bytes, or -1. */
  enabled = -1;

  constructor(p: RedmuleParameters, port: WidePort) {
    this.port = port;
    // E23: what lies outside is asked for, too.
    this.checks = !p.errata.E23;
    this.castIn = new CastIn(p.errata);
    this.castOut = new CastOut(p.errata);
    this.x = new LoadChannel(p, port, this.castIn);
    this.w = new LoadChannel(p, port, this.castIn);
    this.y = new LoadChannel(p, port, this.castIn);
    this.loads = [this.x, this.w, this.y];
    this.z = new StoreChannel(p, this.castOut);
    this.mux = new ChannelMux(3, p.errata.E2);
    this.yzMux = new ChannelMux(2, p.errata.E2);
  }

  /** From the response of this clock to the request on the port. */
  settleRequest(): void {
    const { x, w, y, z, port } = this;
    const answered = this.answers;
    this.answers = port.rvalid & this.reading;
    if ((this.answers | answered) !== 0) this.settleResponse();
    if (x.idle === 0 || x.response !== 0) x.settleRequest();
    if (w.idle === 0 || w.response !== 0) w.settleRequest();
    if (y.idle === 0 || y.response !== 0) y.settleRequest();
    if (z.idle === 0) z.settleRequest();
    this.yzMoves = y.request | z.request | (this.yzMux.idle ^ 1);
    this.asks = x.request | (w.request << CHANNEL_W);
    this.moves = this.asks | this.yzMoves | (this.mux.idle ^ 1);
    if (this.moves !== 0) this.settleMuxes();
    else this.outside = port.req = 0;
  }

  /** The channel that the response of this clock belongs to. */
  private settleResponse(): void {
    const bits = this.answers << this.responder;
    this.x.response = bits & 1;
    this.w.response = (bits >> CHANNEL_W) & 1;
    this.y.response = (bits >> CHANNEL_YZ) & (this.yzResponder ^ 1) & 1;
  }

  private settleMuxes(): void {
    const { mux, yzMux } = this;
    if (this.yzMoves !== 0) {
      yzMux.requests = this.y.request | (this.z.request << YZ_Z);
      yzMux.force = this.zPriority;
      yzMux.settleRequest();
    }
    mux.requests = this.asks | (yzMux.request << CHANNEL_YZ);
    mux.settleRequest();
    this.drive();
  }

  private drive(): void {
    const { port, mux, window } = this;
    this.outside = 0;
    port.req = (this.mute | this.faulted) !== 0 ? 0 : mux.request;
    if (port.req === 0) return;
    if (mux.winner === CHANNEL_YZ && this.yzMux.winner === YZ_Z) this.driveStore();
    else this.driveLoad(this.loads[mux.winner]);
    if (window === null || ((port.addr - window.base) >>> 0) + 4 * port.words <= window.bytes) return;
    this.look(window);
    if (this.outside && this.checks) port.req = 0;
  }

  private driveLoad(load: LoadChannel): void {
    const { port } = this;
    port.write = 0;
    port.addr = load.address;
    if (load.wanted !== this.enabled) this.enableWanted(load.wanted);
  }

  private driveStore(): void {
    const { port, z } = this;
    port.write = 1;
    port.addr = z.address;
    z.drive(port.wdata, port.be);
    this.enabled = -1;
  }

  /** Looks for the first enabled byte of a request that lies outside the memory. */
  private look({ base, bytes }: MemoryWindow): void {
    const { port } = this;
    for (let i = 0; i < port.words; i++) {
      const at = (port.addr + 4 * i) >>> 0;
      if (port.be[i] === 0 || (at - base) >>> 0 < bytes) continue;
      this.outside = 1;
      this.outsideAddress = at + Math.log2(port.be[i] & -port.be[i]);
      return;
    }
  }

  /** Byte enables of a read: the wanted bytes, from their offset in the first word on. */
  enableWanted(wanted: number): void {
    const { be, words } = this.port;
    const first = wanted & 3;
    const last = first + (wanted >>> 2);
    for (let i = 0; i < words; i++) {
      const to = last - 4 * i;
      const below = to <= 0 ? 0 : to >= 4 ? 0xf : (1 << to) - 1;
      be[i] = i === 0 ? below & ~((1 << first) - 1) : below;
    }
    this.enabled = wanted;
  }

  settleGrant(): void {
    if (this.moves !== 0) this.settleGranted();
    if (this.z.idle === 0) this.z.settleGrant();
  }

  private settleGranted(): void {
    const { mux, yzMux, port } = this;
    const granted = port.req & port.gnt;
    const bits = granted << mux.winner;
    mux.granted = granted;
    this.x.granted = bits & 1;
    this.w.granted = (bits >> CHANNEL_W) & 1;
    yzMux.granted = (bits >> CHANNEL_YZ) & 1;
    if ((this.yzMoves | this.y.granted | this.z.granted) === 0) return;
    this.y.granted = yzMux.granted & (yzMux.winner ^ 1);
    this.z.granted = yzMux.granted & yzMux.winner;
  }

  edge(): void {
    const { x, w, y, z, clear, moves } = this;
    if ((clear | this.clearStores | this.clearFault | this.cleared) !== 0) this.wireClears();
    if ((this.outside | this.faulted | clear) !== 0) this.edgeFault();
    if (x.idle === 0 || (x.take | x.response | x.start | clear) !== 0) x.edge();
    if (w.idle === 0 || (w.take | w.response | w.start | clear) !== 0) w.edge();
    if (y.idle === 0 || (y.take | y.response | y.start | clear) !== 0) y.edge();
    if (z.idle === 0 || (z.push | z.start | z.clear) !== 0) z.edge();
    if ((moves | clear) !== 0) this.edgeMuxes();
  }

  private edgeMuxes(): void {
    const { clear, mux, yzMux } = this;
    if (clear) this.responder = this.yzResponder = this.reading = 0;
    else this.edgeResponder();
    mux.edge();
    if ((this.yzMoves | clear) !== 0) yzMux.edge();
  }

  private wireClears(): void {
    const { clear } = this;
    this.x.clear = this.w.clear = this.y.clear = clear;
    this.z.clear = this.clearStores;
    this.mux.clear = this.yzMux.clear = clear;
    this.cleared = clear | this.clearStores;
  }

  private edgeFault(): void {
    if (this.clearFault) this.faulted = 0;
    else if (this.outside && this.checks) this.faulted = 1;
  }

  private edgeResponder(): void {
    const { port } = this;
    if (port.req) {
      this.responder = this.mux.winner;
      this.reading = port.write ^ 1;
    }
    if (this.yzMux.request) this.yzResponder = this.yzMux.winner;
  }

  reset(): void {
    this.responder = this.yzResponder = this.reading = this.faulted = 0;
    for (const block of [this.x, this.w, this.y, this.z, this.mux, this.yzMux]) block.reset();
  }

  /** Registers were overwritten: no block is idle. */
  wake(): void {
    for (const block of [this.x, this.w, this.y, this.z, this.mux, this.yzMux]) block.wake();
  }

  scope(name: string): Scope {
    const { port } = this;
    return {
      name,
      probes: [
        ...registersOf(this, { responder: 2, yzResponder: 1, reading: 1, faulted: 1 }),
        wire("req", 1, () => port.req),
        wire("gnt", 1, () => port.gnt),
        wire("write", 1, () => port.write),
        wire("addr", 32, () => port.addr),
        wire("rvalid", 1, () => port.rvalid),
        wire("outside", 1, () => this.outside),
      ],
      children: [
        this.x.scope("x"),
        this.w.scope("w"),
        this.y.scope("y"),
        this.z.scope("z"),
        this.mux.scope("mux"),
        this.yzMux.scope("yz_mux"),
      ],
    };
  }
}
