import { expect, test } from "vitest";
import {
  ADDRESS_MAPS,
  BARE_MAP,
  checkMap,
  CLUSTER_MAP,
  clusterMap,
  withRegionSize,
} from "../hw/cluster/address-map.js";
import { BareSystem } from "../hw/cluster/systems/bare-system.js";
import { Cluster } from "../hw/cluster/systems/cluster.js";
import { clusterOf } from "../hw/cluster/systems/cluster-parameters.js";
import { BASE_ISA, coreParameters, DEFAULT_ISA } from "../hw/cluster/core/parameters.js";
import { checkDma, DEFAULT_DMA } from "../hw/cluster/dma/dma-map.js";
import { checkIcache, DEFAULT_ICACHE } from "../hw/cluster/icache/icache-parameters.js";
import { checkWindow } from "../hw/cluster/systems/ideal-memory.js";
import { Interconnect } from "../hw/cluster/tcdm/interconnect.js";
import { ReadBurstPort, WriteBurstPort } from "../hw/cluster/l2/l2-port.js";
import { DEFAULT_L2, L2 } from "../hw/cluster/l2/l2.js";
import { buildSystem, parseSystem, PRESETS } from "../hw/cluster/systems/system-config.js";
import { banksFor, parseArray, parseConfig } from "../hw/config.js";
import { UsageError } from "../hw/errors.js";
import { NarrowPort, WidePort } from "../hw/ports.js";
import { ERRATUM_NAMES, errataOf, PROFILES } from "../hw/redmule/errata.js";
import { DEFAULT_PARAMETERS, redmuleParameters } from "../hw/redmule/parameters.js";
import { restore, save } from "../hw/snapshot.js";
import { expectListed } from "./listed.js";

/** What takes values, and the values on both sides of its limits. */
type Trials = readonly (readonly [what: string, make: (value: never) => unknown, values: readonly unknown[]])[];

const around = (least: number, most: number): number[] => [least - 1, least, least + 0.5, most, most + 1];
const powers = (least: number, most: number): number[] => [least / 2, least, 3 * least, most, 2 * most, NaN];

const DESIGN = ["L", "H", "P", "addressFifo", "requestFifo", "responseFifo", "streamFifo", "zStreamFifo", "storeFifo"];
const ERRATA_SHAPES = [
  {},
  { P: 0, H: 8 },
  { H: 1, P: 1 },
  { H: 2, P: 1 },
  { H: 3, P: 3 },
  { H: 6, P: 1 },
  { port: 320 },
];
const SYSTEMS: readonly object[] = [
  ...PRESETS.map((preset) => ({ preset })),
  ...PRESETS.map((preset) => ({ preset, cores: 2 })),
  ...[
    { preset: "bare", L: 4 },
    { preset: "core-complex", banks: 16 },
    { preset: "core-complex", L: 4, ce: "staged" },
  ],
  ...[{ preset: "x" }, { cores: 0 }, { cores: 17 }, { isa: "rv64i" }, { l2: { latency: 0 } }, { l2: { bandwidth: 9 } }],
  ...[{ l2: { outstanding: 65 } }, { fetch: "x" }, { dma: { queueDepth: 17 } }, { dma: { burstBytes: 24 } }],
  ...[{ dma: { outstanding: 0 } }, { dma: { x: 1 } }, { map: { x: {} } }, { map: { l2: { bytes: 6 } } }],
  ...[{ map: { l2: { base: "0x1c100000" } } }, { map: { l2: { base: "1c" } } }, { map: { l2: { base: 0x1000_0000 } } }],
  ...[
    { preset: "bare", map: { tcdm: { bytes: 64 } } },
    { preset: "core-complex", map: { dma: {} } },
  ],
  ...[
    { priority: "redmule", maxStall: 3, numerator: 1, denominator: 2 },
    { tcdmKib: 3 },
    { H: 1, P: 0 },
    { L: 4, unknown: 1 },
  ],
];

