import { UsageError } from "../../hw/errors.js";
import { encodeLatent, decodeLatent, latentBytes, scaleOf, type Store } from "./stores.js";

/** Bytes of the external memory that holds replays: the papers' 64 MB. */
export const EXTERNAL_BYTES = 64_000_000;

/** Latents with their labels, packed one behind the other; what stands in a slot stays until it is overwritten. */
export class ReplayMemory {
  readonly store: Store;
  /** Number of one code. */
  readonly scale: number;
  readonly elements: number;
  readonly slots: number;
  readonly slotBytes: number;
  readonly bytes: Uint8Array;
  readonly labels: Uint16Array;

  /**
   * @param elements numbers of a latent, in the order of memory
   * @param largest largest number that codes reach
   * @throws UsageError when the slots do not fit the external memory
   */
  constructor(store: Store, elements: number, slots: number, largest: number, limit = EXTERNAL_BYTES) {
    this.store = store;
    this.elements = elements;
    this.slots = slots;
    this.scale = scaleOf(store, largest);
    this.slotBytes = latentBytes(store, elements);
    const bytes = slots * this.slotBytes;
    if (bytes > limit) {
      throw new UsageError(
        `${slots} replays of ${elements} numbers in ${store.name} take ${bytes} bytes, but the external memory has ${limit}: give --replays ${Math.floor(limit / this.slotBytes)} at most, a narrower --store, or a later --split.`,
      );
    }
    this.bytes = new Uint8Array(bytes);
    this.labels = new Uint16Array(slots);
  }

  /** The bytes of a slot. */
  slot(index: number): Uint8Array {
    return this.bytes.subarray(index * this.slotBytes, (index + 1) * this.slotBytes);
  }

  write(index: number, latent: Float32Array, label: number): void {
    encodeLatent(this.store, this.scale, latent, this.slot(index));
    this.labels[index] = label;
  }

  /** Writes the numbers of a slot to `into`. */
  read(index: number, into: Float32Array): void {
    decodeLatent(this.store, this.scale, this.slot(index), into);
  }

  /** The bytes of some slots, one behind the other. */
  gather(slots: readonly number[]): Uint8Array {
    const gathered = new Uint8Array(slots.length * this.slotBytes);
    slots.forEach((slot, i) => gathered.set(this.slot(slot), i * this.slotBytes));
    return gathered;
  }
}
