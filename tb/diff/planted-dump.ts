import { SplitMix64 } from "../../run/data/random.js";

/** What is done to one register of a dump. */
export const FAULTS = ["value", "late", "stuck", "missing"] as const;
export type Fault = (typeof FAULTS)[number];

/** A change of a vector: its line in the text, its time, its digits. */
interface Change {
  line: number;
  readonly time: number;
  readonly digits: string;
}

/** A dump as lines, with the changes of every code. */
export class PlantedDump {
  private readonly lines: readonly string[];
  private readonly changes = new Map<string, Change[]>();
  private readonly timeLines = new Map<number, number>();
  private readonly names: string;
  private readonly period: number;
  private readonly firstEdge: number;

  /** @param firstEdge time of the first rising edge, the others `period` apart */
  constructor(text: string, firstEdge: number, period: number) {
    const end = text.search(/\$enddefinitions/);
    const body = text.indexOf("\n", end) + 1;
    this.names = text.slice(0, body);
    this.lines = text.slice(body).split("\n");
    this.period = period;
    this.firstEdge = firstEdge;
    let time = 0;
    this.lines.forEach((line, at) => {
      if (line.startsWith("#")) {
        time = Number(line.slice(1));
        this.timeLines.set(time, at);
      } else if (line !== "" && !line.startsWith("$")) {
        const [digits, code] = line.startsWith("b") ? line.slice(1).split(" ") : [line[0], line.slice(1)];
        const changes = this.changes.get(code) ?? [];
        changes.push({ line: at, time, digits });
        this.changes.set(code, changes);
      }
    });
  }

  /** Times at which a code changes, the initial value left out. */
  changeTimes(code: string): number[] {
    return (this.changes.get(code) ?? []).slice(1).map(({ time }) => time);
  }

  /** The edge, counted from 0, at which a value that changes at a time is first seen. */
  edgeBehind(time: number): number {
    return Math.floor((time - this.firstEdge) / this.period) + 1;
  }

  /**
   * The dump with one fault in a code, at its `n`-th change behind the initial value.
   * @param bits bits that may be flipped, 0 the least significant
   * @returns the text, and the edge at which the fault is first seen
   */
  plant(fault: Fault, code: string, n: number, bits: readonly number[], seed: number): { text: string; edge: number } {
    const changes = this.changes.get(code)!;
    const { line, time, digits } = changes[n + 1];
    const lines = [...this.lines];
    const before = changes[n].digits;
    const later = changes[n + 2];
    if (fault === "value") {
      const width = Math.max(digits.length, before.length, Math.max(...bits) + 1);
      const bit = bits[new SplitMix64(seed).integer(bits.length)];
      const wide = digits.padStart(width, "0");
      const at = width - 1 - bit;
      lines[line] = written(`${wide.slice(0, at)}${wide[at] === "0" ? "1" : "0"}${wide.slice(at + 1)}`, code);
      if (later === undefined || later.time > time + this.period)
        this.add(lines, time + this.period, written(digits, code));
    } else {
      lines[line] = "";
      if (fault === "late" && (later === undefined || later.time > time + this.period)) {
        this.add(lines, time + this.period, written(digits, code));
      }
      if (fault === "stuck") for (const change of changes.slice(n + 2)) lines[change.line] = "";
    }
    return { text: this.names + lines.filter((text) => text !== "").join("\n"), edge: this.edgeBehind(time) };
  }

  /** Adds a change at a time that the dump has. */
  private add(lines: string[], time: number, text: string): void {
    const at = this.timeLines.get(time);
    if (at !== undefined) lines[at] += `\n${text}`;
  }
}

function written(digits: string, code: string): string {
  return digits.length === 1 ? `${digits}${code}` : `b${digits} ${code}`;
}
