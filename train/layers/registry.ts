/** The rule of every layer. */
import type { LayerOp } from "../network.js";
import { clip, erf, exp, gelu, leakyRelu, log, neg, relu, relu6, sigmoid, sqrt, tanh } from "./activation.js";
import { add, div, mul, pow, sub } from "./arithmetic.js";
import { batchNorm } from "./batch-norm.js";
import { conv2d } from "./conv2d.js";
import { convTranspose2d } from "./conv-transpose2d.js";
import { gru } from "./gru.js";
import { instanceNorm } from "./instance-norm.js";
import { layerNorm } from "./layer-norm.js";
import { linear } from "./linear.js";
import { matmul } from "./matmul.js";
import { averagePool, maxPool } from "./pool.js";
import { concat, pad, reshape, slice, transpose } from "./rearrange.js";
import { dropout, globalAveragePool, reduceMean, reduceSum } from "./reduce.js";
import { rnn } from "./rnn.js";
import type { LayerRule } from "./rule.js";
import { softmax } from "./softmax.js";

export const LAYERS: { readonly [Op in LayerOp]: LayerRule<Op> } = {
  linear,
  conv2d,
  convTranspose2d,
  batchNorm,
  layerNorm,
  instanceNorm,
  relu,
  relu6,
  clip,
  leakyRelu,
  sigmoid,
  tanh,
  gelu,
  softmax,
  maxPool,
  averagePool,
  globalAveragePool,
  add,
  sub,
  mul,
  div,
  pow,
  neg,
  sqrt,
  exp,
  log,
  erf,
  matmul,
  concat,
  slice,
  reshape,
  transpose,
  pad,
  reduceMean,
  reduceSum,
  dropout,
  rnn,
  gru,
};
