import { bitsOf } from "../bits.js";
import type { Loadable } from "../bound/driven-design.js";
import { globOf } from "../map/glob.js";
import type { Constants } from "../map/map.js";
import type { ProbeIndex } from "../map/probe-index.js";

/**
 * A dump of the interconnect that begins in the middle: writes the registers that it holds into the model. Every field of the map is
 * a register, an element of one, or one bit of one (`{…}.valid >> m & 1`).
 * @returns registers that the dump does not give
 */
export function loadInterconnect(probes: ProbeIndex, from: Loadable, { PORTS }: Constants): string[] {
  const { view, signals, offsets, map } = from;
  const covered = new Map<string, Set<number>>();
  const note = (path: string, index: number): void => {
    covered.set(path, (covered.get(path) ?? new Set()).add(index));
  };
  let valid = 0;
  view.signals.forEach(({ fields, kind, path }, s) => {
    if (kind !== "register") return;
    for (const { low, width, path: probe, index } of fields) {
      if (bitsOf(signals.unknown, offsets[s], low, width) !== 0) continue;
      const bits = bitsOf(signals.words, offsets[s], low, width);
      const bit = /gen_inputs\[(\d+)\]\..*vld_q$/.exec(path)?.[1];
      if (bit !== undefined) {
        valid |= bits << Number(bit);
        note("lic.valid", Number(bit));
      } else if (probe !== undefined) {
        probes.find(probe)?.set?.(index, bits);
        note(probe, index);
      }
    }
  });
  probes.find("lic.valid")!.set!(0, valid >>> 0);
  const alone = map.modelOnly.map(globOf);
  return probes
    .registers()
    .filter(([path]) => !alone.some((glob) => glob.test(path)))
    .filter(([path, { length }]) => (covered.get(path)?.size ?? 0) < (path === "lic.valid" ? PORTS : length))
    .map(([path]) => path);
}
