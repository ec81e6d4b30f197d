import type { NarrowPort } from "../../ports.js";
import { registerArray, watched, wire, type Block, type Scope } from "../../probe.js";
import { Barriers } from "./barriers.js";
import { PortAnswers } from "../port-answers.js";
import { BARRIER, EVENT, EVENT_UNIT, EventUnitTarget, Group, SW_EVENTS, Wait } from "./event-unit-map.js";
import { Mutex } from "./mutex.js";

/** A core that waits for an event of its mask; at a barrier, who is expected and who has arrived; at the mutex, its owner. */
export interface EventWait {
  readonly mask: number;
  readonly buffer: number;
  /** Number of the core that has the mutex, -1 for none. */
  readonly mutexOwner?: number;
  readonly barrier?: { readonly number: number; readonly expected: number; readonly arrived: number };
}

/**
 * Event unit of the cluster: event buffers and masks per core, software events, barriers, a mutex; registers as in the
 * public event_unit_flex (revision 763c3b9). A read of a wait register is not granted until an event of the core's mask is in
 * its buffer; the core sleeps meanwhile (`p.elw`). What the read triggers happens in its first clock. Events enter the buffer
 * at the edge and can be seen one clock later. A read that clears is answered in the clock behind its grant with the masked
 * events of that clock, and takes them away together with those that come in it. A buffered event of the interrupt mask
 * holds the core's interrupt line.
 */
export class EventUnit implements Block {
  readonly barriers: Barriers;
  private readonly mutex = new Mutex();
  /** Whoever waits has seen it, and nothing else is under way: nothing changes before an access or an event. */
  idle = false;
  /** Inputs: events of this clock from outside, per core, bits as in `EVENT`. */
  readonly events: Uint32Array;

  // Registers, index = core.
  private readonly mask: Uint32Array;
  private readonly irqMask: Uint32Array;
  private readonly swMask: Uint32Array;
  private readonly buffer: Uint32Array;
  /** The waiting access has already triggered what it triggers. */
  private readonly triggered: Uint8Array;
  /** The masked events are being cleared, by a read that has been granted. */
  private readonly clearing: Uint8Array;
  private readonly answers: PortAnswers;

  /** Wires of the edge: events of this clock, and what stays in the buffer. */
  private readonly coming: Uint32Array;
  private readonly kept: Uint32Array;

