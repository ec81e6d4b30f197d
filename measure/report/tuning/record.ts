import { z } from "zod";

const ran = z.object({ choice: z.string(), clocks: z.number(), bound: z.number() });

/** What `redmule tune --json` prints, as far as pictures need it. */
export const tuningRun = z.object({
  /** The command that has printed it. */
  command: z.string().optional(),
  network: z.string(),
  precision: z.string(),
  engine: z.string(),
  batch: z.number(),
  products: z.array(
    z.object({
      name: z.string(),
      layer: z.string(),
      pass: z.string(),
      macs: z.number(),
      bound: z.object({ clocks: z.number(), by: z.string() }),
      best: ran,
      default: ran,
      measured: z.array(ran),
      oneSize: z.number().nullable(),
      naive: z.number().nullable(),
    }),
  ),
  oneSizeKernel: z.string().nullable(),
  step: z.object({ clocks: z.number(), default: z.number() }).nullable(),
});

export type TuningRun = z.output<typeof tuningRun>;
export type TunedProductRecord = TuningRun["products"][number];
