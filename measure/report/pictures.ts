import { comparisons } from "./comparison.js";
import { heatMaps } from "./heat-map.js";
import { paretoFronts } from "./pareto.js";
import { rooflines } from "./roofline.js";
import { scaling } from "./scaling.js";
import { slowDowns } from "./slow-down.js";
import { stalls } from "./stalls.js";
import type { Picture, Study } from "./study.js";

const KINDS = [heatMaps, scaling, slowDowns, comparisons, paretoFronts, rooflines, stalls];

/** Every picture that says something of a sweep. Which ones depends on the parameters that vary. */
export function picturesOf(study: Study): readonly Picture[] {
  return KINDS.flatMap((pictures) => pictures(study));
}
