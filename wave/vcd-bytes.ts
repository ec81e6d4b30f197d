import type { Sink } from "../run/files/sink.js";

const CHUNK = 128 * 1024;
/** Longest single record: `b`, 32 digits and a tail, or a real, or a timestamp; multi-byte stores may overshoot by 7. */
const RECORD = 64;
const NEWLINE = 10;
const HASH = 35;
const ZERO = 48;
const SPACE = 32;

/** Eight ASCII characters as one double, so that one unaligned store writes them all. Never a NaN: no ASCII byte is 0x7f. */
function packed(characters: readonly number[]): number {
  const view = new DataView(new ArrayBuffer(8));
  characters.forEach((code, i) => view.setUint8(i, code));
  return view.getFloat64(0, true);
}

/** The eight binary digits of each byte. */
const DIGITS = Float64Array.from({ length: 256 }, (_, byte) =>
  packed(Array.from({ length: 8 }, (_digit, i) => 48 + ((byte >> (7 - i)) & 1))),
);

/** Writes `b` and the binary digits of an unsigned value of up to 32 bits without leading zeros; the place behind them. */
function put(view: DataView, at: number, value: number): number {
  const digits = 32 - Math.clz32(value | 1);
  const aligned = value << (32 - digits);
  view.setUint8(at, 98);
  view.setFloat64(at + 1, DIGITS[aligned >>> 24], true);
  if (digits > 8) {
    view.setFloat64(at + 9, DIGITS[(aligned >>> 16) & 255], true);
    if (digits > 16) {
      view.setFloat64(at + 17, DIGITS[(aligned >>> 8) & 255], true);
      view.setFloat64(at + 25, DIGITS[aligned & 255], true);
    }
  }
  return at + 1 + digits;
}

/** The identifier code of signal `n` (IEEE 1364-2005 18.2.1: printable ASCII from `!` to `~`), shortest first. */
export function idCode(n: number): string {
  let code = "";
  for (let rest = n + 1; rest > 0; rest = Math.floor((rest - 1) / 94)) {
    code += String.fromCharCode(33 + ((rest - 1) % 94));
  }
  return code;
}

/** Value changes of a VCD file as bytes, handed to the sink in chunks; no string is built per change of a vector or bit. */
export class VcdBytes {
  private readonly sink: Sink;
  private readonly bytes = new Uint8Array(CHUNK + RECORD);
  private readonly view = new DataView(this.bytes.buffer);
  /** Per signal what follows the value: the separator, the identifier code, a newline. */
  private readonly tails: Float64Array;
  private readonly tailLengths: Uint8Array;
  private readonly spaced: Uint8Array;
  private at = 0;

  /** @param signals for each signal whether a space separates value and identifier (vectors and reals). */
  constructor(sink: Sink, signals: readonly { readonly spaced: boolean }[]) {
    this.sink = sink;
    const tails = signals.map(({ spaced }, i) => {
      const code = [...idCode(i)].map((c) => c.charCodeAt(0));
      return spaced ? [SPACE, ...code, NEWLINE] : [...code, NEWLINE];
    });
    this.spaced = Uint8Array.from(signals, ({ spaced }) => Number(spaced));
    this.tails = Float64Array.from(tails, packed);
    this.tailLengths = Uint8Array.from(tails, (tail) => tail.length);
  }

  /** Appends ASCII text of any length. */
  text(text: string): void {
    for (let i = 0; i < text.length; i++) {
      this.bytes[this.at++] = text.charCodeAt(i);
      if (this.at >= CHUNK) this.flush();
    }
  }

  /** `#` and the time, a whole number of units of the timescale. */
  time(time: number): void {
    let digits = 1;
    for (let least = 10; least <= time; least *= 10) digits++;
    this.bytes[this.at] = HASH;
    let rest = time;
    for (let at = this.at + digits; at > this.at; at--) {
      const tens = Math.floor(rest / 10);
      this.bytes[at] = ZERO + rest - 10 * tens;
      rest = tens;
    }
    this.at += digits + 2;
    this.bytes[this.at - 1] = NEWLINE;
    if (this.at >= CHUNK) this.flush();
  }

  /** The single character `0`, `1` or `x` as ASCII code. */
  bit(signal: number, character: number): void {
    this.bytes[this.at++] = character;
    this.tail(signal);
  }

  /** An unsigned value of up to 32 bits in binary, leading zeros dropped. */
  vector(signal: number, value: number): void {
    this.at = put(this.view, this.at, value);
    this.tail(signal);
  }

  /**
   * Values in one go: as vectors where a space separates value and identifier, else as bits.
   * @param signalOf the signals of the elements
   */
  changes(signalOf: Int32Array, elements: Uint32Array, values: Uint32Array, from: number, to: number): void {
    const { view, spaced, tails, tailLengths } = this;
    let at = this.at;
    for (let i = from; i < to; i++) {
      const signal = signalOf[elements[i]];
      if (spaced[signal] !== 0) at = put(view, at, values[i]);
      else view.setUint8(at++, ZERO + (values[i] & 1));
      view.setFloat64(at, tails[signal], true);
      at += tailLengths[signal];
      if (at < CHUNK) continue;
      this.at = at;
      this.flush();
      at = 0;
    }
    this.at = at;
  }

  /** A vector or real spelled out: `bx`, `r1.5`. */
  spelled(signal: number, value: string): void {
    this.text(value);
    this.tail(signal);
  }

  /** Hands what is buffered to the sink. */
  flush(): void {
    this.sink.write(this.bytes, this.at);
    this.at = 0;
  }

  private tail(signal: number): void {
    this.view.setFloat64(this.at, this.tails[signal], true);
    this.at += this.tailLengths[signal];
    if (this.at >= CHUNK) this.flush();
  }
}
