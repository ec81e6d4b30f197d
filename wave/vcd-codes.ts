const SPACE = 32;
/** Codes of up to three characters index a table, longer ones a map. */
const BASE = 95;
const DIRECT = BASE ** 3;

/** Numbers of the identifier codes that are followed (IEEE 1364-2005 18.2.1: characters from ! to ~). */
export class CodeTable {
  /** Behind the code that `find` has read last. */
  end = 0;
  private readonly direct = new Int32Array(DIRECT).fill(-1);
  private readonly others = new Map<number, number>();

  enter(code: string, number: number): void {
    let key = 0;
    for (let i = code.length - 1; i >= 0; i--) key = key * BASE + code.charCodeAt(i) - SPACE;
    if (key < DIRECT) this.direct[key] = number;
    else this.others.set(key, number);
  }

  /** The number of the code that stands at `from`, -1 for one that is not followed. */
  find(bytes: Uint8Array, from: number, to: number): number {
    let key = 0;
    let weight = 1;
    let at = from;
    for (let c = bytes[at]; at < to && c > SPACE; c = bytes[++at]) {
      key += (c - SPACE) * weight;
      weight *= BASE;
    }
    this.end = at;
    return key < DIRECT ? this.direct[key] : (this.others.get(key) ?? -1);
  }
}
