import { SHAPES, SCALING, CONTENTION, FORMATS, GEMM_OPS, BUFFERS } from "./presets/designs.js";
import { PAPER } from "./presets/paper.js";
import { TRAINING } from "./presets/training.js";
import type { SpecInput } from "./spec.js";

/** A sweep with a name. */
export interface Preset {
  /** One line for the help text. */
  readonly summary: string;
  readonly spec: SpecInput;
}

export const PRESETS = {
  shapes: { summary: "utilisation over M, N and K up to 96: 9792 points", spec: SHAPES },
  scaling: { summary: "utilisation and MAC/clock over arrays from 2x2 to 32x32", spec: SCALING },
  contention: { summary: "slow-down over core load, priority and guard of the arbiters", spec: CONTENTION },
  formats: { summary: "the four formats on 12x4 and 12x8 behind a port of 288 bits", spec: FORMATS },
  "gemm-ops": { summary: "all eight operations in every format", spec: GEMM_OPS },
  buffers: { summary: "FIFO depths and pipeline registers, on memories that refuse requests", spec: BUFFERS },
  training: { summary: "forward and backward passes of ResNet8, DS-CNN and the autoencoder, from L2", spec: TRAINING },
  paper: { summary: "RedMulE's figures in the papers beside the model's, with the command for each", spec: PAPER },
} as const satisfies Record<string, Preset>;

export type PresetName = keyof typeof PRESETS;
