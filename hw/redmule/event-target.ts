import { registerArray, registersOf, type Probe } from "../probe.js";

/**
 * Who is told of the end of a job: the core of the highest bit of the id that came with the commit of its context. An id of 0 leaves
 * the target as it is, and a clear does, too. Registers of the register file.
 */
export class EventTarget {
  /** Core of each context. */
  readonly targets: Uint8Array;
  /** Core whose event is high, while one is. */
  target = 0;

  constructor(contexts: number) {
    this.targets = new Uint8Array(contexts);
  }

  /** A context is committed by an access with this id, a bit for each core. */
  commit(context: number, id: number): void {
    if (id !== 0) this.targets[context] = 31 - Math.clz32(id);
  }

  /** The job of a context has ended. */
  end(context: number): void {
    this.target = this.targets[context];
  }

  reset(): void {
    this.targets.fill(0);
    this.target = 0;
  }

  probes(): Probe[] {
    return [registerArray("targets", 5, this.targets), ...registersOf(this, { target: 5 })];
  }
}
