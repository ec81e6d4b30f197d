/** Any object whose fields are words of the design. */
type Fields = Record<string, unknown>;

interface Word {
  readonly owner: Fields;
  readonly name: string;
  readonly isFlag: boolean;
}

/** Words that a rule takes out of those that have to be equal, of one object. */
export interface Exempt {
  readonly owner: object;
  readonly names: readonly string[];
}

/**
 * The control state of blocks: every number and flag among their fields, registers, wires and what is derived alike, unless it is
 * exempt. A field that somebody adds to a block is a control word from then on.
 */
export class ControlWords {
  private readonly words: Word[] = [];
  private readonly arrays: readonly Uint8Array[];
  readonly size: number;

  /** @param arrays small arrays of control, all of whose elements count */
  constructor(owners: readonly object[], exempt: readonly Exempt[], arrays: readonly Uint8Array[]) {
    const left = new Map<object, Set<string>>();
    for (const { owner, names } of exempt) left.set(owner, new Set([...(left.get(owner) ?? []), ...names]));
    for (const owner of owners) {
      const fields = owner as Fields;
      for (const name of Object.keys(fields)) {
        const value = fields[name];
        if (typeof value !== "number" && typeof value !== "boolean") continue;
        if (left.get(owner)?.delete(name)) continue;
        this.words.push({ owner: fields, name, isFlag: typeof value === "boolean" });
      }
    }
    for (const [owner, names] of left) {
      if (names.size > 0) throw new Error(`${owner.constructor.name} has no words ${[...names].join(", ")}.`);
    }
    this.arrays = arrays;
    this.size = this.words.length + arrays.reduce((sum, { length }) => sum + length, 0);
  }

  read(to: Float64Array): void {
    const { words, arrays } = this;
    for (let i = 0; i < words.length; i++) to[i] = Number(words[i].owner[words[i].name]);
    let at = words.length;
    for (const array of arrays) {
      to.set(array, at);
      at += array.length;
    }
  }

  /** Writes those words that differ. */
  write(from: Float64Array): void {
    const { words, arrays } = this;
    for (let i = 0; i < words.length; i++) {
      const { owner, name, isFlag } = words[i];
      const value = isFlag ? from[i] !== 0 : from[i];
      if (owner[name] !== value) owner[name] = value;
    }
    let at = words.length;
    for (const array of arrays) {
      array.set(from.subarray(at, at + array.length));
      at += array.length;
    }
  }
}
