/**
 * The errata of the reference RTL (revision 51cd064) as switches. Each is one control expression, width, reset or mask at
 * the place where it lives; `docs/errata.md` lists where. Off everywhere, the design is right.
 */
export const ERRATA = {
  E1: "MATMUL waits for a Y tile that nobody fetches",
  E2: "a channel mux keeps a winner that has withdrawn its request",
  E3: "the event does not wait for the grant of the last Z writes",
  E4: "a job leaves its state behind and the second context is not isolated",
  E5: "flags of a tile are lost when a tile is no longer than D clocks",
  E6: "the X fill control forgets at a chunk boundary how many columns the buffer still lacks",
  E7: "Y and Z rows are counted with the leftovers of N instead of M",
  E8: "the W row mask looks P+1 rows ahead instead of H",
  E9: "the number of Y columns to push changes while they are being pushed",
  E10: "padded steps execute instead of leaving the accumulator untouched",
  E11: "beat counters are 16 bits wide",
  E12: "FP8 rows lie in slots of two bytes per element",
  E13: "bfloat16 is not built into the casts",
  E14: "the last tile does not wait for the drain of the tile before",
  E15: "level-sensitive starts repeat the first X and Y fetch",
  E16: "the job registers are 64 words of one storage, read without a register",
  E17: "a write clears the bytes that it does not enable",
  E18: "RUNNING_JOB counts two clocks late",
  E19: "the port stays open during a soft clear",
  E20: "a second start of the tiler does not begin again",
  E21: "a running job follows its registers, which stay open to writes and commits",
  E22: "a job with a size of 0 never ends",
  E23: "addresses outside the memories are not checked",
} as const;

/** Name of an erratum of the reference RTL, "E1" and on. */
export type Erratum = keyof typeof ERRATA;

/** Which errata are switched on. */
export type ErrataSwitches = Readonly<Record<Erratum, boolean>>;

export const ERRATUM_NAMES = Object.keys(ERRATA) as Erratum[];

/** Named sets of errata. */
export const PROFILES = {
  sound: [],
  "upstream-51cd064": ERRATUM_NAMES,
} as const satisfies Record<string, readonly Erratum[]>;

/** "sound", without errata, or "upstream-51cd064", with all of them. */
export type Profile = keyof typeof PROFILES;

/** The switches of a profile with further errata on top. */
export function errataOf(profile: Profile, more: readonly Erratum[] = []): ErrataSwitches {
  const on = new Set<Erratum>([...PROFILES[profile], ...more]);
  return Object.freeze(Object.fromEntries(ERRATUM_NAMES.map((e) => [e, on.has(e)]))) as ErrataSwitches;
}
