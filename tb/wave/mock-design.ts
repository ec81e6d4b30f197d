import { register, registerArray, wire, type Probe, type Scope } from "../../hw/probe.js";
import { signalsOf } from "../../wave/select.js";

/** A small seeded generator (xorshift32) of unsigned 32-bit numbers. */
export function numbers(seed: number): () => number {
  let state = seed * 2654435761 + 88675123;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return state >>> 0;
  };
}

function bits(next: () => number, width: number): number {
  return next() >>> (32 - width);
}

/** A design of random scopes, arrays, scalars and wires whose registers change at random. */
export class MockDesign {
  readonly top: Scope;
  private readonly next: () => number;
  private readonly registers: Probe[] = [];

  constructor(seed: number) {
    this.next = numbers(seed);
    this.top = this.scope("top", 2);
  }

  /** One clock: about a third of the elements take a new value. */
  edge(): void {
    for (const probe of this.registers) {
      for (let i = 0; i < probe.length; i++) if (this.next() % 3 === 0) probe.set!(i, bits(this.next, probe.width));
    }
  }

  /** Every element by dotted path. */
  state(): Map<string, number> {
    return new Map(signalsOf(this.top).map(({ path, probe, index }) => [path, probe.get(index)]));
  }

  private scope(name: string, depth: number): Scope {
    const probes = Array.from({ length: 1 + (this.next() % 4) }, (_, i) => this.probe(`p${i}`));
    const first = probes[0];
    probes.push(wire("any", 1, () => (first.get(0) === 0 ? 0 : 1)));
    const children =
      depth === 0 ? [] : Array.from({ length: this.next() % 3 }, (_, i) => this.scope(`u${i}`, depth - 1));
    return { name, probes, children };
  }

  private probe(name: string): Probe {
    const probe = this.next() % 3 === 0 ? this.scalar(name) : this.array(name);
    this.registers.push(probe);
    return probe;
  }

  private scalar(name: string): Probe {
    const width = 1 + (this.next() % 32);
    let value = bits(this.next, width);
    return register(
      name,
      width,
      () => value,
      (to) => {
        value = to;
      },
    );
  }

  /** Every kind of array, some of them at an address that is no multiple of 4. */
  private array(name: string): Probe {
    const length = 1 + (this.next() % 9);
    const skipped = this.next() % 2;
    const kind = this.next() % 3;
    const Values = [Uint8Array, Uint16Array, Uint32Array][kind];
    const width = 1 + (this.next() % [8, 16, 32][kind]);
    const values = new Values(length + skipped).subarray(skipped);
    if (width === 16 || width === 32)
      return registerArray(name, width, values, { format: width === 16 ? "fp16" : "fp32" });
    return registerArray(name, width, values);
  }
}
