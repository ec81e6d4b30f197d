import { z } from "zod";

/** A number that JSON may not have: NaN is written as null. */
const share = z.number().nullable();

/** What `redmule learn` writes to learn.json and prints with --json, as far as pictures need it. */
export const learnRun = z.object({
  kind: z.literal("learn"),
  ...{ network: z.string(), source: z.string(), split: z.string(), replays: z.number(), store: z.string() },
  ...{ engine: z.string(), precision: z.string(), eightBit: z.boolean(), frozen: z.string(), seed: z.number() },
  before: z.object({ accuracy: share, initial: share }),
  events: z.array(
    z.object({
      ...{ event: z.number(), label: z.number(), introduces: z.boolean() },
      ...{ accuracy: share, initial: share, learnt: share, forgetting: share },
    }),
  ),
  confusion: z.array(z.array(z.number())),
  memory: z.object({
    ...{ replays: z.number(), frozenWeights: z.number(), adaptiveWeights: z.number(), gradients: z.number() },
    limit: z.number(),
  }),
  whole: z
    .object({ images: z.number(), steps: z.number(), milliseconds: z.number(), microjoules: z.number() })
    .nullish(),
});

/** One run of scripts/learn-table.ts: its choices, and where it ended, shares of right answers. */
const tableRun = z.object({
  ...{ split: z.string(), replays: z.number(), store: z.string(), frozen: z.string(), precision: z.string() },
  ...{ eightBit: z.boolean(), seed: z.number(), sha256: z.string() },
  /** Factor of the loss; null for none. */
  lossScale: z.number().nullish(),
  /** Steps whose update did nothing, as a gradient was not finite. */
  skipped: z.number().optional(),
  ...{ accuracy: z.number(), initial: z.number(), learnt: z.number() },
  /** Of all classes, event after event; null where only the end was tested. */
  curve: z.array(z.number()).nullable(),
});

/** What scripts/learn-table.ts writes. */
export const learnTable = z.object({
  kind: z.literal("learn-table"),
  ...{ command: z.string(), source: z.string(), events: z.number() },
  runs: z.array(tableRun),
});

const battery = z.object({ milliampereHours: z.number(), volts: z.number(), sleepMicrowatts: z.number() });

/** What scripts/learn-steps.ts writes: steps on the cluster, and the frozen stage below each split for an image. */
export const learnSteps = z.object({
  kind: z.literal("learn-steps"),
  ...{ command: z.string(), point: z.string(), mhz: z.number(), volt: z.number() },
  /** Images, and training steps, of an event. */
  event: z.object({ images: z.number(), steps: z.number() }),
  ...{ battery, paperHours: z.number() },
  frozen: z.array(
    z.object({
      ...{ split: z.string(), macs: z.number(), clocks: z.number(), microjoules: z.number() },
      ...{ latent: z.number(), weights: z.number() },
    }),
  ),
  steps: z.array(
    z.object({
      ...{ split: z.string(), store: z.string(), engine: z.string(), precision: z.string(), eightBit: z.boolean() },
      ...{ array: z.string(), macs: z.number(), clocks: z.number(), external: z.number(), replayBytes: z.number() },
      ...{ milliseconds: z.number(), microjoules: z.number(), low: z.number(), high: z.number() },
      parameters: z.number(),
      /** Hours of battery at one mini-batch a minute, its share of the frozen stage included. */
      hours: z.number(),
    }),
  ),
});

const cost = z.object({
  ...{ engine: z.string(), milliseconds: z.number(), joules: z.number(), low: z.number(), high: z.number() },
  ...{ hours: z.number().nullable(), paperDeviceHours: z.number().nullable() },
});

/** What `redmule learn --estimate --json` prints, as far as pictures need it. */
export const learnEstimate = z.object({
  kind: z.literal("learn-estimate"),
  ...{ network: z.string(), point: z.string(), paperHours: z.number(), limit: z.number() },
  miniBatch: z.object({ fresh: z.number(), replays: z.number(), seconds: z.number() }),
  battery,
  paperDevice: z.object({ milliwatts: z.number(), mhz: z.number() }),
  choices: z.array(
    z.object({
      ...{ split: z.number(), latent: z.number(), replays: z.number(), store: z.string() },
      bytes: z.object({
        ...{ replays: z.number(), frozenWeights: z.number(), adaptiveWeights: z.number(), gradients: z.number() },
        together: z.number(),
      }),
      costs: z.array(cost),
    }),
  ),
});

export type LearnRun = z.output<typeof learnRun>;
export type LearnTable = z.output<typeof learnTable>;
export type LearnTableRun = LearnTable["runs"][number];
export type LearnSteps = z.output<typeof learnSteps>;
export type LearnEstimate = z.output<typeof learnEstimate>;
