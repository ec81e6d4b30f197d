import { UsageError } from "../hw/errors.js";

/** `null` is unknown: some bit is x or z. Reals keep their NaN. */
export type WaveValue = number | null;

/** One variable of a VCD file with its changes in order of time. */
export class VcdSignal {
  readonly path: string;
  readonly type: string;
  readonly width: number;
  /** Times of the changes in units of the timescale, and the value from then on. Variables of one identifier share them. */
  readonly times: number[];
  readonly values: WaveValue[];

  constructor(path: string, type: string, width: number, shared?: VcdSignal) {
    this.path = path;
    this.type = type;
    this.width = width;
    this.times = shared?.times ?? [];
    this.values = shared?.values ?? [];
  }

  /** The value at a time, the changes of that time included; `null` before the first change. */
  at(time: number): WaveValue {
    let low = 0;
    for (let high = this.times.length; low < high;) {
      const middle = (low + high) >> 1;
      if (this.times[middle] <= time) low = middle + 1;
      else high = middle;
    }
    return low === 0 ? null : this.values[low - 1];
  }
}

/** A parsed value change dump. */
export interface Vcd {
  /** Texts of `$version` and `$comment`. */
  readonly version: string;
  readonly comment: string;
  /** Picoseconds of one time unit. */
  readonly timescalePs: number;
  readonly signals: readonly VcdSignal[];
  /** The last time of the file. */
  readonly end: number;
}

const UNIT_PS: Readonly<Record<string, number>> = { s: 1e12, ms: 1e9, us: 1e6, ns: 1e3, ps: 1, fs: 1e-3 };
const REALS: Readonly<Record<string, number>> = { nan: NaN, "-nan": NaN, inf: Infinity, "-inf": -Infinity };

class Parser {
  private readonly bytes: Uint8Array;
  private readonly byId = new Map<string, VcdSignal>();
  private readonly signals: VcdSignal[] = [];
  private readonly scopes: string[] = [];
  private at = 0;
  private version = "";
  private comment = "";
  private timescalePs = 1;
  private time = 0;

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
  }

  parse(): Vcd {
    for (let token = this.next(); token !== "$enddefinitions"; token = this.next()) {
      if (token === "") throw this.error("the file ends before $enddefinitions");
      this.declaration(token);
    }
    this.section();
    for (let token = this.next(); token !== ""; token = this.next()) this.change(token);
    return {
      version: this.version,
      comment: this.comment,
      timescalePs: this.timescalePs,
      signals: this.signals,
      end: this.time,
    };
  }

  private declaration(keyword: string): void {
    if (!keyword.startsWith("$")) throw this.error(`"${keyword}" stands where a declaration such as $var is expected`);
    const words = this.section();
    if (keyword === "$version") this.version = words.join(" ");
    else if (keyword === "$comment") this.comment = [this.comment, words.join(" ")].filter(Boolean).join(" ");
    else if (keyword === "$timescale") this.timescale(words.join(""));
    else if (keyword === "$scope") this.scopes.push(words[1] ?? "");
    else if (keyword === "$upscope") this.scopes.pop();
    else if (keyword === "$var") this.variable(words);
  }

  private timescale(text: string): void {
    const [, count, unit] = /^(1|10|100)([munpf]?s)$/.exec(text) ?? [];
    if (unit === undefined) throw this.error(`the timescale "${text}" is not 1, 10 or 100 of s, ms, us, ns, ps or fs`);
    this.timescalePs = Number(count) * UNIT_PS[unit];
  }

  private variable([type, bits, id, ...reference]: string[]): void {
    const width = Number(bits);
    if (reference.length === 0 || !Number.isInteger(width))
      throw this.error("a $var lacks its width, identifier or name");
    if (width < 1 || width > (type === "real" ? 64 : 32)) {
      throw this.error(`signal ${reference[0]} is ${width} bits wide, while 1 to 32 can be read`);
    }
    const name = reference.join("").replace(/\[\d+:\d+\]$/, "");
    const signal = new VcdSignal([...this.scopes, name].join("."), type, width, this.byId.get(id));
    this.byId.set(id, signal);
    this.signals.push(signal);
  }

  private change(token: string): void {
    const kind = token[0];
    if (kind === "#") this.advance(token);
    else if (kind === "b" || kind === "B") this.record(this.next(), this.vector(token.slice(1)), token.length - 1);
    else if (kind === "r" || kind === "R") this.record(this.next(), this.real(token.slice(1)), 1);
    else if ("01xXzZ".includes(kind))
      this.record(token.slice(1), kind === "0" || kind === "1" ? Number(kind) : null, 1);
    else if (token === "$comment") this.section();
    else if (!/^\$(dumpvars|dumpall|dumpon|dumpoff|end)$/.test(token)) {
      throw this.error(`"${token}" is no value change`);
    }
  }

  private advance(token: string): void {
    const time = Number(token.slice(1));
    if (!/^#\d+$/.test(token)) throw this.error(`"${token}" is no time`);
    if (time < this.time) throw this.error(`time ${time} follows time ${this.time}`);
    this.time = time;
  }

  private vector(digits: string): WaveValue {
    if (!/^[01xXzZ]+$/.test(digits)) throw this.error(`"${digits}" is no binary value`);
    return /^[01]+$/.test(digits) ? parseInt(digits, 2) : null;
  }

  private real(text: string): number {
    const value = REALS[text] ?? Number(text === "" ? "?" : text);
    if (Number.isNaN(value) && !(text in REALS)) throw this.error(`"${text}" is no real value`);
    return value;
  }

  private record(id: string, value: WaveValue, digits: number): void {
    const signal = this.byId.get(id);
    if (signal === undefined) throw this.error(`no $var declares the identifier "${id}"`);
    if (digits > signal.width)
      throw this.error(`${digits} digits are too many for the ${signal.width} bits of ${signal.path}`);
    const { times, values } = signal;
    if (times.at(-1) === this.time) values[values.length - 1] = value;
    else {
      times.push(this.time);
      values.push(value);
    }
  }

  /** The words up to `$end`. */
  private section(): string[] {
    const words: string[] = [];
    for (let token = this.next(); token !== "$end"; token = this.next()) {
      if (token === "") throw this.error("the file ends inside a declaration, before its $end");
      words.push(token);
    }
    return words;
  }

  /** The next word, empty at the end of the file. */
  private next(): string {
    const bytes = this.bytes;
    while (this.at < bytes.length && bytes[this.at] <= 32) this.at++;
    let word = "";
    while (this.at < bytes.length && bytes[this.at] > 32) word += String.fromCharCode(bytes[this.at++]);
    return word;
  }

  private error(problem: string): UsageError {
    let line = 1;
    for (let i = 0; i < this.at; i++) if (this.bytes[i] === 10) line++;
    return new UsageError(`The VCD file cannot be read, line ${line}: ${problem}.`);
  }
}

/**
 * Reads a value change dump (IEEE 1364-2005 clause 18).
 * @throws UsageError with the line of the first fault; signals wider than 32 bits are refused.
 */
export function readVcd(source: Uint8Array | string): Vcd {
  return new Parser(typeof source === "string" ? new TextEncoder().encode(source) : source).parse();
}
