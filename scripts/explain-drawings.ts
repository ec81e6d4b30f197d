/** Draws the pictures of docs/how-it-works.md. Run: npx tsx scripts/explain-drawings.ts */
import { CHANNEL_W, CHANNEL_X } from "../hw/redmule/streamer.js";
import { DEFAULT_PARAMETERS, redmuleParameters, tileColumns } from "../hw/redmule/parameters.js";
import { drawJob, PlacedJob, spacedBases } from "../run/redmule/placed-job.js";
import { RedmuleBench } from "../run/redmule/redmule-bench.js";
import { Drawing } from "./drawing.js";

const { L, H, P } = DEFAULT_PARAMETERS;
const D = tileColumns(DEFAULT_PARAMETERS);
const ARRAY = `an array of ${L} x ${H} with P = ${P}`;

/** Z in tiles, and the parts of X and W that one tile needs. */
function drawTiles(): void {
  const scale = 3;
  const [M, N, K] = [30, 48, 40];
  const drawing = new Drawing(680, 310, `GEMM, M x N x K = ${M} x ${N} x ${K}, on ${ARRAY}: the operands of tile 1`);
  const matrix = (x: number, y: number, columns: number, rows: number, name: string): void => {
    drawing.rect(x, y, columns * scale, rows * scale, "box");
    drawing.text(x + (columns * scale) / 2, y - 8, name, "title");
  };
  const [xAt, wAt, zAt, top] = [40, 290, 520, 182];
  matrix(xAt, top, N, M, `X: M x N`);
  matrix(wAt, 20, K, N, `W: N x K`);
  matrix(zAt, top, K, M, `Z: M x K (Y before)`);
  // The operands of the second tile.
  drawing.rect(xAt, top, N * scale, L * scale, "data");
  for (let n = 0; n < N; n += D) drawing.rect(xAt + n * scale, top, D * scale, L * scale, "cell");
  drawing.text(xAt + (D * scale) / 2, top + (L * scale) / 2 + 4, "chunk", "file");
  drawing.rect(wAt + D * scale, 20, D * scale, N * scale, "data");
  for (let n = 0; n < N; n += H) drawing.line([wAt + D * scale, 20 + n * scale, wAt + 2 * D * scale, 20 + n * scale]);
  drawing.text(wAt + 1.5 * D * scale, 20 + N * scale + 18, `groups of H = ${H} rows`, "file");
  let tile = 0;
  for (let m = 0; m < M; m += L) {
    for (let k = 0; k < K; k += D) {
      const [w, h] = [Math.min(D, K - k) * scale, Math.min(L, M - m) * scale];
      drawing.rect(zAt + k * scale, top + m * scale, w, h, tile === 1 ? "cell" : "memory");
      drawing.text(zAt + k * scale + w / 2, top + m * scale + h / 2 + 4, String(tile++), "file");
    }
  }
  drawing.text(zAt - 8, top + (L * scale) / 2 + 4, `L = ${L}`, "file", "end");
  drawing.text(zAt + 1.5 * D * scale, top + M * scale + 18, `D = ${D}`, "file");
  drawing.text(xAt + (N * scale) / 2, top + M * scale + 18, "a row tile, in chunks of D columns", "file");
  drawing.arrow([xAt + N * scale + 6, top + 18, zAt - 58, top + 18]);
  drawing.arrow([wAt + K * scale + 6, 92, zAt + 1.5 * D * scale, 92, zAt + 1.5 * D * scale, top - 28]);
  drawing.save(
    "tiles.svg",
    "Z is computed in tiles of L rows and D columns, row by row; a tile needs L rows of X, which come in chunks of D columns, and D columns of W, which come row by row",
  );
}

