import type { NarrowPort } from "../../hw/ports.js";
import type { Probe, Scope } from "../../hw/probe.js";

const WIDTHS = { req: 1, addr: 32, write: 1, be: 4, wdata: 32, gnt: 1, rvalid: 1, rdata: 32 } as const;

/** A scope for each narrow port, for masters that are no blocks. */
export function mastersScope(name: string, ports: readonly NarrowPort[]): Scope {
  const probesOf = (port: NarrowPort): Probe[] =>
    (Object.keys(WIDTHS) as (keyof typeof WIDTHS)[]).map((field) => ({
      ...{ name: field, width: WIDTHS[field], length: 1, kind: "wire" },
      get: () => port[field],
    }));
  return {
    name,
    probes: [],
    children: ports.map((port, m) => ({ name: `master${m}`, probes: probesOf(port), children: [] })),
  };
}
