/** When some elements of a memory change for the last time. */
export class ElementWatch {
  private readonly bytes: Uint8Array;
  private readonly offsets: readonly number[];
  private readonly size: number;
  /** The bytes of each element when they were looked at last. */
  private readonly seen: Uint8Array;
  /** Clock of the last change of each element, -1 for none. */
  private readonly changed: Int32Array;

  /**
   * @param bytes the memory
   * @param offsets where in it the elements begin
   * @param size bytes of an element
   */
  constructor(bytes: Uint8Array, offsets: readonly number[], size: number) {
    this.bytes = bytes;
    this.offsets = offsets;
    this.size = size;
    this.seen = Uint8Array.from(offsets.flatMap((offset) => [...bytes.subarray(offset, offset + size)]));
    this.changed = new Int32Array(offsets.length).fill(-1);
  }

  /** Looks at the memory before the edge of a clock: what has changed was written at the edge of the clock before. */
  sample(clock: number): void {
    const { bytes, offsets, size, seen, changed } = this;
    for (let i = 0, at = 0; i < offsets.length; i++) {
      for (let b = 0; b < size; b++, at++) {
        if (seen[at] === bytes[offsets[i] + b]) continue;
        seen[at] = bytes[offsets[i] + b];
        changed[i] = clock - 1;
      }
    }
  }

  /** The element whose last change came before those of the others; undefined when none was changed. */
  get first(): { readonly index: number; readonly clock: number } | undefined {
    let index = -1;
    this.changed.forEach((clock, i) => {
      if (clock >= 0 && (index < 0 || clock < this.changed[index])) index = i;
    });
    return index < 0 ? undefined : { index, clock: this.changed[index] };
  }
}
