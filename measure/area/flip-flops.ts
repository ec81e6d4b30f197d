import { walk, type Probe, type Scope } from "../../hw/probe.js";
import type { SplitMix64 } from "../../run/data/random.js";

/** A register of the design under injection. */
export interface TargetRegister {
  /** Child of the design that holds it. */
  readonly block: string;
  /** Path below the design, for example `engine.row3.ce0.fma.aligned0.product`. */
  readonly path: string;
  readonly probe: Probe;
  /** Flip-flops of all elements. */
  readonly bits: number;
}

/** One flip-flop. */
export interface FlipFlop {
  readonly register: TargetRegister;
  readonly element: number;
  readonly bit: number;
}

/** The same register of every row and column of the array under one name. */
export function familyOf(path: string): string {
  return path.replace(/\b(row|ce)\d+\b/g, "$1*");
}

/** Every flip-flop of a design, by block, from its probes. */
export class FlipFlops {
  readonly registers: readonly TargetRegister[];
  /** Flip-flops by block, in the order of the design's scopes. */
  readonly blocks: ReadonlyMap<string, number>;
  private readonly byPath: ReadonlyMap<string, TargetRegister>;

  constructor(design: Scope) {
    const registers: TargetRegister[] = [];
    const blocks = new Map<string, number>();
    walk(design, ([, ...path], probe) => {
      if (probe.kind !== "register") return;
      const bits = probe.width * probe.length;
      const block = path[0] ?? probe.name;
      registers.push({ block, path: [...path, probe.name].join("."), probe, bits });
      blocks.set(block, (blocks.get(block) ?? 0) + bits);
    });
    this.registers = registers;
    this.blocks = blocks;
    this.byPath = new Map(registers.map((register) => [register.path, register]));
  }

  /** The register of a path, if the design has it. */
  find(path: string): TargetRegister | undefined {
    return this.byPath.get(path);
  }

  /** A flip-flop of a block, each as likely as another. */
  draw(block: string, random: SplitMix64): FlipFlop {
    let at = random.integer(this.blocks.get(block)!);
    for (const register of this.registers) {
      if (register.block !== block) continue;
      if (at < register.bits) {
        const { width } = register.probe;
        return { register, element: Math.floor(at / width), bit: at % width };
      }
      at -= register.bits;
    }
    throw new RangeError(`The block ${block} has no flip-flop.`);
  }
}
