import { hex, hexDigits } from "../hw/hex.js";
import { realOf } from "../wave/real.js";
import type { Place } from "./camera.js";

/** Texts of the FP16 numbers in at most four and in at most five characters. */
const SHORT: readonly string[][] = [[], []];

function shortNumber(bits: number, most: 4 | 5): string {
  return (SHORT[most - 4][bits] ??= shorten(realOf(bits, "fp16"), most));
}

function shorten(value: number, most: number): string {
  if (Number.isNaN(value)) return "nan";
  if (Object.is(value, -0)) return "-0";
  const sign = value < 0 ? "-" : "";
  const size = Math.abs(value);
  if (!Number.isFinite(value)) return `${sign}inf`;
  if (value === 0 || size < 1e-9) return "0";
  const thousands = `${sign}${Math.round(size / 1000)}k`;
  const forms = [2, 1, 0].map((digits) => sign + size.toFixed(digits).replace(/^0\./, "."));
  if (size < 0.01) forms.unshift(sign + size.toExponential(0));
  return [...forms, thousands].find((form) => form.length <= most) ?? thousands;
}

/** An FP16 cell of the machine with room for so many characters: at least four, or nothing is written. */
export function cellText(bits: number, asBits: boolean, room: number): string {
  if (room < 4) return "";
  return asBits ? hexDigits(bits, 4) : shortNumber(bits, room < 5 ? 4 : 5);
}

/** A value in the form its probe asks for: the name of a state, a number, or hexadecimal digits. */
export function valueText(
  { width, states, format }: Pick<Place, "width" | "states" | "format">,
  value: number,
  asBits: boolean,
): string {
  if (states !== undefined && states[value] !== undefined) return states[value];
  if (asBits) return hexDigits(value, Math.ceil(width / 4));
  if (format !== undefined) return String(Number(realOf(value, format).toPrecision(4)));
  return width >= 32 ? hexDigits(value) : String(value);
}

/** A value in all forms, for the tip under the mouse. */
export function fullText(place: Place, value: number): string {
  const bits = value.toString(2).padStart(place.width, "0");
  const digits = hex(value, Math.ceil(place.width / 4));
  if (place.states !== undefined) return `${place.states[value] ?? "?"} (${value})`;
  if (place.format !== "fp16") return place.width === 1 ? bits : `${value}  ${digits}`;
  return `${realOf(value, "fp16")}  ${digits}  ${bits[0]} ${bits.slice(1, 6)} ${bits.slice(6)}`;
}
