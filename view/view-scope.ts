import { hasBank } from "../hw/cluster/tcdm/bank-set.js";
import { registerArray, registersOf, type Probe, type Scope } from "../hw/probe.js";
import type { ContendedRedmule } from "../run/load/contended-redmule.js";
import type { LoadGenerators } from "../run/load/load-generators.js";

/** Holders of a bank: nobody, a core, RedMulE. */
export function holderNames(cores: number): string[] {
  return ["free", ...Array.from({ length: cores }, (_, core) => `core ${core}`), "RedMulE"];
}

/** Everything that can be seen: the masters, the interconnect with the banks, RedMulE, and what the page draws between them. */
export function viewScope(bench: ContendedRedmule, load: LoadGenerators): Scope {
  return {
    name: "system",
    probes: [],
    children: [
      bench.redmule.scope("redmule"),
      bench.interconnect.scope("interconnect"),
      load.scope("masters"),
      { name: "port", probes: heldProbes(bench), children: [] },
      { name: "banks", probes: bankProbes(bench), children: [] },
      { name: "operands", probes: operandProbes(bench), children: [] },
    ],
  };
}

/** Wires of RedMulE's port that keep their values while it requests nothing: no state, but seen again when a clock is. */
function heldProbes({ redmule }: ContendedRedmule): Probe[] {
  const { tcdm } = redmule;
  return [...registersOf(tcdm, { addr: 32, write: 1 }), registerArray("wdata", 32, tcdm.wdata)];
}

function bankProbes({ interconnect, ports }: ContendedRedmule): Probe[] {
  const { tcdm, lic, router } = interconnect;
  const { select } = tcdm;
  const cores = ports.length;
  const wire = { length: tcdm.banks, kind: "wire" } as const;
  const holder = (b: number): number => {
    if (!hasBank(tcdm.gnt, b)) return 0;
    return hasBank(select.narrow, b) ? 1 + select.master[b] : hasBank(select.wide, b) * (cores + 1);
  };
  return [
    { ...wire, name: "holder", width: 4, states: holderNames(cores), get: holder },
    {
      ...{ ...wire, name: "redmule_waits", width: 1 },
      get: (b) => hasBank(router.span, b) & ~(hasBank(select.wide, b) & hasBank(tcdm.gnt, b)) & 1,
    },
    {
      ...{ ...wire, name: "cores_wait", width: 4 },
      get: (b) => {
        let waiting = 0;
        for (const { req, gnt, addr } of lic.ports) {
          if (req > gnt && ((addr >>> 2) & tcdm.bankMask) === b) waiting++;
        }
        return waiting;
      },
    },
  ];
}

function operandProbes({ redmule }: ContendedRedmule): Probe[] {
  const { xBuffer, wBuffer, parameters } = redmule;
  const { L, H } = parameters;
  return [
    {
      ...{ name: "x", width: 16, length: L * H, kind: "wire", format: "fp16" },
      get: (i) => xBuffer.operandBits(Math.floor(i / H), i % H),
    },
    { name: "x_pad_column", width: 13, length: 1, kind: "wire", get: () => xBuffer.fill.padRead },
    { name: "w", width: 16, length: H, kind: "wire", format: "fp16", get: (h) => wBuffer.data[wBuffer.elementOf(h)] },
    { name: "w_index", width: 24, length: H, kind: "wire", get: (h) => wBuffer.elementOf(h) },
  ];
}
