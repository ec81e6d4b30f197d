import type { DumpIndex } from "../../../wave/dump-index.js";
import type { BoundSignals } from "./bound-signals.js";
import type { DesignOptions, DrivenDesign } from "./driven-design.js";
import { InterconnectInDump } from "../dump/interconnect-in-dump.js";
import type { SignalMap } from "../map/map.js";
import { RedmuleInDump } from "../dump/redmule-in-dump.js";

/**
 * The design that a map is of, with its inputs bound to the signals of a dump.
 * @param top scope of the design
 * @throws UsageError when the dump lacks one of its ports
 */
export function bindDesign(
  signals: BoundSignals,
  index: DumpIndex,
  map: SignalMap,
  top: string,
  options: DesignOptions,
): DrivenDesign {
  return map.design === "interconnect"
    ? new InterconnectInDump(signals, index, map, top)
    : new RedmuleInDump(signals, index, map, top, options);
}
