import type { NarrowPort } from "../../ports.js";
import { registerArray, registersOf, watched, type Block, type Scope } from "../../probe.js";
import { BYTE_MASK } from "../bits.js";
import type { WordMemory } from "../word-memory.js";
import {
  EXTERNAL_COMMAND,
  EXTERNAL_REGISTERS as REGISTER,
  thousandthsOf,
  type ExternalParameters,
} from "./external-map.js";

/** Thousandths of a byte that a byte is. */
const BYTE = 1000;

/**
 * A memory outside of the chip and the DMA that moves items between it and L2 while the cluster computes. An item waits `latency`
 * clocks, in which its number is read where there is a list, then moves at `rate` bytes a clock, up to a word of L2 at a time;
 * items follow each other without overlap, as on a bus with one open burst. Its port to L2 is its own and takes less than a tenth of
 * what L2 moves: it holds nobody up. What lies outside of either memory is not moved, and sets `fault`.
 *
 * The registers are granted at once, but for a command while another one is under way, and answered a clock later.
 */
export class ExternalMemory implements Block {
  readonly port: NarrowPort;
  readonly words: Uint32Array;
  /** The same contents as little-endian bytes. */
  readonly bytes: Uint8Array;
  /** No command is under way, and no answer due. */
  idle = false;

  // Registers as they are written.
  external = 0;
  l2 = 0;
  itemBytes = 0;
  count = 0;
  stride = 0;
  list = 0;

  /** The command under way: 0 for none. */
  command = 0;
  fault = 0;
  clocks = 0;
  /** Items that are over, clocks that the item still waits, its place in both memories, and bytes that are left. */
  item = 0;
  wait = 0;
  from = 0;
  to = 0;
  left = 0;
  /** Thousandths of a byte that may move. */
  credit = 0;
  valid = 0;
  err = 0;
  rdata = 0;

  private readonly memory: WordMemory;
  private readonly latency: number;
  private readonly rate: number;

  /** @param memory L2 */
  constructor(port: NarrowPort, memory: WordMemory, parameters: ExternalParameters) {
    this.rate = thousandthsOf(parameters);
    this.latency = parameters.latency;
    this.port = port;
    this.memory = memory;
    this.words = new Uint32Array(parameters.bytes / 4);
    this.bytes = new Uint8Array(this.words.buffer);
  }

  settleResponse(): void {
    const { port } = this;
    port.rvalid = this.valid;
    port.err = this.err;
    port.rdata = this.rdata;
  }

  settleGrant(): void {
    const { req, write, addr } = this.port;
    const held = this.command !== 0 && write !== 0 && (addr & 0xffc) === REGISTER.command ? 1 : 0;
    this.port.gnt = req & (1 ^ held);
  }

  edge(): void {
    const { req, gnt } = this.port;
    if (this.command !== 0) this.move();
    this.valid = gnt;
    if (gnt !== 0) this.access();
    this.idle = (this.command | this.valid | req) === 0;
  }

  /** One clock of the command, while the port is quiet. */
  move(): void {
    this.clocks = (this.clocks + 1) >>> 0;
    if (this.wait > 0) {
      this.wait--;
      return;
    }
    this.credit += this.rate;
    const bytes = Math.min(4 - (this.to & 3), this.left);
    if (this.credit < bytes * BYTE) return;
    this.credit -= bytes * BYTE;
    for (let i = 0; i < bytes; i++) this.moveByte(this.from + i, this.to + i);
    this.from += bytes;
    this.to += bytes;
    this.left -= bytes;
    if (this.left > 0) return;
    this.item++;
    if (this.item === this.count) this.command = 0;
    else this.begin();
  }

  private moveByte(external: number, l2: number): void {
    const { memory, bytes } = this;
    const at = memory.index(l2);
    const lane = l2 & 3;
    if (external >= bytes.length || memory.outside(at) !== 0) this.fault = 1;
    else if (this.command === EXTERNAL_COMMAND.load) memory.write(at, bytes[external] << (8 * lane), 1 << lane);
    else bytes[external] = (memory.read(at) & BYTE_MASK[1 << lane]) >>> (8 * lane);
  }

  /** The next item. */
  private begin(): void {
    let number = this.item;
    if (this.list !== 0) {
      const at = this.memory.index(this.list + 4 * this.item);
      this.fault |= this.memory.outside(at);
      number = this.memory.read(at) >>> 0;
    }
    this.wait = this.latency;
    this.from = this.external + number * this.stride;
    this.to = (this.l2 + this.item * this.itemBytes) >>> 0;
    this.left = this.itemBytes;
    this.credit = 0;
  }

  private access(): void {
    const { write, addr, wdata } = this.port;
    const offset = addr & 0xffc;
    this.err = 0;
    if (write !== 0) {
      this.rdata = 0;
      this.write(offset, wdata >>> 0);
    } else this.rdata = this.read(offset);
  }

  private write(offset: number, value: number): void {
    switch (offset) {
      case REGISTER.external:
        this.external = value;
        break;
      case REGISTER.l2:
        this.l2 = value;
        break;
      case REGISTER.bytes:
        this.itemBytes = value;
        break;
      case REGISTER.count:
        this.count = value;
        break;
      case REGISTER.stride:
        this.stride = value;
        break;
      case REGISTER.list:
        this.list = value;
        break;
      case REGISTER.command:
        if ((value !== EXTERNAL_COMMAND.load && value !== EXTERNAL_COMMAND.store) || this.count * this.itemBytes === 0)
          return;
        this.command = value;
        this.item = 0;
        this.begin();
        break;
      case REGISTER.status:
        this.fault = 0;
        break;
      default:
        this.err = 1;
    }
  }

  private read(offset: number): number {
    switch (offset) {
      case REGISTER.external:
        return this.external;
      case REGISTER.l2:
        return this.l2;
      case REGISTER.bytes:
        return this.itemBytes;
      case REGISTER.count:
        return this.count;
      case REGISTER.stride:
        return this.stride;
      case REGISTER.list:
        return this.list;
      case REGISTER.command:
        return this.command;
      case REGISTER.status:
        return (this.command !== 0 ? 1 : 0) | (this.fault << 1);
      case REGISTER.clocks:
        return this.clocks;
      default:
        this.err = 1;
        return 0;
    }
  }

  /** The next clock settles everything anew. */
  wake(): void {
    this.idle = false;
  }

  /** The state after reset; the memory keeps its contents. */
  reset(): void {
    this.wake();
    this.external = this.l2 = this.itemBytes = this.count = this.stride = this.list = 0;
    this.command = this.fault = this.clocks = this.item = this.wait = this.from = this.to = this.left = 0;
    this.credit = this.valid = this.err = this.rdata = 0;
  }

  scope(name: string): Scope {
    const written = { external: 32, l2: 32, itemBytes: 32, count: 32, stride: 32, list: 32 };
    const state = { command: 2, fault: 1, clocks: 32, item: 32, wait: 17, from: 32, to: 32, left: 32, credit: 13 };
    const scope = {
      name,
      probes: [
        ...registersOf(this, { ...written, ...state, valid: 1, err: 1, rdata: 32 }),
        registerArray("words", 32, this.words),
      ],
      children: [],
    };
    return watched(scope, () => this.wake());
  }
}
