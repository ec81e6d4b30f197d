import { expect, test } from "vitest";
import { commandLine } from "../cli/command-line.js";

/** Networks as PyTorch exports them whose step programs once went wrong. */
test.each([
  {
    name: "gru",
    precision: "mixed",
    engine: "cores",
    what: "a gradient in FP16 is copied into one of a sliced bias in FP32",
  },
  { name: "gru", precision: "fp8", engine: "redmule", what: "products of one time after the other" },
  { name: "depthwise", precision: "fp16", engine: "redmule", what: "batch norm and pooling windows in one program" },
])("$name in $precision on $engine: $what", async ({ name, precision, engine }) => {
  const files = [`tb/reference/onnx/${name}.onnx`, "--data", `tb/reference/onnx/${name}.npz`];
  const { code, err } = await commandLine(
    ...["train", ...files, "--precision", precision, "--engine", engine],
    ...["--model", "functional", "--check-step", "1"],
  );
  expect({ code, err }).toEqual({ code: 0, err: "" });
});