const trials: Trials = [
  ...DESIGN.map(
    (name) =>
      [name, (value: number) => redmuleParameters({ port: 288, [name]: value })[name as "L"], around(0, 4096)] as const,
  ),
  ["FIFO", (value: number) => redmuleParameters({ streamFifo: value }).streamFifo, [1, 2]],
  ["port", (port: number) => redmuleParameters({ port }).port, [32, 63, 64, 80, 65536, 65568]],
  ["errata", (given: object) => redmuleParameters({ ...given, errata: errataOf("sound", ["E9"]) }).port, ERRATA_SHAPES],
  ["parameters", (given: object) => redmuleParameters(given), [{}, { H: 8 }, { H: 2, P: 1 }]],
  ["config", (given: object) => parseConfig(given, "f"), [{}, { banks: 2048 }, { tcdmKib: 3 }, { denominator: 257 }]],
  [
    "guard",
    (given: object) => parseConfig({ denominator: 3, ...given }, "f").numerator,
    [{ numerator: 3 }, { numerator: 4 }],
  ],
  ["array", parseArray, ["12x4x3", " 1X2x3 ", "12x4", "12x4x3x", "ax4x3"]],
  ["banks for", banksFor, [64, 512, 544, 1056]],
  [
    "window",
    checkWindow,
    [
      { base: 0, bytes: 4 },
      { base: 2, bytes: 4 },
      { base: 0, bytes: 6 },
      { base: -4, bytes: 8 },
    ],
  ],
  [
    "window",
    checkWindow,
    [
      { base: 0, bytes: 0 },
      { base: 4, bytes: 2 ** 32 - 4 },
      { base: 8, bytes: 2 ** 32 - 4 },
      { base: 0, bytes: 2 ** 32 },
    ],
  ],
  ["L2 latency", (latency: number) => l2({ latency }), around(1, 1000)],
  ["L2 bandwidth", (bandwidth: number) => l2({ bandwidth }), around(1, 8)],
  ["L2 bursts", (outstanding: number) => l2({ outstanding }), around(1, 64)],
  ["DMA queue", (queueDepth: number) => checkDma({ ...DEFAULT_DMA, queueDepth }), around(1, 16)],
  ["DMA bursts", (outstanding: number) => checkDma({ ...DEFAULT_DMA, outstanding }), around(1, 64)],
  ["DMA burst", (burstBytes: number) => checkDma({ ...DEFAULT_DMA, burstBytes }), powers(8, 2048)],
  ["cache line", (lineBytes: number) => checkIcache({ ...DEFAULT_ICACHE, lineBytes }), powers(8, 64)],
  ["private ways", (privateWays: number) => checkIcache({ ...DEFAULT_ICACHE, privateWays }), powers(1, 16)],
  ["shared ways", (sharedWays: number) => checkIcache({ ...DEFAULT_ICACHE, sharedWays }), powers(1, 16)],
  ["cache banks", (banks: number) => checkIcache({ ...DEFAULT_ICACHE, banks }), powers(1, 8)],
  ["private bytes", (privateBytes: number) => checkIcache({ ...DEFAULT_ICACHE, privateBytes }), powers(64, 2 ** 20)],
  ["shared bytes", (sharedBytes: number) => checkIcache({ ...DEFAULT_ICACHE, sharedBytes }), powers(256, 2 ** 20)],
  ["shared latency", (sharedLatency: number) => checkIcache({ ...DEFAULT_ICACHE, sharedLatency }), around(1, 64)],
  ["narrow ports", (ports: number) => interconnect({ ports }), around(1, 32)],
  ["wide port", (words: number) => interconnect({ words }), [0, 1, 16, 17]],
  ["TCDM banks", (banks: number) => interconnect({ banks }), [0, 0.5, 1, 3, 1024]],
  ["TCDM rows", (rows: number) => interconnect({ rows }), [0, 1, 1.5, 2 ** 25 + 1]],
  ["TCDM bytes", (bytes: number) => clusterMap(bytes), [0x20_0000, 0x20_0004, 2 ** 31]],
  ["L2 bytes", (bytes: number) => withRegionSize(CLUSTER_MAP, "l2", bytes).regions, [0x6400_0000, 0x6400_0004]],
  [
    "bare map",
    (base: number) => checkMap({ ...BARE_MAP, regions: [{ ...BARE_MAP.regions[0], base }] }),
    [0xffc0_0000, 0xffc0_0004],
  ],
  ["cluster", (given: object) => clusterOf(given), [{}, { tcdm: { banks: 32, rows: 1 } }]],
  [
    "ISA",
    coreParameters,
    [BASE_ISA, DEFAULT_ISA, " RV32IMC_zfinx ", "rv32imc_zhinx_xfvec", "rv32iac_zaamo", "rv32imc_zalrsc"],
  ],
  ["ISA", coreParameters, ["rv32imc_xtensor", "rv32imc_zfh", "rv32imc_zfhmin", "rv32", "xrv32i", "rv64i", "rv32imq"]],
  ["ISA", coreParameters, ["rv32imfc_zfinx", "rv32imc_xpulp_xtensor", "rv32imc_xfvec", "rv32imc_zhinx_zfh"]],
  ["profile", (name: keyof typeof PROFILES) => errataOf(name, ["E2"]), Object.keys(PROFILES)],
  ["errata names", () => ERRATUM_NAMES, [0]],
  ["address map", (i: number) => ADDRESS_MAPS[i], [0, 1, 2]],
  ["system", system, SYSTEMS],
  [
    "memory",
    (address: number) => bare().memoryAt(address, 8).length,
    [0x7fff_fffc, 0x8000_0000, 0x803f_fff8, 0x803f_fffc],
  ],
  [
    "entry",
    (entry: number) => bare().load({ entry, segments: [] }),
    [0x7fff_fffe, 0x8000_0000, 0x803f_fffe, 0x8040_0000],
  ],
  ["snapshot", (registers: number) => restore(bare().scope("x"), save(bare().scope("x")).slice(registers)), [0, 1]],
];

