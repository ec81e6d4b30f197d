import type { NarrowPort } from "../../ports.js";
import { register, registerArray, watched, wire, type Block, type Scope } from "../../probe.js";
import { Barriers } from "./barriers.js";
import { PortAnswers } from "../port-answers.js";
import { BARRIER, EVENT, EVENT_UNIT, EventUnitTarget, SW_EVENTS } from "./event-unit-map.js";

/** Waiting of a read: at once, until an event, or until an event that is then cleared. */
const Wait = { no: 0, event: 1, clear: 2 } as const;

/** A core that waits for an event of its mask; at a barrier, who is expected and who has arrived. */
export interface EventWait {
  readonly mask: number;
  readonly buffer: number;
  readonly barrier?: { readonly number: number; readonly expected: number; readonly arrived: number };
}

/**
 * Event unit of the cluster: event buffers and masks per core, software events, barriers, a mutex. A read of a wait
 * register is not granted until an event of the core's mask is in its buffer; the core sleeps meanwhile (`p.elw`). Events
 * enter the buffer at the edge and can be seen one clock later. A buffered event of the interrupt mask holds the core's
 * interrupt line.
 */
export class EventUnit implements Block {
  readonly barriers = new Barriers();
  /** Whoever waits has seen it, and nothing else is under way: nothing changes before an access or an event. */
  idle = false;
  /** Inputs: events of this clock from outside, per core, bits as in `EVENT`. */
  readonly events: Uint32Array;

  // Registers, index = core.
  private readonly mask: Uint32Array;
  private readonly irqMask: Uint32Array;
  private readonly swMask: Uint32Array;
  private readonly buffer: Uint32Array;
  /** The waiting access has already raised its software event or arrived at its barrier. */
  private readonly triggered: Uint8Array;
  private readonly answers: PortAnswers;
  /** Mutex: 1 + number of its owner, 0 when it is free; the word that the last owner left. */
  private owner = 0;
  private message = 0;

  private readonly ports: readonly NarrowPort[];
  private readonly sharedView: (address: number) => number;
  private readonly target = new EventUnitTarget();

  /**
   * @param ports one of each core, 1 to 32
   * @param sharedView 1 for an address of the view that all cores share, 0 for one of the core's own window
   */
  constructor(ports: readonly NarrowPort[], sharedView: (address: number) => number) {
    this.ports = ports;
    this.sharedView = sharedView;
    const n = ports.length;
    this.events = new Uint32Array(n);
    this.mask = new Uint32Array(n);
    this.irqMask = new Uint32Array(n);
    this.swMask = new Uint32Array(n);
    this.buffer = new Uint32Array(n);
    this.triggered = new Uint8Array(n);
    this.answers = new PortAnswers(n);
  }

  /** 1 when the interrupt line of a core is high. */
  irq(core: number): number {
    return (this.buffer[core] & this.irqMask[core]) !== 0 ? 1 : 0;
  }

  /** What a core waits for in this clock, null when it does not; for diagnoses. */
  waitOf(core: number): EventWait | null {
    const { req, gnt } = this.ports[core];
    if ((req & (gnt ^ 1)) === 0) return null;
    this.decode(core);
    const { offset } = this.target;
    const number = (offset - EVENT_UNIT.barriers) >>> 5;
    const read = (register: number): number => this.barriers.read(number, register);
    return {
      mask: this.mask[core],
      buffer: this.buffer[core],
      ...(offset < EVENT_UNIT.barriers
        ? {}
        : { barrier: { number, expected: read(BARRIER.triggerMask), arrived: read(BARRIER.status) } }),
    };
  }

  settleResponse(): void {
    this.answers.settle(this.ports);
    this.barriers.settle();
  }

  settleGrant(): void {
    const { ports, target } = this;
    let free = this.owner === 0;
    for (let i = 0; i < ports.length; i++) {
      const port = ports[i];
      port.gnt = port.req;
      if (port.req === 0 || port.write !== 0) continue;
      this.decode(i);
      if (target.offset === EVENT_UNIT.mutex) {
        port.gnt = free ? 1 : 0;
        free = false;
      } else if (this.waiting(target.offset) !== Wait.no) {
        const ready = this.triggers(target.offset) ? this.triggered[i] : 1;
        port.gnt = ready !== 0 && (this.buffer[i] & this.mask[i]) !== 0 ? 1 : 0;
      }
    }
  }

  private decode(core: number): void {
    const { addr } = this.ports[core];
    this.target.decode(addr, core, this.sharedView(addr), this.ports.length);
  }

  private waiting(offset: number): number {
    if (offset >= EVENT_UNIT.barriers) {
      const own = offset & 0x1c;
      if (own === BARRIER.triggerWait) return Wait.event;
      return own === BARRIER.triggerWaitClear ? Wait.clear : Wait.no;
    }
    if (offset === EVENT_UNIT.wait) return Wait.event;
    if (offset === EVENT_UNIT.waitClear) return Wait.clear;
    if (offset >= EVENT_UNIT.swTriggerWaitClear) return Wait.clear;
    return offset >= EVENT_UNIT.swTriggerWait ? Wait.event : Wait.no;
  }

  /** Whether a waiting read first raises an event. */
  private triggers(offset: number): boolean {
    return offset >= EVENT_UNIT.swTriggerWait;
  }

  edge(): void {
    const { ports, triggered, barriers, buffer, events } = this;
    const { valid } = this.answers;
    let moves = barriers.raised;
    for (let i = 0; i < ports.length; i++) {
      const { req, gnt } = ports[i];
      const before = triggered[i];
      moves |= valid[i] | gnt | events[i];
      valid[i] = gnt;
      if (req === 0) triggered[i] = 0;
      else this.access(i, gnt);
      moves |= triggered[i] ^ before;
      buffer[i] |= events[i] | (((barriers.raised >>> i) & 1) << EVENT.barrier);
    }
    this.idle = moves === 0;
    barriers.edge();
  }

