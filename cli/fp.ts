import { Command } from "commander";
import { hexDigits } from "../hw/hex.js";
import { UsageError } from "../hw/errors.js";
import { FpResult, RNE, ROUNDING, type RoundingName } from "../hw/fpu/format.js";
import { FP_FUNCTIONS, type FpFunction } from "../hw/fpu/functions.js";
import { ProgressLine } from "./progress-line.js";

/** Mismatches that are shown. */
const SHOWN = 10;
const FLAG_BITS = 5;

/** One vector that came out differently; bit patterns and flags in hex. */
interface Mismatch {
  readonly line: number;
  readonly operands: readonly string[];
  readonly expected: string;
  readonly expectedFlags: string;
  readonly staged: string;
  readonly stagedFlags: string;
  readonly fast?: string;
}

/** What `redmule fp --json` prints. */
export interface FpReport {
  readonly function: string;
  readonly rounding: RoundingName;
  checked: number;
  /** Vectors whose value differs in the staged unit or in the fast evaluation. */
  valueMismatches: number;
  /** Vectors whose flags differ in the staged unit. */
  flagMismatches: number;
  readonly first: Mismatch[];
}

const digitsOf = (value: number, bits: number): string => hexDigits(value, Math.ceil(bits / 4)).toUpperCase();

/** Value of an ASCII hex digit, -1 for any other byte. */
const HEX_DIGIT = new Int8Array(256).fill(-1);
for (let i = 0; i < 16; i++) {
  const digit = i.toString(16);
  HEX_DIGIT[digit.charCodeAt(0)] = i;
  HEX_DIGIT[digit.toUpperCase().charCodeAt(0)] = i;
}

const NEWLINE = 10;

function isBlank(byte: number): boolean {
  return byte === 32 || byte === 9 || byte === 13;
}

/** Checks TestFloat lines, as they arrive in chunks of bytes, against one function. */
export class VectorChecker {
  readonly report: FpReport;
  private readonly function: FpFunction;
  private readonly rounding: number;
  /** Bits of the columns: operands, result, flags. */
  private readonly columns: readonly number[];
  private readonly values: Float64Array;
  private readonly out = new FpResult();
  private readonly fast: FpFunction["fast"];
  private tail: Buffer = Buffer.alloc(0);
  private line = 0;

  /** @throws UsageError for an unknown function or rounding mode. */
  constructor(name: string, rounding: string) {
    const entry = FP_FUNCTIONS.get(name);
    if (entry === undefined) {
      throw new UsageError(
        `Unknown function "${name}": use a TestFloat name such as f16_mulAdd, f32_add, f16_lt_quiet, f16_to_i32 or f16_to_f8e5m2.`,
      );
    }
    if (!Object.hasOwn(ROUNDING, rounding)) {
      throw new UsageError(`Unknown rounding mode "${rounding}": use one of ${Object.keys(ROUNDING).join(", ")}.`);
    }
    const mode = rounding as RoundingName;
    this.report = { function: name, rounding: mode, checked: 0, valueMismatches: 0, flagMismatches: 0, first: [] };
    this.function = entry;
    this.rounding = ROUNDING[mode];
    this.columns = [...entry.operands, entry.result, FLAG_BITS];
    this.values = new Float64Array(this.columns.length);
    this.fast = this.rounding === RNE ? entry.fast : undefined;
  }

  get checked(): number {
    return this.report.checked;
  }

  /** Whether the fast evaluation is checked too. */
  get checksFast(): boolean {
    return this.fast !== undefined;
  }

  /** @throws UsageError for a line that is no vector of the function. */
  write(chunk: Buffer): void {
    const bytes = this.tail.length === 0 ? chunk : Buffer.concat([this.tail, chunk]);
    let start = 0;
    for (let end = bytes.indexOf(NEWLINE); end >= 0; end = bytes.indexOf(NEWLINE, start)) {
      this.checkLine(bytes, start, end);
      start = end + 1;
    }
    this.tail = bytes.subarray(start);
  }

  /** @throws UsageError when the input held no vector. */
  end(): FpReport {
    if (this.tail.length > 0) this.checkLine(this.tail, 0, this.tail.length);
    if (this.report.checked === 0) {
      throw new UsageError(
        `The input holds no vector of ${this.report.function}: give ${this.columns.length} hex numbers a line (operands, result, flags) on standard input.`,
      );
    }
    return this.report;
  }

