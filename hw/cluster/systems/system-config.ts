import { z } from "zod";
import { configSchema, parseConfig, redmuleOf, type Config } from "../../config.js";
import { UsageError } from "../../errors.js";
import { choice, powerOfTwo, validated, whole } from "../../schema.js";
import { BARE_MAP, checkMap, clusterMap, CORE_COMPLEX_MAP, TARGETS, type AddressMap } from "../address-map.js";
import { FETCH_MODELS } from "./cluster-parameters.js";
import { BareSystem } from "./bare-system.js";
import { Cluster } from "./cluster.js";
import { CoreComplex } from "./core-complex.js";
import { coreErrataOf, isCoreErratum } from "../core/errata.js";
import { SYSTEM_ERRATUM_NAMES, type SystemErratum } from "../system-errata.js";
import { coreParameters, DEFAULT_ISA, type CoreParameters } from "../core/parameters.js";
import { DEFAULT_EXTERNAL } from "../external/external-map.js";
import { DEFAULT_DMA } from "../dma/dma-map.js";
import { DEFAULT_L2 } from "../l2/l2.js";
import type { System } from "./system.js";

export const PRESETS = ["cluster", "core-complex", "bare"] as const;
export type Preset = (typeof PRESETS)[number];

/** Errata of a system: those of RedMulE and those of the cores. */

const address = z.union([
  whole(0, 2 ** 32 - 1),
  z.string().regex(/^0x[0-9a-f]{1,8}$/i, { error: 'give an address as a number or as "0x10000000"' }),
]);
const region = z.strictObject({
  base: address.optional(),
  bytes: whole(4, 2 ** 31)
    .multipleOf(4)
    .optional(),
});

/**
 * A system as its user describes it: a preset and what differs from it. Every field may be left out; unknown fields are
 * refused. RedMulE, TCDM and arbiter are configured as in `configSchema`.
 */
export const systemSchema = configSchema.extend({
  /**
   * What the description starts from: "cluster" (default), "core-complex", RedMulE's own test bench, or "bare", cores on
   * one ideal memory.
   */
  preset: choice(PRESETS).default("cluster"),
  /** Cores, 1 to 16; 8 in a cluster, 1 in a bare system; a core complex has 1. */
  cores: whole(1, 16).optional(),
  /** ISA string of the cores. */
  isa: z.string().default(DEFAULT_ISA),
  /** Errata on top of the profile's, of RedMulE and of the cores, for example ["E2", "C1"]; none by default. */
  errata: z
    .array(choice(SYSTEM_ERRATUM_NAMES as [SystemErratum, ...SystemErratum[]]), {
      error: 'give a list such as ["E2", "C1"]',
    })
    .default([]),
  /** Speed of L2: clocks to the first beat (8 by default), bytes a clock (8), open bursts of a port (8). */
  l2: z
    .strictObject({
      latency: whole(1, 1000).default(DEFAULT_L2.latency),
      bandwidth: whole(1, 8).default(DEFAULT_L2.bandwidth),
      outstanding: whole(1, 64).default(DEFAULT_L2.outstanding),
    })
    .prefault({}),
  /** Instructions through the "cache" (default), or read from L2 at once ("ideal"). */
  fetch: choice(FETCH_MODELS).default("cache"),
  /** The DMA: commands that may wait for each core (4), bytes of a burst (256), open bursts of a direction (8). */
  dma: z
    .strictObject({
      queueDepth: whole(1, 16).default(DEFAULT_DMA.queueDepth),
      burstBytes: powerOfTwo(8, 2048).default(DEFAULT_DMA.burstBytes),
      outstanding: whole(1, 64).default(DEFAULT_DMA.outstanding),
    })
    .prefault({}),
  /** A memory outside of the chip with its DMA: bytes (64 000 000), bytes a clock (0.85), clocks to an item (100); none by default. */
  external: z
    .strictObject({
      bytes: whole(4, 2 ** 30)
        .multipleOf(4)
        .default(DEFAULT_EXTERNAL.bytes),
      rate: z.number().min(0.001).max(4).default(DEFAULT_EXTERNAL.rate),
      latency: whole(0, 100_000).default(DEFAULT_EXTERNAL.latency),
    })
    .optional(),
  /** Regions of the address map that stand elsewhere or have another size, by target. */
  map: z.partialRecord(choice(TARGETS), region).default({}),
});

/** A description as a user writes it. */
export type SystemInput = z.input<typeof systemSchema>;
/** A description with the defaults filled in. */
export type SystemConfig = z.output<typeof systemSchema>;

