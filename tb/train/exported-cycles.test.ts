import { expect, test } from "vitest";
import { commandLine } from "../cli/command-line.js";

/** Networks as PyTorch exports them whose step programs once went wrong. */
test.each([
  ["gru", "mixed", "cores", "a gradient in FP16 is copied into one of a sliced bias in FP32"],
  ["depthwise", "fp16", "redmule", "batch norm and pooling windows in one program"],
] as const)("%s in %s on %s: %s", async (name, precision, engine, _what) => {
  const files = [`tb/reference/onnx/${name}.onnx`, "--data", `tb/reference/onnx/${name}.npz`];
  const { code, err } = await commandLine(
    ...["train", ...files, "--precision", precision, "--engine", engine],
    ...["--model", "functional", "--check-step", "1"],
  );
  expect({ code, err }).toEqual({ code: 0, err: "" });
});