function l2(changed: object): void {
  const bursts = { dmaRead: new ReadBurstPort(), dmaWrite: new WriteBurstPort(), refill: new ReadBurstPort() };
  new L2({ narrow: new NarrowPort(), ...bursts }, { base: 0, bytes: 64 }, { ...DEFAULT_L2, ...changed });
}

function interconnect({ ports = 2, words = 1, banks = 16, rows = 4 }): void {
  const narrow = Array.from({ length: Math.floor(ports) }, () => new NarrowPort());
  new Interconnect(narrow, new WidePort(words), { banks, rows, arbiter: "f7fbfcd" });
}

function bare(): BareSystem {
  return new BareSystem({ core: coreParameters(BASE_ISA) });
}

/** A system as its description is understood, with the blocks at its top and what reaches RedMulE and the arbiter. */
function system(given: object): unknown {
  const config = parseSystem(given, "f");
  const built = buildSystem(config, "f");
  const { children } = built.scope("top");
  const arbiter = built instanceof Cluster ? settings(built) : undefined;
  const parameters = built.redmule?.parameters;
  return { ...config, map: built.map, children: children.map(({ name }) => name), parameters, arbiter };
}

function settings({ interconnect }: Cluster): object {
  const { revision, invertPrio, maxStall, numerator, denominator } = interconnect.arbiter;
  return { revision, invertPrio, maxStall, numerator, denominator };
}

/** What comes of a trial, in one line. */
/** Objects by the names of their fields: the order in which a class declares them is no limit. */
function sorted(_key: string, value: unknown): unknown {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}

function outcome(make: (value: never) => unknown, value: unknown): string {
  try {
    return `taken ${JSON.stringify(make(value as never), sorted) ?? ""}`;
  } catch (error) {
    if (error instanceof UsageError || error instanceof RangeError) return `${error.name}: ${error.message}`;
    throw error;
  }
}

test("every parameter is taken up to its limits and refused beyond them in one sentence", () => {
  const lines = trials.flatMap(([what, make, values]) =>
    values.map((value) => `${what} ${JSON.stringify(value)}: ${outcome(make, value)}`),
  );
  expectListed(`${lines.join("\n")}\n`, "limits.txt");
  expect(DEFAULT_PARAMETERS).toEqual(redmuleParameters());
});
