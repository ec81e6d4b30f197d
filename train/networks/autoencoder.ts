import type { Network } from "../network.js";
import { SeededBuilder } from "./convolutional.js";

export interface AutoencoderOptions {
  readonly batch: number;
  readonly seed: number;
}

const HIDDEN = [128, 128, 128, 128, 8, 128, 128, 128, 128];
const FEATURES = 640;

/** The deep autoencoder of MLPerf Tiny (ToyCar): batch norm and ReLU behind every layer but the last. */
export function autoencoder({ batch, seed }: AutoencoderOptions): Network {
  const b = new SeededBuilder("autoencoder", seed);
  let x = b.input("x", [batch, FEATURES]);
  HIDDEN.forEach((size, i) => {
    x = b.relu(b.batchNorm(`fc${i + 1}.bn`, b.linear(`fc${i + 1}`, x, size)));
  });
  return b.build([b.linear(`fc${HIDDEN.length + 1}`, x, FEATURES)]);
}
