import { assemble } from "../../sw/asm/assemble.js";
import { BASE_ISA, coreParameters, type CoreParameters } from "../../hw/cluster/core/parameters.js";
import { Bench, IDEAL, Ram } from "./bench.js";

const BASE = 0x1c00_0000;
const RAM_BYTES = 0x8000;

/** A program in the RAM of a bench, with its symbols. */
export interface Loaded {
  readonly bench: Bench;
  readonly entry: number;
  symbol(name: string): number;
}

/** Assembles source at `BASE` into a fresh bench with a core of this ISA; `changed` overrides its parameters. */
export function load(
  source: string,
  instructions = IDEAL,
  data = IDEAL,
  isa = BASE_ISA,
  changed: Partial<CoreParameters> = {},
): Loaded {
  const program = assemble(source, { march: `${isa}_zicsr_zifencei`, sections: { text: BASE } });
  const ram = new Ram(BASE, RAM_BYTES);
  for (const { address, bytes } of program.segments) ram.load(address, bytes);
  const bench = new Bench(ram, program.entry, instructions, data, { ...coreParameters(isa), ...changed });
  return { bench, entry: program.entry, symbol: (name) => program.symbols.get(name)! };
}
