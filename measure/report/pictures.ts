import { comparisons } from "./comparison.js";
import { heatMaps } from "./heat-map.js";
import { paretoFronts } from "./pareto.js";
import { rooflines } from "./roofline.js";
import { scaling } from "./scaling.js";
import { slowDowns } from "./slow-down.js";
import { stalls } from "./stalls.js";
import type { Finding, Study } from "./study.js";

const KINDS = [heatMaps, scaling, slowDowns, comparisons, paretoFronts, rooflines, stalls];

/** Everything that is to be said or drawn of a sweep. What that is depends on the parameters that vary. */
export function picturesOf(study: Study): readonly Finding[] {
  return KINDS.flatMap((pictures) => pictures(study));
}
