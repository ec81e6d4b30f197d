import type { Precision } from "../precision.js";
import type { Keep } from "./placing.js";
import type { Store } from "./stores.js";

/** One run of learning, whatever computes its steps. */
export interface LearnerSettings {
  /** Tensor of the network at which the frozen stage ends: its values are the latents. */
  readonly split: string;
  /** Latents that the memory holds; 0 trains on new images alone. */
  readonly replays: number;
  readonly store: Store;
  readonly precision: Exclude<Precision, "fp8">;
  /** Products read FP8 replays as they lie, without a copy in the format of the step. */
  readonly eightBit: boolean;
  /** Learning rate of SGD. */
  readonly lr: number;
  /** Factor of the loss in the mixed precision. */
  readonly lossScale?: number;
  readonly events: number;
  readonly seed: number;
  /** Classes that the network knows before it learns. */
  readonly initial: readonly number[];
  readonly frozen: "int8" | "fp32";
  /** Bytes that replays may take; 64 MB by default. */
  readonly externalBytes?: number;
  /** Where they lie; in L2 where it has room by default. */
  readonly keep?: Keep;
  /** Bytes of L2. */
  readonly l2Bytes?: number;
  /** When the test images are classified: behind each event, or behind the last one alone. */
  readonly tested?: "events" | "end";
}
