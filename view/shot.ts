import type { Place } from "./camera.js";
import type { Design } from "./protocol.js";

/** The picture that is shown, with its probes by path. */
export class Shot {
  readonly design: Design;
  /** The values of the picture; panels keep the indices that `index` gives. */
  values: Uint32Array;
  private readonly places: ReadonlyMap<string, Place>;

  constructor(design: Design, values: Uint32Array) {
    this.design = design;
    this.values = values;
    this.places = new Map(design.places.map((place) => [place.path, place]));
  }

  place(path: string): Place {
    const place = this.places.get(path);
    if (place === undefined) throw new Error(`There is no probe ${path}.`);
    return place;
  }

  /** Where element 0 of a probe stands in `values`. */
  index(path: string): number {
    return this.place(path).at;
  }

  /** The value of a scalar probe. */
  value(path: string): number {
    return this.values[this.place(path).at];
  }

  /** The values of all elements of a probe. */
  elements(path: string): number[] {
    const { at, length } = this.place(path);
    return [...this.values.subarray(at, at + length)];
  }

  /** The state name that a scalar probe shows. */
  state(path: string): string {
    const { at, states } = this.place(path);
    return states?.[this.values[at]] ?? String(this.values[at]);
  }
}
