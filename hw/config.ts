import { z } from "zod";
import type { ArbiterRevision } from "./cluster/tcdm/arbiter.js";
import { UsageError } from "./errors.js";
import { CE_MODELS, DEFAULT_CE } from "./redmule/ce-model.js";
import { ERRATUM_NAMES, errataOf, PROFILES, type Erratum, type Profile } from "./redmule/errata.js";
import { DEFAULT_PARAMETERS, redmuleParameters, type RedmuleParameters } from "./redmule/parameters.js";
import { choice, powerOfTwo, validated, whole } from "./schema.js";

export const PROFILE_NAMES = Object.keys(PROFILES) as [Profile, ...Profile[]];
const ARBITERS = ["f7fbfcd", "d6a4872"] as const satisfies readonly ArbiterRevision[];

const D = DEFAULT_PARAMETERS;
const depth = whole(2, 4096);

/**
 * The parameters of a design and its memory, one schema for `--config` files, batch lines, sweeps and the API. Every field
 * may be left out; unknown fields are refused.
 */
export const configSchema = z.strictObject({
  /** Rows of the array, 1 to 4096; 12 by default. */
  L: whole(1, 4096).default(D.L),
  /** Compute elements chained in a row, 1 to 4096; 4 by default. */
  H: whole(1, 4096).default(D.H),
  /** Pipeline registers inside a compute element, 0 to 4096; 3 by default. */
  P: whole(0, 4096).default(D.P),
  /** Bits of the TCDM port, a multiple of 32 from 64 to 65536; 16 H (P + 1) + 32 by default. */
  port: whole(64, 65536).multipleOf(32, { error: "give a multiple of 32 from 64 to 65536" }).optional(),
  /** Entries of a channel's address FIFO, 2 by default; this and the other depths from 2 to 4096. */
  addressFifo: depth.default(D.addressFifo),
  /** Entries of a load channel's request FIFO, 4 by default. */
  requestFifo: depth.default(D.requestFifo),
  /** Entries of a load channel's response FIFO, 4 by default. */
  responseFifo: depth.default(D.responseFifo),
  /** Rows between a load channel and its operand buffer, 4 by default. */
  streamFifo: depth.default(D.streamFifo),
  /** Rows between the Z buffer and the store channel, 2 by default. */
  zStreamFifo: depth.default(D.zStreamFifo),
  /** Beats between the store channel and the port, 2 by default. */
  storeFifo: depth.default(D.storeFifo),
  /** Errata of the reference RTL: "sound" has none (default), "upstream-51cd064" all. */
  profile: choice(PROFILE_NAMES).default("sound"),
  /** Errata on top of the profile's, for example ["E2", "E7"]; none by default. */
  errata: z
    .array(choice(ERRATUM_NAMES as [Erratum, ...Erratum[]]), { error: 'give a list such as ["E2", "E7"]' })
    .default([]),
  /** Compute elements: "simd" by vector instructions (default), "fast" by functions of doubles, "staged" register by register. */
  ce: choice(CE_MODELS).default(DEFAULT_CE),
  /** Banks of the TCDM, a power of two from 1 to 1024; 16 by default. */
  banks: powerOfTwo(1, 1024).default(16),
  /** Size of the TCDM in KiB, 1 to 2097152 (2 GiB); 128 by default. */
  tcdmKib: whole(1, 2 ** 21).default(128),
  /** Revision of the interconnect whose arbiter shares the banks; "f7fbfcd", the one that RedMulE pins, by default. */
  arbiter: choice(ARBITERS).default("f7fbfcd"),
  /** Who wins a bank that both want: the "cores" (narrow ports, default) or "redmule" (the wide port). */
  priority: choice(["cores", "redmule"]).default("cores"),
  /** Guard of the f7fbfcd arbiter: contended clocks after which the winner pauses for one, 0 to 255; 0 (default) never. */
  maxStall: whole(0, 255).default(0),
  /** Guard of the d6a4872 arbiter: conflict clocks of `denominator` that the winner keeps, 0 to 255; 0 (default) all. */
  numerator: whole(0, 255).default(0),
  /** Guard of the d6a4872 arbiter: period in conflict clocks, 0 to 256; 0 by default. */
  denominator: whole(0, 256).default(0),
});

/** Parameters as a user writes them. */
export type ConfigInput = z.input<typeof configSchema>;
/** Parameters with the defaults filled in; `port` stays open unless given. */
export type Config = z.output<typeof configSchema>;

/**
 * Checks parameters and fills in the defaults.
 * @param where names the input in errors, for example a file or "line 3"
 * @param defaults what a default is that depends on the rest
 * @throws UsageError in one sentence for the first mistake
 */
export function parseConfig(
  input: unknown,
  where: string,
  defaults: { readonly banks?: (portBits: number) => number } = {},
): Config {
  const given = validated(configSchema, input, where);
  const { port } = checkedRedmule(given, where);
  const own = (input as ConfigInput | undefined)?.banks;
  const config = own === undefined && defaults.banks ? { ...given, banks: defaults.banks(port) } : given;
  const { banks, tcdmKib, numerator, denominator } = config;
  if ((tcdmKib * 256) % banks !== 0) {
    throw new UsageError(
      `${where}: tcdmKib is ${tcdmKib}, which ${banks} banks of 32-bit words do not divide: give fewer banks or a multiple of ${banks / 256} KiB.`,
    );
  }
  if (numerator > 0 && denominator < numerator) {
    throw new UsageError(
      `${where}: denominator is ${denominator}, less than the numerator ${numerator}: give at least ${numerator}, or numerator 0 for no guard.`,
    );
  }
  return config;
}

function checkedRedmule(config: Config, where: string): RedmuleParameters {
  try {
    return redmuleOf(config);
  } catch (error) {
    throw error instanceof UsageError ? new UsageError(`${where}: ${error.message}`) : error;
  }
}

/**
 * The parameters of RedMulE in a configuration.
 * @throws UsageError when the port or the errata do not fit the array
 */
export function redmuleOf(config: Config): RedmuleParameters {
  const { L, H, P, port, addressFifo, requestFifo, responseFifo, streamFifo, zStreamFifo, storeFifo } = config;
  return redmuleParameters({
    ...{ L, H, P, addressFifo, requestFifo, responseFifo, streamFifo, zStreamFifo, storeFifo },
    ...(port === undefined ? {} : { port }),
    errata: errataOf(config.profile, config.errata),
  });
}

/** A bank for each word of a port of so many bits, and no fewer than the papers' cluster has. */
export function banksFor(portBits: number): number {
  return Math.max(16, 2 ** Math.ceil(Math.log2(portBits / 32)));
}

/**
 * The array written as `LxHxP`, for example "12x4x3".
 * @throws UsageError for any other text
 */
export function parseArray(text: string): Pick<Config, "L" | "H" | "P"> {
  const match = /^(\d+)x(\d+)x(\d+)$/i.exec(text.trim());
  if (match === null) {
    throw new UsageError(
      `The array "${text}" is not of the form LxHxP: give rows, elements and registers, as in 12x4x3.`,
    );
  }
  return { L: Number(match[1]), H: Number(match[2]), P: Number(match[3]) };
}
