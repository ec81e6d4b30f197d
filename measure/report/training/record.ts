import { z } from "zod";

const reasons = z.record(z.string(), z.number());

const layer = z.object({
  layer: z.string(),
  pass: z.string(),
  macs: z.number(),
  clocks: z.number().nullable(),
  reasons: reasons.nullable(),
  redmuleBusy: z.number().nullable(),
});

/** A stretch of the timeline: step, first clock, clocks, reason (an index), clocks of RedMulE and of the DMA in it. */
const stretch = z.tuple([z.number(), z.number(), z.number(), z.number(), z.number(), z.number()]);

/** What `redmule train --json` and `redmule infer --json` print, as far as pictures need it. */
export const trainingRun = z.object({
  /** The command that has printed it. */
  command: z.string().optional(),
  network: z.string(),
  precision: z.string().optional(),
  engine: z.string().optional(),
  batch: z.number().optional(),
  macs: z.number(),
  clocks: z.number().nullable(),
  redmuleBusy: z.number().nullable(),
  layers: z.array(layer),
  timeline: z
    .object({
      steps: z.array(z.object({ name: z.string(), layer: z.string(), pass: z.string() })),
      reasons: z.array(z.string()),
      stretches: z.array(stretch),
    })
    .nullish(),
});

export type TrainingRun = z.output<typeof trainingRun>;
export type TrainingLayer = TrainingRun["layers"][number];
export type TrainingTimeline = NonNullable<TrainingRun["timeline"]>;
