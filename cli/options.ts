import { availableParallelism } from "node:os";
import { Option } from "commander";
import { SYSTEM_ERRATUM_NAMES, type SystemErratum } from "../hw/cluster/system-errata.js";
import { PROFILE_NAMES, type Config } from "../hw/config.js";
import { CE_MODELS, DEFAULT_CE } from "../hw/redmule/ce-model.js";
import { UsageError } from "../hw/errors.js";
import { givenText } from "../run/files/given-file.js";
import { ERRATUM_NAMES, type Erratum, type Profile } from "../hw/redmule/errata.js";
import type { Shard } from "../run/campaign/shards.js";

/** Parser of an option whose value is a whole number. */
export function wholeNumber(option: string, least: number, most: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (!/^\s*\d+\s*$/.test(text) || value < least || value > most) {
      throw new UsageError(`${option} is "${text}": give a whole number from ${least} to ${most}.`);
    }
    return value;
  };
}

/** Parser of an option that takes one of some names. */
export function oneOf<const T extends string>(option: string, names: readonly T[]): (text: string) => T {
  return (text) => {
    const found = names.find((name) => name === text);
    if (found === undefined) throw new UsageError(`${option} is "${text}": use one of ${names.join(", ")}.`);
    return found;
  };
}

/** Parser of a probability from 0 to below 1. */
export function probability(option: string): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (text.trim() === "" || !(value >= 0 && value < 1)) {
      throw new UsageError(`${option} is "${text}": give a probability from 0 to below 1, for example 0.1.`);
    }
    return value;
  };
}

/** Errata as a list with commas; an option given twice adds to its list. */
export function errata(text: string, before: readonly Erratum[] = []): readonly Erratum[] {
  return [...before, ...text.split(",").map((name) => oneOf("--erratum", ERRATUM_NAMES)(name.trim().toUpperCase()))];
}

/** The same with the errata of the cores. */
export function systemErrata(text: string, before: readonly SystemErratum[] = []): readonly SystemErratum[] {
  const parse = oneOf("--erratum", SYSTEM_ERRATUM_NAMES);
  return [...before, ...text.split(",").map((name) => parse(name.trim().toUpperCase()))];
}

/** Three byte counts with commas, for X, W and Z. */
export function misalignment(text: string): [x: number, w: number, z: number] {
  const parts = text.split(",");
  if (parts.length !== 3) {
    throw new UsageError(`--misalign is "${text}": give the bytes for X, W and Z with commas, for example 1,2,3.`);
  }
  const bytes = wholeNumber("--misalign", 0, 2 ** 32 - 1);
  return [bytes(parts[0]), bytes(parts[1]), bytes(parts[2])];
}

export type Part = Shard;

/** Parser of `i/n`. */
export function partOf(option: string, most: number): (text: string) => Part {
  return (text) => {
    const [index, of] = /^(\d{1,5})\/(\d{1,5})$/.exec(text.trim())?.slice(1).map(Number) ?? [0, 0];
    if (index < 1 || index > of || of > most) {
      throw new UsageError(`${option} is "${text}": give i/n with 1 <= i <= n <= ${most}, for example 2/8.`);
    }
    return { index, of };
  };
}

const MOST_THREADS = 256;
const MOST_SHARDS = 99_999;

// Options that several subcommands have.
export const jobsOption = (): Option =>
  new Option("--jobs <n>", "threads; the results do not depend on it")
    .argParser(wholeNumber("--jobs", 1, MOST_THREADS))
    .default(Math.min(availableParallelism(), MOST_THREADS));
export const profileOption = (remark = " (default: sound)"): Option =>
  new Option("--profile <name>", `errata of the design: ${PROFILE_NAMES.join(", ")}${remark}`).argParser<Profile>(
    oneOf("--profile", PROFILE_NAMES),
  );
export const erratumOption = (): Option =>
  new Option("--erratum <names>", "errata on top of the profile's, for example E2,E7").argParser(errata);
export const systemErratumOption = (): Option =>
  new Option("--erratum <names>", "errata on top of the profile's, for example E2, or C1 of the cores").argParser(
    systemErrata,
  );
export const ceOption = (): Option =>
  new Option("--ce <model>", `compute elements: ${CE_MODELS.join(", ")} (default: ${DEFAULT_CE})`).argParser<
    Config["ce"]
  >(oneOf("--ce", CE_MODELS));
export const shardOption = (what: string): Option =>
  new Option(
    "--shard <i/n>",
    `run the i-th of n shares of the ${what} (default: the task of an array job, else all)`,
  ).argParser<Part>(partOf("--shard", MOST_SHARDS));
export const jsonOption = (): Option => new Option("--json", "machine-readable output");

/**
 * The parsed contents of a JSON file.
 * @param instead what the user may give instead of a path that leads nowhere
 * @throws UsageError when it cannot be read or is not JSON
 */
export function readJsonFile(file: string, instead = "the path of a file"): unknown {
  const text = givenText(file, instead);
  return parseJson(text, file);
}

/** @throws UsageError naming `where` when the text is not JSON */
export function parseJson(text: string, where: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new UsageError(`${where} is not JSON (${(error as Error).message}): correct it.`);
  }
}
