/** Products on latents in FP8 as they lie: forward and weight gradient of the layer behind the split. */
import { UsageError } from "../../hw/errors.js";
import type { GemmStep, OperandView, Program, Step, StepTensor } from "../step.js";
import { ownerOf } from "../plan/memory.js";

/**
 * A program whose products on the tensor `input` have one format of FP8 for all operands and results, as RedMulE has it. `input`
 * itself is of that format; what the products read beside it is cast, what they write is cast back; nothing is scaled.
 * @throws UsageError where something else than a product reads the tensor
 */
export function eightBitProducts(program: Program, input: string, format: "fp8" | "fp8alt"): Program {
  const tensors = new Map(program.tensors);
  const latents = tensors.get(input)!;
  tensors.set(input, { ...latents, format });
  const reads = (view: OperandView): boolean => ownerOf(view.tensor, program.tensors) === input;
  for (const [name, tensor] of program.tensors) {
    if (tensor.aliasOf !== undefined && ownerOf(name, program.tensors) === input)
      tensors.set(name, { ...tensor, format });
  }
  const products = program.first.filter((step): step is GemmStep => step.kind === "gemm" && reads(step.x));
  for (const step of program.first) {
    if (!products.includes(step as GemmStep) && JSON.stringify(step).includes(`"${input}"`)) {
      throw new UsageError(
        `${step.name} reads the replays, and is no product of RedMulE: FP8 replays are read as they lie behind a split before a matrix product; give another --split, or --precision mixed.`,
      );
    }
  }
  const copies = new Map<string, string>();
  /** A tensor of the shape of another in FP8; masters are taken themselves, not their copies in FP16. */
  const small = (name: string, what: string): string => {
    const of = tensors.get(name)!;
    const made: StepTensor = { ...of, name: what, format, role: of.role === "gradient" ? "gradient" : "activation" };
    tensors.set(what, made);
    return what;
  };
  const masterOf = new Map(
    program.first.flatMap((step) =>
      step.kind === "cast" && step.pass === "prepare" ? [[step.output, step.input]] : [],
    ),
  );
  const first = program.first.flatMap((step): readonly Step[] => {
    if (!products.includes(step as GemmStep)) return [step];
    const product = step as GemmStep;
    const { layer, pass } = product;
    const before: Step[] = [];
    const cast = (name: string): string => {
      const source = masterOf.get(name) ?? name;
      const what = `${source}.${format}`;
      if (!copies.has(source)) {
        copies.set(source, small(source, what));
        before.push({ name: `${what}.cast`, layer, pass, kind: "cast", input: source, output: what });
      }
      return what;
    };
    const w = { ...product.w, tensor: cast(product.w.tensor) };
    const z = product.z.tensor;
    const result = small(z, `${z}.${format}`);
    const start =
      product.start.kind === "row" ? { ...product.start, tensor: cast(product.start.tensor) } : product.start;
    if (start.kind === "accumulate") throw new RangeError(`${product.name} goes on with what stands in ${z}.`);
    return [
      ...before,
      { ...product, format, w, start, z: { ...product.z, tensor: result } },
      { name: `${result}.wide`, layer, pass, kind: "cast", input: result, output: z },
    ];
  });
  const read = new Set(first.flatMap((step) => (step.kind === "cast" ? [] : JSON.stringify(step).match(/"[^"]+"/g)!)));
  const needed = first.filter(
    (step) =>
      !(step.kind === "cast" && step.pass === "prepare" && masterOf.has(step.output)) || read.has(`"${step.output}"`),
  );
  return { ...program, tensors, first: needed };
}
