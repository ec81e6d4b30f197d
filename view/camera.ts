import { OPERATIONS, TENSOR_FORMATS } from "../hw/redmule/operation.js";
import { walk, type Probe, type Scope } from "../hw/probe.js";

/** Where the elements of a probe stand in a picture, and what they are. */
export interface Place extends Pick<Probe, "width" | "length" | "states" | "format"> {
  /** Dotted path without the top scope, e.g. `redmule.scheduler.state`. */
  readonly path: string;
  /** Index of element 0 in the picture, -1 for a probe that pictures leave out. */
  readonly at: number;
}

/** Inside an arithmetic unit, and the contents of memories: too many for every picture. */
const UNPICTURED = /\.(fma|minmax)\.|\.words$/;

/** Names of the values of probes that have none of their own. */
const NAMES: readonly (readonly [path: RegExp, names: readonly string[]])[] = [
  [/streamer\.(mux\.(winner|last_winner|counter)|responder)$/, ["X", "W", "Y/Z"]],
  [/streamer\.(yz_mux\.(winner|last_winner|counter)|yz_responder)$/, ["Y", "Z"]],
  [/streamer\.write$/, ["read", "write"]],
  [/\.operation$/, OPERATIONS],
  [/\.format$/, formatNames()],
];

/** Formats in the order of their codes. */
function formatNames(): string[] {
  const names: string[] = [];
  for (const [name, { code }] of Object.entries(TENSOR_FORMATS)) names[code] = name;
  return names;
}

function statesOf(path: string, { states }: Probe): readonly string[] | undefined {
  return states ?? NAMES.find(([pattern]) => pattern.test(path))?.[1];
}

/** Takes pictures of a design: the values of its probes in one array. */
export class Camera {
  readonly places: readonly Place[];
  readonly size: number;
  private readonly pictured: Probe[] = [];
  private readonly probes = new Map<string, Probe>();

  constructor(scope: Scope) {
    const places: Place[] = [];
    let size = 0;
    walk(scope, (scopes, probe) => {
      const { name, width, length, format } = probe;
      const path = [...scopes.slice(1), name].join(".");
      const states = statesOf(path, probe);
      const at = UNPICTURED.test(path) ? -1 : size;
      places.push({ path, at, width, length, ...(states && { states }), ...(format && { format }) });
      this.probes.set(path, probe);
      if (at < 0) return;
      this.pictured.push(probe);
      size += length;
    });
    this.places = places;
    this.size = size;
  }

  /** Writes the values of this clock into `picture`, which holds `size` words. */
  take(picture: Uint32Array): void {
    let at = 0;
    for (const probe of this.pictured) {
      const { length, values, refresh } = probe;
      refresh?.();
      if (values === undefined) for (let i = 0; i < length; i++) picture[at + i] = probe.get(i);
      else picture.set(values, at);
      at += length;
    }
  }

  /** The reader of a signal: a path, with `[i]` for an element of an array. */
  signal(path: string): () => number {
    const match = /^(.*?)(?:\[(\d+)\])?$/.exec(path)!;
    const probe = this.probes.get(match[1]);
    const index = Number(match[2] ?? 0);
    if (probe === undefined || index >= probe.length) return () => 0;
    return () => probe.get(index) >>> 0;
  }
}
