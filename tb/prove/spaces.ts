import { CastSpace } from "./cast-space.js";
import { fmaSpaces } from "./fma-spaces.js";
import { pairSpaces } from "./pair-spaces.js";
import type { Space } from "./space.js";

/** Names of the spaces, in the order in which they are proved. */
export const SPACE_NAMES = [
  "casts",
  "f16-add",
  "f16-mul",
  "f16-min",
  "f16-max",
  "f8e5m2-fma",
  "f8e4m3-fma",
  "f16-fma",
] as const;
export type SpaceName = (typeof SPACE_NAMES)[number];

let spaces: ReadonlyMap<string, Space> | undefined;

/** A space by its name; all are built on first use. */
export function spaceOf(name: SpaceName): Space {
  spaces ??= new Map([new CastSpace(), ...pairSpaces(), ...fmaSpaces()].map((space) => [space.name, space]));
  return spaces.get(name)!;
}
