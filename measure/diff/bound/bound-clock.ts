import { UsageError } from "../../../hw/errors.js";
import type { DumpIndex } from "../../../wave/dump-index.js";
import type { VcdStream } from "../../../wave/vcd-stream.js";
import type { BoundSignals } from "./bound-signals.js";
import { inDump } from "../dump/design-in-dump.js";
import { renamed, type SignalMap } from "../map/map.js";

/** The paths in a dump that a map gives for a signal. */
export function pathsInDump(map: SignalMap, top: string, given: string | readonly string[] | undefined): string[] {
  return [given ?? []].flat().flatMap((path) => inDump(top, renamed(map, path)));
}

/** @param what the signal or port that is missing */
export function lacks(what: string, paths: readonly string[]): UsageError {
  return new UsageError(
    `The dump does not have the ${what} of the design: dump ${paths[0] ?? "it"}, or name another signal in the map.`,
  );
}

/** The clock of the design among the followed vectors of a dump. */
export class BoundClock {
  private readonly clock: number;

  /** @throws UsageError when the dump lacks it */
  constructor(signals: BoundSignals, index: DumpIndex, map: SignalMap, top: string) {
    const paths = pathsInDump(map, top, map.clock);
    const clock = index.findFirst(paths);
    if (clock === undefined) throw lacks("clock", paths);
    signals.add(clock);
    this.clock = signals.followed.findIndex(({ code }) => code === clock.parts[0].code);
  }

  /** It rises at the time that the stream tells. */
  rises(stream: VcdStream): boolean {
    const { clock } = this;
    if (!stream.changes(clock)) return false;
    const at = stream.offsets[clock];
    const rises = (stream.now[at] & 1) === 0 && (stream.next[at] & 1) === 1;
    return rises && ((stream.unknown[at] | stream.nextUnknown[at]) & 1) === 0;
  }
}
