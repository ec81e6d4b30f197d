import { SOFTWARE, TRAINING } from "../papers.js";
import { lines, type Draft, type PaperLine } from "./paper.js";

/** The training steps that the papers' figures stand beside: built-in network, precision, engine. */
export const TRAINING_STEPS = {
  resnet8Fp32: { network: "resnet8", precision: "fp32", engine: "cores" },
  resnet8Fp16: { network: "resnet8", precision: "fp16", engine: "cores" },
  resnet8Redmule: { network: "resnet8", precision: "fp16", engine: "redmule" },
  dsCnnFp32: { network: "ds-cnn", precision: "fp32", engine: "cores" },
  dsCnnFp16: { network: "ds-cnn", precision: "fp16", engine: "cores" },
  autoencoderRedmule: { network: "autoencoder", precision: "fp16", engine: "redmule" },
} as const;

export type TrainingStepName = keyof typeof TRAINING_STEPS;

/** A layer's pass in a step. */
export interface MeasuredPass {
  readonly layer: string;
  readonly pass: string;
  readonly macs: number;
  readonly clocks: number;
}

/** A step that was run on the modelled cluster, from L2 to L2. */
export interface MeasuredStep {
  readonly macs: number;
  readonly clocks: number;
  /** Share of the clocks in which RedMulE worked. */
  readonly redmuleBusy: number;
  readonly milliseconds: number;
  readonly passes: readonly MeasuredPass[];
  /** Layers that are convolutions of more than one channel a group. */
  readonly convolutions: readonly string[];
}

export type MeasuredSteps = Readonly<Record<TrainingStepName, MeasuredStep>>;

const speed = ({ macs, clocks }: { readonly macs: number; readonly clocks: number }): number => macs / clocks;

/** The fastest pass by MAC/clock. */
function fastest(passes: readonly MeasuredPass[]): MeasuredPass {
  return passes.filter(({ macs, clocks }) => macs > 0 && clocks > 0).reduce((a, b) => (speed(b) > speed(a) ? b : a));
}

/** Clocks of all passes of a layer. */
function layerClocks({ passes }: MeasuredStep, layer: string): number {
  return passes.filter((each) => each.layer === layer).reduce((sum, { clocks }) => sum + clocks, 0);
}

function commandOf(name: TrainingStepName): string {
  const { network, precision, engine } = TRAINING_STEPS[name];
  return `redmule train ${network} --precision ${precision}${engine === "cores" ? "" : ` --engine ${engine}`} --model cycles`;
}

const MACS = "MAC: forward and both gradients, useful ones;";
const WITH = "batch norm, loss, SGD and all DMA included";

function stepLine(
  figure: string,
  published: number | null,
  steps: MeasuredSteps,
  name: TrainingStepName,
  note = "",
): Draft {
  const step = steps[name];
  const macs = step.macs.toLocaleString("en-US").replaceAll(",", " ");
  return { figure, published, model: speed(step), note: `${macs} ${MACS} ${WITH}${note}`, command: commandOf(name) };
}

/** The published milliseconds beside those of the model at 470 MHz, and why they compare to nothing. */
function timeLine(
  figure: string,
  published: { macPerClock: number; milliseconds: number },
  step: MeasuredStep,
  name: TrainingStepName,
): Draft {
  const mhz = step.macs / published.macPerClock / published.milliseconds / 1e3;
  return {
    ...{ figure, published: published.milliseconds, model: step.milliseconds, command: commandOf(name) },
    note: `open: with these MAC the published time and MAC/clock need ${mhz.toFixed(0)} MHz, and no clock fits both networks; the model's time is at 470 MHz`,
  };
}

/** The figures of the papers about training, from steps of the built-in networks with the default choices. */
export function trainingLines(steps: MeasuredSteps): PaperLine[] {
  const { resnet8Fp32, resnet8Fp16, resnet8Redmule, dsCnnFp32, dsCnnFp16 } = steps;
  const inFp32 = [
    { name: "resnet8Fp32" as const, passes: resnet8Fp32.passes },
    { name: "dsCnnFp32" as const, passes: dsCnnFp32.passes },
  ];
  const best = (figure: string, published: number, wanted: (pass: string) => boolean): Draft => {
    const found = inFp32.map(({ name, passes }) => ({ name, ...fastest(passes.filter(({ pass }) => wanted(pass))) }));
    const most = found.reduce((a, b) => (speed(b) > speed(a) ? b : a));
    const where = `${TRAINING_STEPS[most.name].network}, ${most.layer}, ${most.pass}, as a part of the step`;
    return { figure, published, model: speed(most), note: where, command: commandOf(most.name) };
  };
  const conv = resnet8Fp32.convolutions
    .map((layer) => ({ layer, ratio: layerClocks(resnet8Fp32, layer) / layerClocks(resnet8Fp16, layer) }))
    .reduce((a, b) => (b.ratio > a.ratio ? b : a));
  const { sips, trainLib, fp16 } = TRAINING;
  const busy = `, RedMulE works in ${(100 * resnet8Redmule.redmuleBusy).toFixed(0)} % of the clocks`;
  return [
    ...lines("SiPS 2020", [
      best("MAC/clock, FP32, forward, best layer", sips.forwardMacPerClock, (pass) => pass === "forward"),
      best("MAC/clock, FP32, backward, best layer", sips.backwardMacPerClock, (pass) => pass !== "forward"),
    ]),
    ...lines("SAMOS 2022", [
      best("MAC/clock, FP32, best layer and pass", SOFTWARE.fp32MacPerClock, () => true),
      {
        ...{ figure: "tuned over one kernel for all, best layer", published: trainLib.overOneSize, model: null },
        ...{
          note: "a search, every layer: redmule tune; the abstract names neither layer nor kernel",
          command: "redmule tune ds-cnn",
        },
      },
      { figure: "over an STM32L4", published: trainLib.overStm32, model: null, note: "another machine, not modelled" },
      {
        figure: "over AIfES",
        published: trainLib.overAifes,
        model: null,
        note: "another library; the abstract names no network",
      },
    ]),
    ...lines("FGCS 2023, FP16 training", [
      {
        ...{
          figure: "conv2d training step, FP16 over FP32, best layer",
          published: SOFTWARE.fp16SpeedUp,
          model: conv.ratio,
        },
        note: `resnet8, ${conv.layer}, all passes; the abstract names no layer`,
        command: `${commandOf("resnet8Fp32")}; ${commandOf("resnet8Fp16")}`,
      },
      stepLine("ResNet8 step, MAC/clock", fp16.resnet8.macPerClock, steps, "resnet8Fp16"),
      stepLine("DS-CNN step, MAC/clock", fp16.dsCnn.macPerClock, steps, "dsCnnFp16"),
      timeLine("ResNet8 step, ms", fp16.resnet8, resnet8Fp16, "resnet8Fp16"),
      timeLine("DS-CNN step, ms", fp16.dsCnn, dsCnnFp16, "dsCnnFp16"),
    ]),
    ...lines("none", [
      stepLine("ResNet8 step with RedMulE, MAC/clock", null, steps, "resnet8Redmule", busy),
      stepLine("autoencoder step, batch 16, RedMulE, MAC/clock", null, steps, "autoencoderRedmule"),
    ]),
  ];
}
