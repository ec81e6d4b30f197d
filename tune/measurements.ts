import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { Ledger } from "../run/pool/ledger.js";
import { workerPool, type WorkerPool } from "../run/pool/worker-pool.js";
import { packageFile } from "../sw/package-file.js";
import type { GemmChoice } from "../train/plan/choice.js";
import { tensorsOf } from "../train/plan/memory.js";
import type { PlanTarget } from "../train/plan/plan.js";
import type { GemmStep, StepTensor } from "../train/step.js";
import measure, { type Measured, type MeasureTask } from "./measure.js";

/** What the clocks of a task depend on beyond it: planner, emission, cluster, assembler sources. */
const SOURCES = ["../train/plan", "../train/emit", "../hw"].map((folder) =>
  fileURLToPath(new URL(folder, import.meta.url)),
);

/** Digest of all of these, so that nothing is remembered that another version would measure otherwise. */
function versionOf(): string {
  const hash = createHash("sha256");
  const folders = [...SOURCES, packageFile("sw", "layers"), packageFile("sw", "runtime")];
  for (const folder of folders) {
    const names = readdirSync(folder, { recursive: true, encoding: "utf8" });
    for (const name of names.filter((each) => /\.(js|ts|S)$/.test(each)).sort())
      hash.update(readFileSync(join(folder, name)));
  }
  return hash.digest("hex").slice(0, 16);
}

/** Runs of steps on all threads, each once: what has been run is remembered by content, in a file, too. */
export class Measurements {
  /** Runs that were made, and answers that were there. */
  runs = 0;
  hits = 0;
  private readonly known = new Map<string, Measured>();
  private readonly ledger: Ledger<Measured>;
  private readonly pool: WorkerPool<MeasureTask, Measured>;
  private readonly version = versionOf();

  /**
   * @param cache JSON lines of results by content; null keeps none
   * @param jobs threads
   */
  constructor(cache: string | null, jobs: number) {
    this.ledger = new Ledger<Measured>(cache);
    for (const measured of this.ledger.entries) this.known.set(measured.key, measured);
    this.pool = workerPool(jobs, measure, new URL("./measure", import.meta.url));
  }

  /** Runs that keep every thread busy. */
  get depth(): number {
    return this.pool.depth;
  }

  async close(): Promise<void> {
    await this.pool.close();
    this.ledger.close();
  }

  /** Clocks of a product alone. Tensors are told apart by their order alone, so that equal layers are run once. */
  product(step: GemmStep, all: ReadonlyMap<string, StepTensor>, choice: GemmChoice, target: PlanTarget) {
    const names = tensorsOf(step, all);
    const rename = new Map(names.map((name, i) => [name, `t${i}`]));
    const text = JSON.stringify(
      { ...step, name: "product", layer: "", pass: "forward" },
      (key, value: unknown) => (key === "tensor" && typeof value === "string" ? rename.get(value) : undefined) ?? value,
    );
    const tensors = names.map((name): StepTensor => {
      const { shape, order, format } = all.get(name)!;
      return { name: rename.get(name)!, shape, order, format, role: "input" };
    });
    const product = JSON.parse(text) as GemmStep;
    return this.run({ steps: [product], tensors, choices: [[product.name, choice]], kept: [], target });
  }

  /** Runs steps, or says what is known of them. */
  async run(task: Omit<MeasureTask, "key">): Promise<Measured> {
    const { steps, tensors, choices, kept, target } = task;
    const { cores, tcdmBytes, priority, maxStall, engine } = target;
    const content = [this.version, steps, tensors, choices, kept, cores, tcdmBytes, priority, maxStall, engine];
    const key = createHash("sha256").update(JSON.stringify(content)).digest("hex").slice(0, 24);
    const known = this.known.get(key);
    if (known !== undefined) {
      this.hits++;
      return known;
    }
    const measured = await this.pool.run({ ...task, key });
    this.runs++;
    this.known.set(key, measured);
    this.ledger.append(measured);
    return measured;
  }
}
