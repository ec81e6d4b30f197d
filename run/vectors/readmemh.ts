import type { PortStep, Vector } from "./vector.js";

const WORD_DIGITS = 8;

function digits(value: number): string {
  return (value >>> 0).toString(16).padStart(WORD_DIGITS, "0");
}

/** Words of a memory for `$readmemh` into an array of 32-bit words whose element 0 is the first word. */
export function memoryText(words: Uint32Array): string {
  let text = "@0\n";
  for (const word of words) text += `${digits(word)}\n`;
  return text;
}

/**
 * The driver for `$readmemh` into an array of 72 bits, an entry a step: 2 digits what it is, 0 idle, 1 read, 2 write; 8 digits address
 * or number of clocks; 8 digits data.
 */
export function stepsText(steps: readonly PortStep[]): string {
  const line = (step: PortStep): string => {
    if ("idle" in step) return `00_${digits(step.idle)}_${digits(0)}`;
    if ("read" in step) return `01_${digits(step.read)}_${digits(0)}`;
    return `02_${digits(step.write)}_${digits(step.data)}`;
  };
  return `${steps.map(line).join("\n")}\n`;
}

/** A bit a clock from clock 0, the trigger write, to the event: 1 where the memory refuses every request. */
export function refusedText({ refused, clocks }: Vector): string {
  const bits = new Uint8Array(clocks);
  for (const clock of refused) bits[clock] = 1;
  return `${bits.join("\n")}\n`;
}

/** The words of {@link memoryText}. */
export function memoryOf(text: string): Uint32Array {
  const lines = text.split("\n").filter((line) => line !== "" && !line.startsWith("@"));
  return Uint32Array.from(lines, (line) => parseInt(line, 16));
}
