import { theFit } from "../energy/estimate.js";
import type { PointName } from "../energy/point-name.js";
import { DATE_2022, FGCS_2023 } from "../papers.js";
import { DATE_SIZE, PAPER_POINTS, type PaperPoint } from "./presets/paper.js";
import type { SweepRecord } from "./record.js";
import type { SoftwareClocks } from "./software.js";

/** A figure of a paper and what the model says. */
export interface PaperLine {
  readonly paper: string;
  readonly figure: string;
  /** Null where no paper has one. */
  readonly published: number | null;
  /** Null where the model has no such figure. */
  readonly model: number | null;
  /** model / published. */
  readonly ratio: number | null;
  /** Where the model's figure comes from if not from its clocks alone, or why there is none. */
  readonly note: string;
  /** The command that shows it; empty where the model has none. */
  readonly command: string;
}

/** The figures of the two papers about RedMulE alone, from the records of the preset `paper`. */
export function paperLines(records: readonly SweepRecord[], software: SoftwareClocks): PaperLine[] {
  const of = (name: PaperPoint): SweepRecord => records.find(({ about }) => about.name === name)!;
  return [...dateLines(of, software), ...fgcsLines(of)];
}

type Records = (name: PaperPoint) => SweepRecord;
export type Draft = Pick<PaperLine, "figure" | "published" | "model"> & Partial<Pick<PaperLine, "note" | "command">>;

/** Lines of a paper with their ratios. */
export function lines(paper: string, drafts: readonly Draft[]): PaperLine[] {
  return drafts.map(({ figure, published, model, note = "", command = "" }) => {
    const ratio = model === null || published === null ? null : model / published;
    return { paper, figure, published, model, ratio, note, command };
  });
}

function dateLines(of: Records, software: SoftwareClocks): PaperLine[] {
  const { L, H, macPerClock, utilisation } = of("date");
  const { gflops } = of("dateEfficient");
  const { efficient } = DATE_2022;
  const { cycles } = of("dateProduct");
  const speedUp = (name: keyof SoftwareClocks): number => software[name] / cycles!;
  const compare = `redmule compare ${DATE_SIZE}x${DATE_SIZE}x${DATE_SIZE} --all; ${commandOf("dateProduct")}`;
  const command = commandOf("date");
  return lines("DATE 2022", [
    { figure: "FMAs", published: DATE_2022.fmas, model: L * H, command },
    {
      figure: "MAC/clock",
      published: DATE_2022.macPerClock,
      model: macPerClock,
      note: "the abstract names no shape",
      command,
    },
    {
      figure: "utilisation, %",
      published: 100 * DATE_2022.utilisation,
      model: 100 * utilisation!,
      note: "as above",
      command,
    },
    {
      ...{
        figure: "speed-up over 8 cores, FP16",
        published: DATE_2022.speedUp,
        model: speedUp("fp16"),
        command: compare,
      },
      note: "software of single elements (fp16_1x1); that of the paper is not published",
    },
    {
      ...{
        figure: "speed-up over 8 cores, FP16",
        published: DATE_2022.speedUp,
        model: speedUp("fp16Simd"),
        command: compare,
      },
      note: "packed software (fp16_4x8), the fastest here",
    },
    {
      ...{
        figure: "speed-up over 8 cores, FP32",
        published: DATE_2022.speedUp,
        model: speedUp("fp32"),
        command: compare,
      },
      note: "software in FP32 (fp32_4x4), the fastest here",
    },
    {
      ...{ figure: "power, mW", published: efficient.milliwatts, model: (1e3 * gflops!) / efficient.gflopsPerWatt },
      note: "interpolated: GFLOPS at 470 MHz / the published 688 GFLOPS/W",
      command: commandOf("dateEfficient"),
    },
    {
      ...{ figure: "efficiency, GFLOPS/W", published: efficient.gflopsPerWatt },
      ...{ model: fittedEfficiency("date", efficient.gflopsPerWatt), note: "fitted to it", command: FIT },
    },
    {
      ...{ figure: "energy efficiency over 8 cores", published: DATE_2022.energyGain, model: fittedGain() },
      ...{ note: "fitted to it", command: FIT },
    },
    { figure: "clock, MHz", published: DATE_2022.mhz, model: null, note: GIVEN },
    { figure: "area, mm2", published: DATE_2022.squareMillimetres, model: null, note: AREA },
    { figure: "share of the cluster's area, %", published: DATE_2022.share, model: null, note: NO_CLUSTER },
  ]);
}

const GIVEN = "taken as given";
const AREA = `${GIVEN}: other arrays are apportioned by flip-flops and compute elements`;
const NO_CLUSTER = "the area of the cluster around RedMulE is not modelled";
const FIT = "redmule energy --fit";

/** GFLOPS/W of a published point as the coefficients give it back. */
function fittedEfficiency(name: PointName, published: number): number {
  return published / (1 + residualOf(name));
}

/** How much less energy a MAC takes on RedMulE than in software, by the coefficients. */
function fittedGain(): number {
  return (DATE_2022.energyGain * (1 + residualOf("software"))) / (1 + residualOf("date"));
}

function residualOf(name: PointName): number {
  return theFit().residuals.find(({ point }) => point.name === name)!.error;
}

function fgcsLines(of: Records): PaperLine[] {
  const [fp16, fp8] = [of("fp16"), of("fp8")];
  const [in16, in8] = FGCS_2023.instances;
  const energy = of("fp16Efficient").energy!;
  return lines("FGCS 2023", [
    {
      figure: "utilisation, %",
      published: 100 * FGCS_2023.utilisation,
      model: 100 * fp16.utilisation!,
      command: commandOf("fp16"),
    },
    { figure: "GFLOPS, FP16, 613 MHz", published: in16.gflops, model: fp16.gflops, command: commandOf("fp16") },
    { figure: "GFLOPS, FP8, 613 MHz", published: in8.gflops, model: fp8.gflops, command: commandOf("fp8") },
    {
      ...{ figure: "power, mW, less than", published: FGCS_2023.milliwatts, model: energy.milliwatts },
      note: "at 470 MHz, from the published 755 GFLOPS/W; at 613 MHz unknown",
      command: `${commandOf("fp16Efficient")} --json`,
    },
    efficiency("GEMM FP16", in16.gemm, "gemmFp16"),
    efficiency("GEMM FP8", in8.gemm, "gemmFp8"),
    efficiency("GEMM-Ops FP16, up to", in16.gemmOps, "opsFp16"),
    efficiency("GEMM-Ops FP8, up to", in8.gemmOps, "opsFp8"),
  ]);
}

function efficiency(what: string, published: number, name: PointName): Draft {
  const model = fittedEfficiency(name, published);
  return { figure: `GFLOPS/W, ${what}, 470 MHz`, published, model, note: "fitted to it", command: FIT };
}

/** The command that runs a point alone. */
function commandOf(name: PaperPoint): string {
  return `redmule sweep '${JSON.stringify({ base: PAPER_POINTS[name] })}'`;
}