  /** A bit for each core. */
  private readonly cores: number;
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
    this.clearing = new Uint8Array(n);
    this.coming = new Uint32Array(n);
    this.kept = new Uint32Array(n);
    this.barriers = new Barriers(n);
    this.cores = 2 ** n - 1;
    this.answers = new PortAnswers(n);
  }

  /** 1 when the interrupt line of a core is high. */
  irq(core: number): number {
    return (this.buffer[core] & this.irqMask[core]) !== 0 ? 1 : 0;
  }

  /** 1 while an access of a core is not granted. */
  holds(core: number): number {
    const { req, gnt } = this.ports[core];
    return req & (gnt ^ 1);
  }

  /** What a core waits for in this clock, null when it does not; for diagnoses. */
  waitOf(core: number): EventWait | null {
    if (this.holds(core) === 0) return null;
    this.decode(core);
    const { target, mutex } = this;
    const wait = { mask: this.mask[core], buffer: this.buffer[core] };
    if (target.group === Group.mutex) return { ...wait, mutexOwner: mutex.owner - 1 };
    if (target.group < Group.barriers) return wait;
    const { barrier: number } = target;
    const read = (register: number): number => this.barriers.read(number, register);
    return { ...wait, barrier: { number, expected: read(BARRIER.triggerMask), arrived: read(BARRIER.status) } };
  }

  settleResponse(): void {
    this.answers.settle(this.ports);
    this.barriers.settle();
  }

  settleGrant(): void {
    const { ports, target, clearing, buffer, mask } = this;
    /** Barriers that one core has accessed: they serve one a clock. */
    let served = 0;
    for (let i = 0; i < ports.length; i++) {
      const port = ports[i];
      port.gnt = port.req;
      if (port.req === 0) continue;
      this.decode(i);
      if (target.ofBarrier && target.shared === 0) {
        port.gnt = ((served >>> target.barrier) & 1) ^ 1;
        served |= 1 << target.barrier;
      } else if (clearing[i] !== 0 && target.shared === 0) port.gnt = 0;
      else if (port.write === 0 && target.wait !== Wait.no) port.gnt = (buffer[i] & mask[i]) !== 0 ? 1 : 0;
    }
  }

  private decode(core: number): void {
    const { addr } = this.ports[core];
    this.target.decode(addr, core, this.sharedView(addr), this.ports.length);
  }

  edge(): void {
    const { ports, triggered, clearing, barriers, mutex, events, coming, kept } = this;
    const { valid } = this.answers;
    let moves = barriers.raised;
    for (let i = 0; i < ports.length; i++) {
      coming[i] = events[i] | (((barriers.raised >>> i) & 1) << EVENT.barrier);
      kept[i] = clearing[i] !== 0 ? ~this.mask[i] : -1;
      moves |= coming[i] | valid[i] | ports[i].gnt | clearing[i];
    }
    for (let i = 0; i < ports.length; i++) {
      const { req, gnt } = ports[i];
      const before = triggered[i];
      valid[i] = gnt;
      if (req === 0) triggered[i] = 0;
      else this.access(i, gnt);
      moves |= triggered[i] ^ before;
    }
    mutex.settle();
    if (mutex.granted !== 0) coming[31 - Math.clz32(mutex.granted)] |= 1 << EVENT.mutex;
    mutex.edge();
    barriers.edge();
    for (let i = 0; i < ports.length; i++) this.edgeBuffer(i);
    this.idle = moves === 0;
  }

  /** The buffer of a core, and then the answer to what it reads, which sees the registers behind this edge. */
  private edgeBuffer(core: number): void {
    const { buffer, coming, kept, clearing } = this;
    buffer[core] =
      clearing[core] !== 0 ? (buffer[core] | coming[core]) & kept[core] : (buffer[core] & kept[core]) | coming[core];
    clearing[core] = 0;
    const { gnt, write } = this.ports[core];
    if (gnt === 0 || write !== 0) return;
    this.decode(core);
    if (this.target.offset < 0) return;
    this.answers.rdata[core] = this.read();
    if (this.target.wait === Wait.clear) clearing[core] = 1;
  }

  private access(core: number, granted: number): void {
    const { target, ports, triggered } = this;
    const { write, wdata } = ports[core];
    this.decode(core);
    this.answers.err[core] = target.offset < 0 ? 1 : 0;
    if (write === 0 && triggered[core] === 0 && this.clearing[core] === 0) this.trigger(core);
    if (granted === 0) {
      if (write === 0 && target.wait !== Wait.no && this.clearing[core] === 0) triggered[core] = 1;
      return;
    }
    triggered[core] = 0;
    if (write !== 0 && target.offset >= 0) this.write(wdata);
  }

  /** What a read triggers in its first clock, granted or not. */
  private trigger(core: number): void {
    const { target } = this;
    if (target.shared !== 0 || target.offset < 0) return;
    const { group } = target;
    if (group === Group.swTriggerWait || group === Group.swTriggerWaitClear) this.raise(this.swMask[core]);
    else if (target.offset === EVENT_UNIT.mutex) this.mutex.asked |= 1 << core;
    else if (group >= Group.barriers && !target.ofBarrier) this.barriers.arrive(target.barrier, 1 << core);
  }

  /** The software event of the address at the cores of a mask; an empty one stands for all. */
  private raise(mask: number): void {
    const event = (this.target.offset >>> 2) & (SW_EVENTS - 1);
    const cores = mask & this.cores || this.cores;
    for (let i = 0; i < this.ports.length; i++) this.coming[i] |= ((cores >>> i) & 1) << event;
  }

  /** What a core reads at an address, without the effects of a read; undefined where nobody answers. */
  peek(core: number, address: number): number | undefined {
    this.target.decode(address, core, this.sharedView(address), this.ports.length);
    return this.target.offset < 0 ? undefined : this.read();
  }

  private read(): number {
    const { target, buffer, mask } = this;
    const { core, offset, group, shared } = target;
    if (target.ofBarrier) return this.barriers.read(target.barrier, target.barrierRegister);
    if (group === Group.core) return this.readCore(core, offset, shared);
    if (offset === EVENT_UNIT.mutex) return this.mutex.message;
    const empty = shared !== 0 || group === Group.mutex || group === Group.dispatch;
    return empty ? 0 : buffer[core] & mask[core];
  }

  private readCore(core: number, offset: number, shared: number): number {
    switch (offset) {
      case EVENT_UNIT.mask:
        return this.mask[core];
      case EVENT_UNIT.irqMask:
        return this.irqMask[core];
      case EVENT_UNIT.swMask:
        return this.swMask[core];
      case EVENT_UNIT.buffer:
        return this.buffer[core];
      case EVENT_UNIT.wait:
      case EVENT_UNIT.waitClear:
        return shared === 0 ? this.buffer[core] & this.mask[core] : 0;
      case EVENT_UNIT.bufferMasked:
        return this.buffer[core] & this.mask[core];
      case EVENT_UNIT.bufferIrqMasked:
        return this.buffer[core] & this.irqMask[core];
      case EVENT_UNIT.status:
        return this.holds(core) ^ 1;
      default:
        return 0;
    }
  }

  private write(value: number): void {
    const { target, kept, mutex } = this;
    const { core, offset, group } = target;
    if (target.ofBarrier) this.barriers.write(target.barrier, target.barrierRegister, value);
    else if (group === Group.swTrigger) this.raise(value);
    else if (offset === EVENT_UNIT.mutex) {
      mutex.released = 1;
      mutex.releasedWord |= value;
    } else if (offset === EVENT_UNIT.bufferClear) {
      if (this.clearing[core] === 0) kept[core] &= ~value;
    } else if (group === Group.core) this.writeMask(core, offset, value);
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
    if (group === this.swMask) group[core] &= this.cores;
  }

  /** The next clock settles everything anew. */
  wake(): void {
    this.idle = false;
  }

  reset(): void {
    this.wake();
    for (const array of [this.mask, this.irqMask, this.swMask, this.buffer, this.triggered, this.clearing])
      array.fill(0);
    this.answers.reset();
    this.mutex.reset();
    this.barriers.reset();
  }

  scope(name: string): Scope {
    const probes = [
      registerArray("mask", 32, this.mask),
      registerArray("irq_mask", 32, this.irqMask),
      registerArray("sw_mask", 32, this.swMask),
      registerArray("buffer", 32, this.buffer),
      registerArray("triggered", 1, this.triggered),
      registerArray("clearing", 1, this.clearing),
      ...this.answers.probes(),
      ...this.ports.map((port, i) => wire(`waits${i}`, 1, () => port.req & (port.gnt ^ 1))),
    ];
    const children = [this.barriers.scope("barriers"), this.mutex.scope("mutex")];
    return watched({ name, probes, children }, () => this.wake());
  }
}
