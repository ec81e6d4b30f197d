import { redmuleOf } from "../../hw/config.js";
import { ERRATUM_NAMES } from "../../hw/redmule/errata.js";
import type { Job } from "../redmule/job.js";

/** What of the design a bench has to agree on. */
export function configOfRedmule({ config }: Job) {
  const { L, H, P, port, errata } = redmuleOf(config);
  return { ...{ L, H, P, port }, profile: config.profile, errata: ERRATUM_NAMES.filter((name) => errata[name]) };
}
