/** How the words of a view are filled: runs of an array in one go, everything else field by field. */
import type { Probe } from "../../hw/probe.js";
import { clearBits, orBits } from "./bits.js";
import type { ViewField } from "./view-field.js";

/** Elements of an array of the model that lie one behind the other in a signal, too. */
export class Run {
  readonly values: NonNullable<Probe["values"]>;
  readonly from: number;
  readonly word: number;
  readonly low: number;
  readonly width: number;
  count = 1;

  constructor(offset: number, { low, width, values, index }: ViewField) {
    this.values = values!;
    this.from = index;
    this.word = offset;
    this.low = low;
    this.width = width;
  }

  /** Whether a field goes on where the run ends; then it belongs to it. */
  takes(offset: number, field: ViewField): boolean {
    const { values, from, word, low, width, count } = this;
    if (field.values !== values || offset !== word || field.width !== width) return false;
    if (field.index !== from + count || field.low !== low + count * width) return false;
    this.count++;
    return true;
  }

  sample(words: Uint32Array): void {
    const { values, from, word, width, count } = this;
    let at = this.low;
    for (let i = 0; i < count; i++, at += width) orBits(words, word, at, width, values[from + i]);
  }
}

/** A field with the first word of its signal. */
export class Step {
  readonly offset: number;
  readonly field: ViewField;

  constructor(offset: number, field: ViewField) {
    this.offset = offset;
    this.field = field;
  }

  sample(words: Uint32Array, mask: Uint32Array): void {
    const { offset, field } = this;
    const { low, width, when } = field;
    if (when !== null) {
      clearBits(mask, offset, low, width);
      if (when() === 0) return;
      orBits(mask, offset, low, width, 0xffffffff);
    }
    orBits(words, offset, low, width, field.value());
  }
}