  private checkLine(bytes: Buffer, start: number, end: number): void {
    this.line++;
    let column = 0;
    for (let at = start; at < end;) {
      if (isBlank(bytes[at])) {
        at++;
        continue;
      }
      const from = at;
      let value = 0;
      for (; at < end && !isBlank(bytes[at]); at++) {
        const digit = HEX_DIGIT[bytes[at]];
        value = digit < 0 ? Infinity : value * 16 + digit;
      }
      // A number beyond the column's width and a token that is none (infinite) fail alike.
      if (column >= this.columns.length || value >= 2 ** this.columns[column]) {
        this.refuse(bytes.toString("latin1", from, at), column);
      }
      this.values[column++] = value;
    }
    if (column === 0) return;
    if (column < this.columns.length) {
      throw new UsageError(
        `Line ${this.line}: ${column} numbers in "${bytes.toString("latin1", start, end).trim()}" where ${this.report.function} needs ${this.columns.length} (operands, result, flags).`,
      );
    }
    this.checkVector();
  }

  private refuse(token: string, column: number): never {
    const count = this.columns.length;
    if (column >= count) {
      throw new UsageError(
        `Line ${this.line}: "${token}" is one number too many: ${this.report.function} has ${count} a line (operands, result, flags).`,
      );
    }
    const what = column === count - 1 ? "flags" : column === count - 2 ? "result" : `operand ${column + 1}`;
    throw new UsageError(
      `Line ${this.line}: "${token}" is no hex number of at most ${this.columns[column]} bits, which the ${what} of ${this.report.function} must be.`,
    );
  }

  private checkVector(): void {
    const { operands, staged } = this.function;
    const values = this.values;
    const [a, b, c] = [values[0], operands.length > 1 ? values[1] : 0, operands.length > 2 ? values[2] : 0];
    const out = staged(a, b, c, this.rounding, this.out);
    const fast = this.fast === undefined ? undefined : this.fast(a, b, c);
    const expected = values[operands.length];
    const flagsDiffer = out.flags !== values[operands.length + 1];
    const valueDiffers = out.bits !== expected || (fast !== undefined && fast !== expected);
    const { report } = this;
    report.checked++;
    if (!flagsDiffer && !valueDiffers) return;
    if (flagsDiffer) report.flagMismatches++;
    if (valueDiffers) report.valueMismatches++;
    if (report.first.length < SHOWN) report.first.push(this.mismatch(fast));
  }

  private mismatch(fast: number | undefined): Mismatch {
    const { operands, result } = this.function;
    return {
      line: this.line,
      operands: operands.map((bits, i) => digitsOf(this.values[i], bits)),
      expected: digitsOf(this.values[operands.length], result),
      expectedFlags: digitsOf(this.values[operands.length + 1], FLAG_BITS),
      staged: digitsOf(this.out.bits, result),
      stagedFlags: digitsOf(this.out.flags, FLAG_BITS),
      ...(fast === undefined ? {} : { fast: digitsOf(fast, result) }),
    };
  }
}

function describe(report: FpReport, checksFast: boolean): string {
  const lines = report.first.map((m) => {
    const fast = m.fast === undefined ? "" : `, fast ${m.fast}`;
    return `  line ${m.line}: ${m.operands.join(" ")} expected ${m.expected} ${m.expectedFlags}, staged ${m.staged} ${m.stagedFlags}${fast}`;
  });
  const units = checksFast ? "staged and fast" : "staged";
  const verdict = `${report.function} ${report.rounding} (${units}): ${report.checked} vectors, ${report.valueMismatches} value mismatches, ${report.flagMismatches} flag mismatches`;
  return [verdict, ...lines].join("\n") + "\n";
}

/**
 * `redmule fp FUNCTION`: checks TestFloat vectors; exit code 1 when one differs.
 * @param input the vectors, standard input when left out
 */
export function fpCommand(input?: AsyncIterable<Buffer>): Command {
  return new Command("fp")
    .description("check the floating-point units against TestFloat vectors (operands, result, flags in hex) on stdin")
    .argument("<function>", "TestFloat name, e.g. f16_mulAdd, f32_add, f16_to_f8e5m2")
    .option("--rounding <mode>", `rounding mode: ${Object.keys(ROUNDING).join(", ")}`, "rne")
    .option("--json", "print one JSON object")
    .action(async (name: string, options: { rounding: string; json?: true }) => {
      const checker = new VectorChecker(name, options.rounding);
      const line = new ProgressLine(process.stderr);
      try {
        for await (const chunk of input ?? (process.stdin as AsyncIterable<Buffer>)) {
          checker.write(chunk);
          line.show(() => `${checker.checked} vectors`);
        }
      } finally {
        line.clear();
      }
      const report = checker.end();
      process.stdout.write(options.json ? JSON.stringify(report) + "\n" : describe(report, checker.checksFast));
      process.exitCode = report.valueMismatches + report.flagMismatches === 0 ? 0 : 1;
    });
}
