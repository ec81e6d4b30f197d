import { defaultPort } from "../../../hw/redmule/parameters.js";
import { UsageError } from "../../../hw/errors.js";
import type { DumpIndex } from "../../../wave/dump-index.js";
import { constant } from "../map/expression.js";
import { fieldsOf, type Constants, type SignalMap } from "../map/map.js";

/** Rows, elements in a row and pipeline registers of an array. */
export interface ArraySizes {
  readonly L: number;
  readonly H: number;
  readonly P: number;
}

const USUAL: ArraySizes = { L: 12, H: 4, P: 3 };

/** What a map's expressions may name for an array. */
export function constantsOf({ L, H, P }: ArraySizes): Constants {
  const D = H * (P + 1);
  const [rows, elements, columns] = [L, H, D].map((count) => Math.max(1, Math.ceil(Math.log2(count))));
  return {
    ...{ L, H, P, D, W: defaultPort(H, P) / 32 },
    /** Registers in front of, inside and behind the units of a compute element. */
    FMA_IN: Math.floor((P + 1) / 3),
    FMA_MID: Math.floor((P + 2) / 3),
    FMA_OUT: Math.floor(P / 3),
    MM_IN: Math.floor((P + 1) / 2),
    MM_OUT: Math.floor(P / 2),
    /** Bits of an element's number; widths of the control bundles of the buffers. */
    LOGH: elements,
    LX: 3 + (rows + 1) + 2 * (columns + 1) + 2,
    LW: 2 + (columns + 1) + (elements + 1),
    LZ: 5 + 2 * (rows + 1) + 2 * (columns + 1),
  };
}

/** What a map's expressions may name for an interconnect: narrow ports, banks, words of the wide port. */
export function interconnectConstants(ports: number, banks: number, words: number): Constants {
  return { PORTS: ports, BANKS: banks, WORDS: words };
}

/** The paths of a map below the top, for a design of usual size. */
export function mapPaths(map: SignalMap): Set<string> {
  const constants = map.design === "interconnect" ? interconnectConstants(4, 16, 4) : constantsOf(USUAL);
  return new Set(fieldsOf(map, constants).map(({ path }) => path));
}

/** The map that most of a dump's signals are of, by the share of its paths that are in one scope. */
export function bestMap(index: DumpIndex, maps: readonly SignalMap[]): SignalMap {
  const shares = maps.map((map) => {
    const paths = mapPaths(map);
    return { map, share: (index.scopesOf(paths)[0]?.found ?? 0) / paths.size };
  });
  return shares.reduce((best, one) => (one.share > best.share ? one : best)).map;
}

/**
 * The scope that the paths of a map lie in: the given one, or the one with the most of them.
 * @throws UsageError when the dump has none of them, or the scope that was given does not exist
 */
export function findTop(index: DumpIndex, map: SignalMap, given: string | undefined): string {
  const scopes = index.scopesOf(mapPaths(map));
  if (given === undefined) {
    if (scopes.length > 0) return scopes[0].scope;
    throw new UsageError(
      `The dump has no signal of the map ${map.name} in any scope: give the scope of the design with --top, or a map with --map (--propose suggests one).`,
    );
  }
  const exact = index.variables.some(({ path }) => path.startsWith(`${given}.`));
  if (exact) return given;
  const ending = scopes.find(({ scope }) => scope.endsWith(`.${given}`));
  if (ending !== undefined) return ending.scope;
  throw new UsageError(
    `The dump has no scope ${given}: give one of ${scopes
      .slice(0, 3)
      .map(({ scope }) => scope)
      .join(", ")}.`,
  );
}

/** A path of a map in the dump. */
export function pathInDump(top: string, path: string): string {
  return inDump(top, path)[0];
}

/** Paths of a map in the dump: below the top, or with `^.` in front below the scope around it. */
export function inDump(top: string, paths: string | readonly string[]): string[] {
  const around = top.slice(0, Math.max(0, top.lastIndexOf(".")));
  return (typeof paths === "string" ? [paths] : paths).map((path) =>
    path.startsWith("^.") ? `${around}.${path.slice(2)}` : path.startsWith("/") ? path.slice(1) : `${top}.${path}`,
  );
}

/** The array that the widths of the dump speak of; what they do not say is that of the usual one. */
export function sizesOf(index: DumpIndex, map: SignalMap, top: string): ArraySizes {
  const found: Record<string, number> = {};
  for (const [name, ways] of Object.entries(map.parameters)) {
    for (const { width, is } of ways) {
      const vector = index.findFirst(inDump(top, width));
      if (vector !== undefined) found[name] ??= constant(is, { width: vector.width });
    }
  }
  const H = found.H ?? USUAL.H;
  const P = found.P ?? (found.D === undefined ? USUAL.P : found.D / H - 1);
  return { L: found.L ?? USUAL.L, H, P: Number.isInteger(P) && P > 0 ? P : USUAL.P };
}
