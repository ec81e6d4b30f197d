import { randomInt } from "node:crypto";

/** Names the seed of the properties, before the threads start, and draws it where `REDMULE_SEED=random` asks for that. */
export default function announceSeed(): void {
  const wanted = process.env["REDMULE_SEED"] ?? "1";
  const seed = wanted === "random" ? String(randomInt(2 ** 31)) : wanted;
  if (!/^-?\d{1,10}$/.test(seed)) {
    throw new Error(`REDMULE_SEED is "${wanted}": give a whole number of 32 bits, or random.`);
  }
  // Each project of the suite calls this once.
  if (process.env["REDMULE_SEED_TOLD"] === seed) return;
  process.env["REDMULE_SEED"] = process.env["REDMULE_SEED_TOLD"] = seed;
  console.log(`Properties draw from REDMULE_SEED=${seed} (another number, or random, for other cases)\n`);
}