/**
 * Checks a description and fills in the defaults.
 * @param where names the input in errors, for example a file
 * @throws UsageError in one sentence for the first mistake
 */
export function parseSystem(input: unknown, where: string): SystemConfig {
  const system = validated(systemSchema, input, where);
  const design = Object.entries(configOf(system)).filter(([name]) => name in configSchema.shape);
  parseConfig(Object.fromEntries(design), where);
  coreParameters(system.isa);
  if (system.preset === "core-complex" && (system.cores ?? 1) !== 1) {
    throw new UsageError(`${where}: cores is ${system.cores}, but a core complex has one core: leave it out.`);
  }
  if (system.preset !== "cluster") {
    checkFields(Object.keys(input as object), system, where);
    checkErrata(system, where);
    checkRegions(system, where);
  }
  return system;
}

const NAMES = { bare: "a bare system", "core-complex": "a core complex" } as const;
const COMMON = ["preset", "cores", "isa", "map", "profile", "errata"];
const OF_REDMULE = ["L", "H", "P", "port", "addressFifo", "requestFifo", "responseFifo", "streamFifo", "zStreamFifo"];
const FIELDS: Readonly<Record<keyof typeof NAMES, readonly string[]>> = {
  bare: COMMON,
  "core-complex": [...COMMON, ...OF_REDMULE, "storeFifo", "ce"],
};

/** Refuses what the preset has no part for. */
function checkFields(given: readonly string[], { preset }: SystemConfig, where: string): void {
  if (preset === "cluster") return;
  const other = given.find((field) => !FIELDS[preset].includes(field));
  if (other === undefined) return;
  throw new UsageError(`${where}: ${other} means nothing in ${NAMES[preset]}: leave it out.`);
}

function checkErrata({ preset, errata }: SystemConfig, where: string): void {
  const other = preset === "bare" ? errata.find((name) => !isCoreErratum(name)) : undefined;
  if (other === undefined) return;
  throw new UsageError(`${where}: ${other} is an erratum of RedMulE, which a bare system has not: leave it out.`);
}

function checkRegions({ preset, map }: SystemConfig, where: string): void {
  const targets: string[] = (preset === "bare" ? BARE_MAP : CORE_COMPLEX_MAP).regions.map(({ target }) => target);
  const other = Object.keys(map).find((target) => !targets.includes(target));
  if (other === undefined) return;
  throw new UsageError(
    `${where}: map.${other} does not exist in ${preset === "bare" ? NAMES.bare : NAMES["core-complex"]}, which has ${targets.join(", ")} only: leave it out.`,
  );
}

function mapOf(base: AddressMap, { map }: SystemConfig, where: string): AddressMap {
  const regions = base.regions.map((given) => {
    const wanted = map[given.target] ?? {};
    return { ...given, base: Number(wanted.base ?? given.base), bytes: wanted.bytes ?? given.bytes };
  });
  const changed = { ...base, regions, name: Object.keys(map).length === 0 ? base.name : where };
  checkMap(changed);
  return changed;
}

/** The design of RedMulE and TCDM in a description. */
function configOf(system: SystemConfig): SystemConfig & Config {
  return { ...system, errata: system.errata.filter((name) => !isCoreErratum(name)) };
}

function coreOf({ isa, profile, errata }: SystemConfig): CoreParameters {
  return coreParameters(isa, coreErrataOf(profile, errata.filter(isCoreErratum)));
}

/**
 * The system that a description describes.
 * @throws UsageError when parts do not fit together
 */
export function buildSystem(config: SystemConfig, where: string): System {
  const { preset, l2, dma, fetch, banks, tcdmKib, ce, arbiter, priority, maxStall, numerator, denominator } = config;
  const core = coreOf(config);
  const design = configOf(config);
  if (preset === "bare")
    return new BareSystem({
      core: { ...core, time: true },
      cores: config.cores ?? 1,
      map: mapOf(BARE_MAP, config, where),
    });
  if (preset === "core-complex") {
    return new CoreComplex({ core, redmule: redmuleOf(design), ce, map: mapOf(CORE_COMPLEX_MAP, config, where) });
  }
  return new Cluster({
    ...{ core, cores: config.cores ?? 8, map: mapOf(clusterMap(1024 * tcdmKib), config, where) },
    ...{ redmule: redmuleOf(design), ce, tcdm: { banks, rows: (tcdmKib * 256) / banks }, l2, dma, fetch },
    external: config.external ?? null,
    ...{ arbiter, invertPrio: priority === "cores" ? 0 : 1, maxStall, numerator, denominator },
  });
}
