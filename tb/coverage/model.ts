import { FIFO_GROUPS } from "./fifo-coverage.js";
import { FSM_GROUPS } from "./fsm-coverage.js";
import type { Group } from "./group.js";
import { PACE_GROUPS } from "./pace-coverage.js";
import { PORT_GROUPS } from "./port-coverage.js";
import { QUEUE_GROUPS } from "./queue-coverage.js";
import { SHAPE_GROUPS } from "./shape-coverage.js";
import { SPECIAL_GROUPS } from "./special-coverage.js";

/** Every group of bins, in the order of reports and files. */
export const GROUPS: readonly Group[] = [
  ...SHAPE_GROUPS,
  ...SPECIAL_GROUPS,
  ...FSM_GROUPS,
  ...PACE_GROUPS,
  ...FIFO_GROUPS,
  ...PORT_GROUPS,
  ...QUEUE_GROUPS,
];
