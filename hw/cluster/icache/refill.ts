import { registerArray, registersOf, wire, type Block, type Scope } from "../../probe.js";
import { BEAT_BYTES, type ReadBurstPort } from "../l2/l2-port.js";
import { BANK_REFILLS, type SharedBank } from "./shared-cache.js";

/** The way of the shared banks to L2: the banks take turns, and the beats of a line are put together. */
export class Refill implements Block {
  /** The line at which beats arrive, and which stands until its bank has taken it. */
  readonly words: Uint32Array;
  // Registers.
  /** Beats of the line that have arrived. */
  beats = 0;
  err = 0;
  /** Bank to look at first. */
  first = 0;
  /** Banks of the open bursts, oldest first. */
  head = 0;
  open = 0;
  private readonly owners: Uint8Array;

  /** Wire: the bank that requests. */
  private winner = 0;
  private readonly port: ReadBurstPort;
  private readonly banks: SharedBank[] = [];
  private readonly lineBeats: number;

  /** @param banks number of banks, which `attach` themselves */
  constructor(port: ReadBurstPort, banks: number, lineBytes: number) {
    this.port = port;
    this.lineBeats = lineBytes / BEAT_BYTES;
    this.words = new Uint32Array(lineBytes / 4);
    this.owners = new Uint8Array(banks * BANK_REFILLS);
  }

  /** No line is asked for or on its way. */
  get idle(): boolean {
    return (this.beats | this.open | this.port.req | this.port.valid) === 0;
  }

  /** No line is asked for, and no beat has come. */
  get awaits(): boolean {
    return (this.beats | this.port.req | this.port.valid) === 0;
  }

  attach(bank: SharedBank): void {
    this.banks.push(bank);
  }

  /** Tells the banks whose line has come, from registers. */
  settleResponse(): void {
    const { banks } = this;
    const complete = this.beats === this.lineBeats;
    for (let i = 0; i < banks.length; i++) {
      banks[i].arrived = complete && this.owners[this.head] === i ? 1 : 0;
      banks[i].arrivedErr = this.err;
    }
  }

  settleRequest(): void {
    const { port, banks } = this;
    const next = this.beats + port.valid;
    port.room = next < this.lineBeats ? 1 : 0;
    port.req = 0;
    let i = this.first;
    for (let k = 0; k < banks.length; k++) {
      if (banks[i].refillReq !== 0) {
        this.winner = i;
        port.req = 1;
        port.addr = banks[i].lookAddr;
        port.beats = this.lineBeats;
        return;
      }
      i = i + 1 === banks.length ? 0 : i + 1;
    }
  }

  settleGrant(): void {
    const { banks, port } = this;
    for (let i = 0; i < banks.length; i++) banks[i].refillGnt = 0;
    banks[this.winner].refillGnt = port.req & port.gnt;
  }

  /** After the edges of the banks, which read `words`. */
  edge(): void {
    const { port, words, owners } = this;
    if ((port.req & port.gnt) !== 0) {
      owners[(this.head + this.open) % owners.length] = this.winner;
      this.open++;
      this.first = (this.winner + 1) % this.banks.length;
    } else if (port.req !== 0) {
      // A refused request stands until it is granted, whoever else asks meanwhile.
      this.first = this.winner;
    }
    if (port.valid !== 0) {
      words[2 * this.beats] = port.low;
      words[2 * this.beats + 1] = port.high;
      this.err |= port.err;
      this.beats++;
    } else if (this.beats === this.lineBeats && this.banks[owners[this.head]].serves !== 0) {
      this.beats = this.err = 0;
      this.head = (this.head + 1) % owners.length;
      this.open--;
    }
  }

  reset(): void {
    this.beats = this.err = this.first = this.head = this.open = 0;
    this.words.fill(0);
    this.owners.fill(0);
    this.port.req = 0;
  }

  scope(name: string): Scope {
    const { port } = this;
    return {
      name,
      probes: [
        ...registersOf(this, { beats: 4, err: 1, first: 3, head: 6, open: 6 }),
        registerArray("words", 32, this.words),
        registerArray("owners", 3, this.owners),
        wire("req", 1, () => port.req),
        wire("addr", 32, () => port.addr),
        wire("gnt", 1, () => port.gnt),
        wire("valid", 1, () => port.valid),
      ],
      children: [],
    };
  }
}
