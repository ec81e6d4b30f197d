import { coreComplexMapHeader, mapHeader } from "./map-header.js";
import { xfvecHeader, xpulpHeader } from "./intrinsics.js";

const FOLDER = "sw/sdk/include/redmule";

/** Headers of the SDK by file, as the model defines them. */
export const SDK_HEADERS: Readonly<Record<string, string>> = {
  [`${FOLDER}/map.h`]: mapHeader(),
  ["sw/sdk/one-core/core-complex/map.h"]: coreComplexMapHeader(),
  [`${FOLDER}/xpulp.h`]: xpulpHeader(),
  [`${FOLDER}/xfvec.h`]: xfvecHeader(),
};
