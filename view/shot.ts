import type { Place } from "./camera.js";
import { Origins } from "./origin.js";
import type { Design } from "./protocol.js";

/** The picture that is shown, with its probes by path. */
export class Shot {
  readonly design: Design;
  /** The clock of the picture, and its values; panels keep the indices that `index` gives. */
  clock = 0;
  values: Uint32Array;
  readonly origins: Origins;
  private readonly places: ReadonlyMap<string, Place>;

  constructor(design: Design, values: Uint32Array) {
    this.design = design;
    this.values = values;
    this.places = new Map(design.places.map((place) => [place.path, place]));
    this.origins = new Origins(this);
  }

  has(path: string): boolean {
    return this.places.has(path);
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
