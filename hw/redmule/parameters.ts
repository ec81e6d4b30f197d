import { UsageError } from "../errors.js";
import { ERRATUM_NAMES, errataOf, type ErrataSwitches } from "./errata.js";

/** Design-time parameters of RedMulE. Widths in bits, depths in entries. */
export interface RedmuleParameters {
  /** Rows of the array (upstream ARRAY_WIDTH). */
  readonly L: number;
  /** Compute elements chained in a row (upstream ARRAY_HEIGHT). */
  readonly H: number;
  /** Pipeline registers inside a compute element. */
  readonly P: number;
  /** Bits of the TCDM port: the data and 32 bits for misalignment. */
  readonly port: number;
  readonly addressFifo: number;
  readonly requestFifo: number;
  readonly responseFifo: number;
  /** Rows buffered between a load channel and its operand buffer. */
  readonly streamFifo: number;
  readonly zStreamFifo: number;
  readonly storeFifo: number;
  readonly errata: ErrataSwitches;
}

/** Parameters of the default instance: 12 x 4, P = 3, sound. */
export const DEFAULT_PARAMETERS: RedmuleParameters = Object.freeze({
  L: 12,
  H: 4,
  P: 3,
  port: 288,
  addressFifo: 2,
  requestFifo: 4,
  responseFifo: 4,
  streamFifo: 4,
  zStreamFifo: 2,
  storeFifo: 2,
  errata: errataOf("sound"),
});

/** Bits of the port that carries one FP16 row of the array: 16 D + 32. */
export function defaultPort(H: number, P: number): number {
  return 16 * H * (P + 1) + 32;
}

/**
 * Completes and checks parameters; `port` defaults to {@link defaultPort}.
 * @throws UsageError naming the parameter, its limit and the mend.
 */
export function redmuleParameters(given: Partial<RedmuleParameters> = {}): RedmuleParameters {
  const all = DEFAULT_PARAMETERS;
  const { L = all.L, H = all.H, P = all.P, port = defaultPort(H, P), errata = all.errata } = given;
  const { addressFifo = all.addressFifo, requestFifo = all.requestFifo, responseFifo = all.responseFifo } = given;
  const { streamFifo = all.streamFifo, zStreamFifo = all.zStreamFifo, storeFifo = all.storeFifo } = given;
  // Field by field: every object that is made by spreading has a hidden class of its own, and code that sees many designs runs slower.
  const p: RedmuleParameters = {
    L,
    H,
    P,
    port,
    addressFifo,
    requestFifo,
    responseFifo,
    streamFifo,
    zStreamFifo,
    storeFifo,
    errata,
  };
  for (const [name, value, least] of [
    ["L", p.L, 1],
    ["H", p.H, 1],
    ["P", p.P, 0],
    ["addressFifo", p.addressFifo, 2],
    ["requestFifo", p.requestFifo, 2],
    ["responseFifo", p.responseFifo, 2],
    ["streamFifo", p.streamFifo, 2],
    ["zStreamFifo", p.zStreamFifo, 2],
    ["storeFifo", p.storeFifo, 2],
  ] as const) {
    if (!Number.isInteger(value) || value < least || value > 4096) {
      throw new UsageError(`Parameter ${name} is ${value}: give a whole number from ${least} to 4096.`);
    }
  }
  if (p.port % 32 !== 0 || p.port < 64 || p.port > 65536) {
    throw new UsageError(
      `The port of ${p.port} bits is not a multiple of 32 from 64 to 65536: choose H and P so that 16 H (P + 1) is a multiple of 32, or set the port width.`,
    );
  }
  if (ERRATUM_NAMES.some((e) => p.errata[e])) checkReferenceShape(p);
  return Object.freeze(p);
}

/** Errata describe the reference RTL, which exists only for P >= 1, H a power of two >= 2 and a port of 16 D + 32 bits. */
function checkReferenceShape(p: RedmuleParameters): void {
  if (p.P < 1 || p.H < 2 || (p.H & (p.H - 1)) !== 0 || p.port !== defaultPort(p.H, p.P)) {
    throw new UsageError(
      `Errata of the reference RTL need P >= 1, H a power of two >= 2 and a port of 16 H (P + 1) + 32 bits, but L = ${p.L}, H = ${p.H}, P = ${p.P}, port = ${p.port}: use the profile sound.`,
    );
  }
}

/** Columns of a tile, D = H (P + 1). */
export function tileColumns(p: Pick<RedmuleParameters, "H" | "P">): number {
  return p.H * (p.P + 1);
}

/** Bytes of payload in a beat of the port, misalignment taken off. */
export function beatBytes(p: RedmuleParameters): number {
  return (p.port - 32) / 8;
}
