/** Colours of the page, read from its style sheet. */
export interface Palette {
  readonly ground: string;
  readonly panel: string;
  readonly ink: string;
  readonly faint: string;
  readonly line: string;
  readonly empty: string;
  readonly accent: string;
  readonly bad: string;
  readonly core: string;
  /** Of the channels X, W, Y and Z. */
  readonly channels: readonly string[];
  /** Of the kinds of clocks, in the order of `CLOCK_KINDS`. */
  readonly kinds: readonly string[];
  /** Shades of a value, see `SHADES`: as pixels and as colours. */
  readonly shades: Uint32Array;
  readonly colours: readonly string[];
}

/** Style sheet names of the colours of the kinds of clocks. */
export const KIND_COLOURS = ["advance", "tiler", "loads", "w", "x", "y", "z"] as const;

/** Steps of magnitude on either side of zero. */
export const SHADE_STEPS = 7;
const STEPS = SHADE_STEPS;
/** Shade numbers: 0 zero, 1 to 7 positive, 8 to 14 negative, 15 infinity or NaN. */
export const SPECIAL_SHADE = 2 * STEPS + 1;
/** Share of the full colour at the largest step, so that text stays readable on it. */
const STRONGEST = 0.72;

/** Shade of every FP16 encoding: by sign and power of two. */
export const SHADES = Uint8Array.from({ length: 0x10000 }, (_, bits) => {
  const exponent = (bits >> 10) & 31;
  if ((bits & 0x7fff) === 0) return 0;
  if (exponent === 31) return SPECIAL_SHADE;
  const step = Math.min(STEPS, Math.max(1, Math.ceil((exponent - 8) / 2)));
  return bits & 0x8000 ? STEPS + step : step;
});

function channelsOf(colour: string): [number, number, number] {
  const hex = Number.parseInt(colour.slice(1), 16);
  return [hex >> 16, (hex >> 8) & 255, hex & 255];
}

/** A little-endian RGBA pixel between two colours. */
function mix(from: string, to: string, share: number): number {
  const a = channelsOf(from);
  const b = channelsOf(to);
  const [red, green, blue] = a.map((channel, i) => Math.round(channel + (b[i] - channel) * share));
  return ((255 << 24) | (blue << 16) | (green << 8) | red) >>> 0;
}

function cssOf(pixel: number): string {
  return `rgb(${pixel & 255} ${(pixel >> 8) & 255} ${(pixel >> 16) & 255})`;
}

/** The colours of the scheme that the reader's system asks for. */
export function readPalette(): Palette {
  const style = getComputedStyle(document.documentElement);
  const of = (name: string): string => style.getPropertyValue(`--${name}`).trim();
  const empty = of("empty");
  const side = (name: string): number[] =>
    Array.from({ length: STEPS }, (_, i) => mix(empty, of(name), (STRONGEST * (i + 1)) / STEPS));
  const [x, w, y, z] = ["x", "w", "y", "z"].map(of);
  const shades = Uint32Array.from([
    mix(empty, empty, 0),
    ...side("positive"),
    ...side("negative"),
    mix(empty, of("special"), 0.8),
  ]);
  return {
    ...{ ground: of("ground"), panel: of("panel"), ink: of("ink"), faint: of("faint"), line: of("line"), empty },
    ...{ accent: of("accent"), bad: of("bad"), core: of("core") },
    channels: [x, w, y, z],
    kinds: KIND_COLOURS.map(of),
    shades,
    colours: Array.from(shades, cssOf),
  };
}