  private access(core: number, granted: number): void {
    const { target, ports } = this;
    this.decode(core);
    const { offset } = target;
    this.answers.err[core] = offset < 0 ? 1 : 0;
    if (granted === 0) {
      if (this.triggers(offset) && this.triggered[core] === 0) this.trigger(core, offset);
      return;
    }
    this.triggered[core] = 0;
    if (offset < 0) return;
    if (ports[core].write !== 0) this.write(target.core, core, offset, ports[core].wdata);
    else this.answers.rdata[core] = this.read(target.core, core, offset);
  }

  /** A triggering wait takes effect in its first clock, as it is never granted in that one. */
  private trigger(core: number, offset: number): void {
    this.triggered[core] = 1;
    if (offset >= EVENT_UNIT.barriers) this.barriers.arrive((offset - EVENT_UNIT.barriers) >>> 5, 1 << core);
    else this.raise((offset >>> 2) & (SW_EVENTS - 1), this.swMask[core]);
  }

  private raise(event: number, cores: number): void {
    for (let i = 0; i < this.buffer.length; i++) {
      if ((cores >>> i) & 1) this.buffer[i] |= 1 << event;
    }
  }

  private read(core: number, reader: number, offset: number): number {
    const wait = this.waiting(offset);
    if (wait !== Wait.no) {
      const seen = this.buffer[core] & this.mask[core];
      if (wait === Wait.clear) this.buffer[core] &= ~seen;
      return seen;
    }
    if (offset >= EVENT_UNIT.barriers) return this.readBarrier(reader, offset);
    switch (offset) {
      case EVENT_UNIT.mask:
        return this.mask[core];
      case EVENT_UNIT.irqMask:
        return this.irqMask[core];
      case EVENT_UNIT.swMask:
        return this.swMask[core];
      case EVENT_UNIT.buffer:
        return this.buffer[core];
      case EVENT_UNIT.bufferMasked:
        return this.buffer[core] & this.mask[core];
      case EVENT_UNIT.bufferIrqMasked:
        return this.buffer[core] & this.irqMask[core];
      case EVENT_UNIT.status:
        return this.ports[core].req & (this.ports[core].gnt ^ 1);
      case EVENT_UNIT.mutex:
        this.owner = reader + 1;
        return this.message;
      default:
        return 0;
    }
  }

  private readBarrier(reader: number, offset: number): number {
    const b = (offset - EVENT_UNIT.barriers) >>> 5;
    if ((offset & 0x1c) === BARRIER.triggerSelf) this.barriers.arrive(b, 1 << reader);
    return this.barriers.read(b, offset & 0x1c);
  }

  private write(core: number, writer: number, offset: number, value: number): void {
    if (offset >= EVENT_UNIT.barriers) {
      this.barriers.write((offset - EVENT_UNIT.barriers) >>> 5, offset & 0x1c, value);
    } else if (offset >= EVENT_UNIT.swTrigger) {
      if (offset < EVENT_UNIT.swTrigger + 4 * SW_EVENTS) this.raise((offset >>> 2) & (SW_EVENTS - 1), value || -1);
    } else if (offset === EVENT_UNIT.mutex) {
      if (this.owner === writer + 1) this.owner = 0;
      this.message = value;
    } else if (offset === EVENT_UNIT.bufferClear) {
      this.buffer[core] &= ~value;
    } else {
      this.writeMask(core, offset, value);
    }
  }

  private writeMask(core: number, offset: number, value: number): void {
    const group = offset < EVENT_UNIT.irqMask ? this.mask : offset < EVENT_UNIT.status ? this.irqMask : this.swMask;
    switch (offset) {
      case EVENT_UNIT.mask:
      case EVENT_UNIT.irqMask:
      case EVENT_UNIT.swMask:
        group[core] = value;
        break;
      case EVENT_UNIT.maskAnd:
      case EVENT_UNIT.irqMaskAnd:
      case EVENT_UNIT.swMaskAnd:
        group[core] &= ~value;
        break;
      case EVENT_UNIT.maskOr:
      case EVENT_UNIT.irqMaskOr:
      case EVENT_UNIT.swMaskOr:
        group[core] |= value;
        break;
    }
  }

  /** The next clock settles everything anew. */
  wake(): void {
    this.idle = false;
  }

  reset(): void {
    this.wake();
    for (const array of [this.mask, this.irqMask, this.swMask, this.buffer, this.triggered]) array.fill(0);
    this.answers.reset();
    this.owner = this.message = 0;
    this.barriers.reset();
  }

  scope(name: string): Scope {
    const probes = [
      registerArray("mask", 32, this.mask),
      registerArray("irq_mask", 32, this.irqMask),
      registerArray("sw_mask", 32, this.swMask),
      registerArray("buffer", 32, this.buffer),
      registerArray("triggered", 1, this.triggered),
      ...this.answers.probes(),
      register(
        "mutex_owner",
        6,
        () => this.owner,
        (v) => (this.owner = v),
      ),
      register(
        "mutex_message",
        32,
        () => this.message >>> 0,
        (v) => (this.message = v),
      ),
      ...this.ports.map((port, i) => wire(`waits${i}`, 1, () => port.req & (port.gnt ^ 1))),
    ];
    const children = [this.barriers.scope("barriers")];
    return watched({ name, probes, children }, () => this.wake());
  }
}
