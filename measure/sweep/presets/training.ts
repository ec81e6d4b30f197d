import { gemmsOf, NETWORKS } from "../networks.js";
import type { SpecInput } from "../spec.js";

/** Samples in a step of training. */
const BATCHES = [1, 2, 4, 8, 16, 32];

/**
 * The matrix products of training steps in FP16. The tensors, im2col matrices included, stand in L2; the DMA moves tiles of them,
 * and each record tells how the product was cut.
 */
export const TRAINING: SpecInput = {
  base: { memory: "l2", op: "MATMUL", priority: "redmule" },
  list: BATCHES.flatMap((batch) =>
    NETWORKS.flatMap(({ name, layers }) =>
      layers
        .flatMap((layer) => gemmsOf(layer, batch))
        .map(({ layer, pass, m, n, k, count }) => ({ about: { network: name, batch, layer, pass, count }, m, n, k })),
    ),
  ),
};
