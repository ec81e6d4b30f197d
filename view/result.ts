import { STORE_WORDS } from "./store-log.js";

/** No clock. */
const NEVER = 0xffffffff;

/** Z as it was stored, at any clock. */
export class Result {
  /** FP16 encodings, and the clock of the store of each. */
  readonly values: Uint16Array;
  private readonly clocks: Uint32Array;
  /** Elements in the order of their stores. */
  private readonly order: number[] = [];

  constructor(elements: number) {
    this.values = new Uint16Array(elements);
    this.clocks = new Uint32Array(elements).fill(NEVER);
  }

  append(stores: Uint32Array): void {
    for (let i = 0; i < stores.length; i += STORE_WORDS) {
      const element = stores[i];
      // Under errata an element may be stored twice; the last one counts.
      if (this.clocks[element] === NEVER) this.order.push(element);
      this.clocks[element] = stores[i + 1];
      this.values[element] = stores[i + 2];
    }
  }

  /** The clock in which an element was stored, up to a clock; null when it had not been. */
  storedBy(element: number, clock: number): number | null {
    return this.clocks[element] < clock ? this.clocks[element] : null;
  }

  /** Calls `each` for the elements that are stored before `to`, `from` of which the caller knows; how many they are. */
  forStored(from: number, to: number, each: (element: number) => void): number {
    let at = from;
    for (; at < this.order.length && this.clocks[this.order[at]] < to; at++) each(this.order[at]);
    return at;
  }
}
