import { parseConfig } from "../../hw/config.js";
import { UsageError } from "../../hw/errors.js";
import { planTiled } from "../../run/cluster/placement.js";
import { layoutOf } from "../../run/redmule/run-job.js";
import { idealJob } from "./ideal-run.js";
import { configOf, pointOf, type SweepPoint } from "./point.js";
import { tcdmPlaces } from "./tcdm-run.js";

type Field = keyof SweepPoint;

/** Parameters that mean something only where another one has certain values. */
const ONLY_WITH: readonly (readonly [by: "memory" | "arbiter", values: readonly string[], fields: readonly Field[]])[] =
  [
    ["memory", ["tcdm", "l2"], ["banks", "tcdmKib", "arbiter", "priority", "maxStall", "numerator", "denominator"]],
    ["memory", ["tcdm"], ["load", "maxClocks"]],
    ["memory", ["ideal", "l2"], ["stall"]],
    ["memory", ["l2"], ["dmaBandwidth", "l2Latency"]],
    ["arbiter", ["f7fbfcd"], ["maxStall"]],
    ["arbiter", ["d6a4872"], ["numerator", "denominator"]],
  ];

/** Elements of a tensor at most. */
const MOST_ELEMENTS = 2 ** 26;

/** Checks points of one sweep. Equal designs are checked once. */
export class PointCheck {
  private readonly designs = new Set<string>();

  /**
   * @param where names the point in errors
   * @throws UsageError in one sentence, naming field and value, for a point that means nothing
   */
  check(point: SweepPoint, where: string): void {
    checkMeaning(point, where);
    checkSize(point, where);
    inWords(where, () => {
      this.checkDesign(point, where);
      if (point.memory === "ideal") layoutOf(idealJob(point));
      else if (point.memory === "tcdm") tcdmPlaces(point);
      else planTiled(idealJob(point));
    });
  }

  private checkDesign(point: SweepPoint, where: string): void {
    const config = configOf(point);
    const key = JSON.stringify(config);
    if (this.designs.has(key)) return;
    parseConfig(config, where);
    const { memory, banks, port } = point;
    if (memory !== "ideal" && port / 32 > banks) {
      throw new UsageError(
        `${where}: banks is ${banks}, but the port of ${port} bits takes ${port / 32} at once: give at least ${port / 32}.`,
      );
    }
    this.designs.add(key);
  }
}

function checkMeaning(point: SweepPoint, where: string): void {
  const { H, P, port, memory } = point;
  const defaults = pointOf({ H, P, port, memory });
  for (const [by, values, fields] of ONLY_WITH) {
    if (values.includes(point[by])) continue;
    const field = fields.find((name) => point[name] !== defaults[name]);
    if (field === undefined) continue;
    throw new UsageError(
      `${where}: ${field} is ${JSON.stringify(point[field])}, which means nothing with ${by} "${point[by]}": leave it out or set ${by} to "${values.join('" or "')}".`,
    );
  }
}

/** Refuses tensors that neither fit the memory of a usual machine nor would ever be through. */
function checkSize({ m, n, k }: SweepPoint, where: string): void {
  const elements = Math.max(m * n, n * k, m * k);
  if (elements <= MOST_ELEMENTS) return;
  throw new UsageError(
    `${where}: with m ${m}, n ${n} and k ${k} a tensor has ${elements} elements: give sizes for at most ${MOST_ELEMENTS}.`,
  );
}

/** Names the point in errors of the benches, which speak of the options of `redmule run`. */
function inWords(where: string, check: () => void): void {
  try {
    check();
  } catch (error) {
    if (!(error instanceof UsageError) || error.message.startsWith(where)) throw error;
    const message = error.message
      .replace("--tcdm-kib", "tcdmKib")
      .replace("--fmt", "fmt")
      .replace("--tiled", 'memory "l2"');
    throw new UsageError(`${where}: ${message}`);
  }
}
