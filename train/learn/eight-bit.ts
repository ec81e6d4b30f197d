/** Products on latents in FP8 as they lie: forward and weight gradient of the layer behind the split. */
import { UsageError } from "../../hw/errors.js";
import type { GemmStep, MatrixView, OperandView, Program, Step, StepTensor } from "../step.js";
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
  /**
   * The transpose of a weight gradient, [outputs x samples] times the latents as they lie: what is turned over is dy before, and the
   * small result behind. N is whole, as FP8 asks for, and tiles of both operands are rows of memory.
   */
  const exchangedGradient = (product: GemmStep, latentsTurned: MatrixView): readonly Step[] => {
    const { layer, pass, m, n, k } = product;
    const dy = product.w.tensor;
    const z = product.z.tensor;
    const { format: wide } = tensors.get(z)!;
    const flat = (name: string, shape: readonly number[], of: StepTensor["format"]): string => {
      tensors.set(name, { name, shape, order: [0, 1], format: of, role: "gradient" });
      return name;
    };
    const small8 = small(dy, `${dy}.${format}`);
    const turned = flat(`${small8}.turned`, [k, n], format);
    const result = flat(`${z}.${format}.turned`, [k, m], format);
    const widened = flat(`${z}.turned`, [k, m], wide);
    const rows = (tensor: string, count: number, length: number): MatrixView => {
      const [outer, inner] = [
        { size: count, stride: length },
        { size: length, stride: 1 },
      ];
      return { kind: "matrix", tensor, offset: 0, rows: [outer], columns: [inner], countStrides: [] };
    };
    const turn = (name: string, input: string, output: string, count: number, length: number): Step => ({
      ...{ name, layer, pass, kind: "copy" },
      input: {
        tensor: input,
        offset: 0,
        dimensions: [
          { size: length, stride: 1 },
          { size: count, stride: length },
        ],
      },
      output: {
        tensor: output,
        offset: 0,
        dimensions: [
          { size: length, stride: count },
          { size: count, stride: 1 },
        ],
      },
    });
    return [
      { name: `${small8}.cast`, layer, pass, kind: "cast", input: dy, output: small8 },
      turn(`${small8}.turn`, small8, turned, n, k),
      {
        ...{ name: product.name, layer, pass, kind: "gemm", format, m: k, n, k: m, count: [], start: { kind: "zero" } },
        x: rows(turned, k, n),
        w: { ...latentsTurned, rows: latentsTurned.columns, columns: latentsTurned.rows },
        z: rows(result, k, m),
      },
      { name: `${result}.wide`, layer, pass, kind: "cast", input: result, output: widened },
      turn(`${z}.turn`, widened, z, k, m),
    ];
  };
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
    if (product.pass === "weightGradient" && product.x.kind === "matrix" && product.start.kind === "zero") {
      return exchangedGradient(product, product.x);
    }
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