/** One row of the array: which column of the tile stands in which register when column 0 enters. */
function drawRow(): void {
  const title = `A row of ${ARRAY}: column of the tile in each register when column 0 enters`;
  const drawing = new Drawing(900, 268, title);
  const [cell, pitch, top] = [30, 195, 104];
  for (let h = 0; h < H; h++) {
    const left = 90 + h * pitch;
    drawing.frame(left, top - 40, (P + 1) * cell + 34, 100, `CE ${h}`, "");
    drawing.text(left + 16, top + 21, "fma", "file");
    for (let stage = 0; stage <= P; stage++) {
      const x = left + 30 + stage * cell;
      const column = (((-h * (P + 1) - stage) % D) + D) % D;
      drawing.rect(x, top, cell - 3, 32, "cell");
      drawing.text(x + cell / 2 - 1, top + 21, String(column));
    }
    drawing.arrow([left + 40, top - 76, left + 40, top - 40]);
    drawing.text(left + 40, top - 82, h === 0 ? "x[n]" : `x[n + ${h}]`, "", "middle");
    drawing.text(left + 92, top - 50, "held for D clocks", "file");
    drawing.arrow([left + 40, top + 96, left + 40, top + 60]);
    drawing.text(left + 50, top + 84, h === 0 ? "w[n][k]" : `w[n + ${h}][k]`, "", "start");
    drawing.text(left + 50, top + 98, "each clock the next k", "file", "start");
    if (h < H - 1) drawing.arrow([left + (P + 1) * cell + 34, top + 16, left + pitch, top + 16]);
  }
  const right = 90 + (H - 1) * pitch + (P + 1) * cell + 34;
  drawing.arrow([right, top + 16, right + 22, top + 16, right + 22, 240, 40, 240, 40, top + 16, 90, top + 16]);
  drawing.text(450, 258, "back to CE 0 for the next H steps of n", "file");
  drawing.arrow([20, top + 5, 90, top + 5]);
  drawing.text(20, top - 5, "Y", "title", "start");
  drawing.arrow([right + 22, top + 16, right + 50, top + 16]);
  drawing.text(right + 44, top + 8, "Z", "title");
  drawing.save(
    "row.svg",
    `A row of ${H} compute elements closes a loop of ${D} registers, in which the sums of ${D} columns of Z go round; each element adds one product to a sum that passes`,
  );
}

/** What a job of one tile does in each clock, as the model does it. */
function drawTimeline(): void {
  const shape = { op: "GEMM", fmt: "fp16", m: 12, n: 16, k: 16 } as const;
  const { bases, end } = spacedBases(shape);
  const bench = new RedmuleBench(redmuleParameters(), { base: 0, bytes: end });
  const placed = new PlacedJob(bench, drawJob(shape, "norm", 1), bases);
  const { streamer, scheduler, tcdm, controller } = bench.redmule;
  const tracks: Record<string, number[]> = {
    "X read": [],
    "W read": [],
    "Y read": [],
    "Z written": [],
    "array advances": [],
  };
  bench.softClear();
  bench.program(placed.registers);
  const starts: number[] = [];
  bench.observers.push((clock) => {
    if (clock < 0 || bench.redmule.event) return;
    if (starts.length < 1 && controller.state !== 1) starts.push(clock);
    if (scheduler.enable) tracks["array advances"].push(clock);
    if (!tcdm.gnt) return;
    const channel = streamer.mux.winner;
    const name = tcdm.write
      ? "Z written"
      : channel === CHANNEL_X
        ? "X read"
        : channel === CHANNEL_W
          ? "W read"
          : "Y read";
    tracks[name].push(clock);
  });
  const { cycles } = bench.run();
  if (cycles === null) throw new Error("the job did not end");

  const [left, scale, pitch] = [120, 4.4, 30];
  const at = (clock: number): number => Number((left + clock * scale).toFixed(1));
  const names = Object.keys(tracks);
  const { m, n, k } = shape;
  const title = `GEMM, M x N x K = ${m} x ${n} x ${k} in FP16, on ${ARRAY} and an ideal memory; clock 0 is the trigger`;
  const drawing = new Drawing(920, 60 + names.length * pitch + 30, title);
  const bottom = 40 + names.length * pitch;
  for (let clock = 0; clock <= cycles; clock += 10) {
    drawing.line([at(clock), 34, at(clock), bottom], "control");
    if (clock % 20 === 0) drawing.text(at(clock), 26, String(clock), "file");
  }
  drawing.text(left - 12, 26, "clock", "file", "end");
  names.forEach((name, i) => {
    const y = 40 + i * pitch;
    drawing.text(left - 12, y + 18, name, "", "end");
    for (const clock of tracks[name]) drawing.rect(at(clock), y + 4, scale, pitch - 10, i < 4 ? "cell" : "memory");
  });
  drawing.arrow([at(0), bottom + 8, at(starts[0]), bottom + 8]);
  drawing.text(at(starts[0] / 2), bottom + 24, "tiler divides the job", "file");
  drawing.arrow([at(cycles), bottom + 22, at(cycles), bottom + 2]);
  drawing.text(at(cycles), bottom + 34, `event, clock ${cycles}`, "file");
  drawing.save(
    "timeline.svg",
    `A job of one tile in ${cycles} clocks: the tiler, the first loads of X, Y and W, ${tracks["array advances"].length} clocks in which the array advances, and the stores of Z`,
  );
}

drawTiles();
drawRow();
drawTimeline();
