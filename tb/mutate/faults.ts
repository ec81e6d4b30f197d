import { UsageError } from "../../hw/errors.js";
import type { Fault } from "./fault.js";
import { CLUSTER_FAULTS } from "./faults-cluster.js";
import { CORE_FAULTS } from "./faults-core.js";
import { FPU_FAULTS } from "./faults-fpu.js";
import { REDMULE_CONTROL_FAULTS } from "./faults-redmule-control.js";
import { REDMULE_DATA_FAULTS } from "./faults-redmule-data.js";

/** All faults, block by block. */
export const FAULTS: readonly Fault[] = [
  ...REDMULE_CONTROL_FAULTS,
  ...REDMULE_DATA_FAULTS,
  ...FPU_FAULTS,
  ...CLUSTER_FAULTS,
  ...CORE_FAULTS,
];

/** @throws UsageError for a name that no fault has */
export function faultOf(name: string): Fault {
  const fault = FAULTS.find((each) => each.name === name);
  if (fault === undefined) throw new UsageError(`There is no fault ${name}: redmule mutate --list shows all names.`);
  return fault;
}
