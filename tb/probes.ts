import { walk, type Probe, type Scope } from "../hw/probe.js";
import type { SplitMix64 } from "../run/data/random.js";

/** One line for each probe: path, kind, width, length, state names and number format. */
export function probeLines(scope: Scope): string {
  const lines: string[] = [];
  walk(scope, (path, { name, kind, width, length, states, format }) => {
    const array = length === 1 ? "" : ` x ${length}`;
    const extras = [states?.join("|") ?? "", format ?? ""].filter((text) => text !== "");
    lines.push([`${[...path, name].join(".")}: ${kind} ${width}${array}`, ...extras].join(" "));
  });
  return `${lines.join("\n")}\n`;
}

/** A register and its path. */
export interface NamedRegister {
  readonly path: string;
  readonly probe: Probe;
}

/** Every register below `scope` but those whose path matches `except`. */
export function registersIn(scope: Scope, except?: RegExp): NamedRegister[] {
  const found: NamedRegister[] = [];
  walk(scope, (scopes, probe) => {
    const path = [...scopes, probe.name].join(".");
    if (probe.kind === "register" && !except?.test(path)) found.push({ path, probe });
  });
  return found;
}

/** Upper words of numbers up to 53 bits, and finite FP16: what any register of the kind can hold. */
const UPPER_WORD_BITS = 21;
const FINITE = 0xbfff;

/** A random value for element `i` of a register. */
export function randomValue({ width, length, values, format }: Probe, i: number, random: SplitMix64): number {
  random.step();
  const wide = length === 2 && width === 32 && values === undefined;
  const value = random.low >>> (32 - (wide && i === 1 ? UPPER_WORD_BITS : width));
  return format === "fp16" ? value & FINITE : value;
}

/** Sets every element of every register to a random value of its width. */
export function randomize(registers: readonly NamedRegister[], random: SplitMix64): void {
  for (const { probe } of registers)
    for (let i = 0; i < probe.length; i++) probe.set!(i, randomValue(probe, i, random));
}

/** The values of registers by path, to be compared. */
export function valuesOf(registers: readonly NamedRegister[]): Record<string, number[]> {
  return Object.fromEntries(
    registers.map(({ path, probe }) => [path, Array.from({ length: probe.length }, (_, i) => probe.get(i))]),
  );
}
