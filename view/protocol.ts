import type { Place } from "./camera.js";
import type { Erratum } from "../hw/redmule/errata.js";
import type { Ending, Tensors } from "./model.js";
import type { Samples } from "./sampler.js";
import type { Fields } from "./setup.js";

/** What the page asks of the worker; every request has one reply, in order. */
export type Request =
  /** Builds a model and shows a clock of it, one in the middle of its job for null. `signals` are the paths of the waveforms. */
  | {
      readonly type: "open";
      readonly fields: Fields;
      readonly clock: number | null;
      readonly signals: readonly string[];
    }
  /** Shows another clock; Infinity runs to the end. Stops on the way after `budget` ms. */
  | { readonly type: "go"; readonly clock: number; readonly budget: number }
  /** Other waveforms, sampled from the first clock on. */
  | { readonly type: "signals"; readonly signals: readonly string[] };

/** The design of a model. */
export interface Design {
  readonly L: number;
  readonly H: number;
  readonly P: number;
  readonly banks: number;
  readonly op: string;
  readonly m: number;
  readonly n: number;
  readonly k: number;
  readonly errata: readonly Erratum[];
  readonly tensors: Tensors;
  readonly places: readonly Place[];
}

/** One clock of a model. */
export interface Picture {
  readonly clock: number;
  /** The last clock that has been reached so far. */
  readonly head: number;
  readonly ending: Ending | null;
  /** The values of all probes with a place, see `Camera`. */
  readonly values: Uint32Array;
  /** Log entries of the clocks that were reached since the last picture. */
  readonly log: Uint32Array;
  /** Elements of Z that were stored since the last picture, `STORE_WORDS` words each. */
  readonly stores: Uint32Array;
  readonly samples: Samples;
}

export type Reply =
  | { readonly type: "opened"; readonly design: Design; readonly picture: Picture }
  | { readonly type: "picture"; readonly picture: Picture }
  /** The fields are wrong: what a user is told. */
  | { readonly type: "refused"; readonly message: string };

/** The arrays of a reply, to be handed over instead of copied. */
export function transferOf(reply: Reply): ArrayBuffer[] {
  if (reply.type === "refused") return [];
  const { values, log, stores, samples } = reply.picture;
  return [values, log, stores, samples.values].map((array) => array.buffer as ArrayBuffer);
}
