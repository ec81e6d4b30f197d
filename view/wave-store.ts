import { UsageError } from "../hw/errors.js";
import { matching } from "../wave/select.js";
import type { Place } from "./camera.js";
import { Words } from "./clock-log.js";
import type { Samples } from "./sampler.js";

/** A signal of the waveforms: an element of a probe. */
export interface Track extends Pick<Place, "width" | "states" | "format"> {
  readonly path: string;
}

/** Signals that a page shows first. */
export const FIRST_SIGNALS: readonly string[] = [
  "redmule.controller.state",
  "redmule.scheduler.state",
  "redmule.scheduler.stall_w",
  "redmule.scheduler.stall_x",
  "redmule.scheduler.stall_y",
  "redmule.engine.enable",
  "redmule.streamer.req",
  "redmule.streamer.gnt",
  "redmule.streamer.mux.winner",
  "redmule.streamer.addr",
  "redmule.z_buffer.state",
  "redmule.engine.row0.ce0.output",
];

/** Signals that one pattern may add. */
const MOST = 64;

function element(place: Place, index: number): string {
  return place.length === 1 ? place.path : `${place.path}[${index}]`;
}

/**
 * The signals that a pattern names: a glob as in `redmule wave`, with `[i]` for one element of an array.
 * @throws UsageError when it matches nothing, or too much
 */
export function signalsFor(places: readonly Place[], pattern: string): string[] {
  const match = /^(.*?)(?:\[(\d+)\])?$/.exec(pattern.trim())!;
  const index = match[2] === undefined ? null : Number(match[2]);
  const found = matching(places, match[1]).flatMap((place) => {
    if (index !== null) return index < place.length ? [element(place, index)] : [];
    return Array.from({ length: Math.min(place.length, MOST + 1) }, (_, i) => element(place, i));
  });
  if (found.length === 0) {
    throw new UsageError(
      `No signal matches "${pattern}": write a path such as redmule.scheduler.state, or "**.state".`,
    );
  }
  if (found.length > MOST) {
    throw new UsageError(
      `"${pattern}" matches more than ${MOST} signals: choose a narrower pattern, or one element [i].`,
    );
  }
  return found;
}

/** The chosen signals and their values in the clocks that were sampled. */
export class WaveStore {
  readonly tracks: readonly Track[];
  private readonly words = new Words();
  /** The first clock with values. */
  from = 0;

  constructor(places: readonly Place[], paths: readonly string[]) {
    const byPath = new Map(places.map((place) => [place.path, place]));
    this.tracks = paths.flatMap((path) => {
      const place = byPath.get(path.replace(/\[\d+\]$/, ""));
      if (place === undefined) return [];
      const { width, states, format } = place;
      return [{ path, width, ...(states && { states }), ...(format && { format }) }];
    });
  }

  append({ from, values }: Samples): void {
    if (this.words.length === 0) this.from = from;
    this.words.append(values);
  }

  /** The clock behind the last one with values. */
  get end(): number {
    return this.tracks.length === 0 ? this.from : this.from + this.words.length / this.tracks.length;
  }

  /** The value of a track in a clock from `from` up to before `end`. */
  at(track: number, clock: number): number {
    return this.words.values[(clock - this.from) * this.tracks.length + track];
  }
}
