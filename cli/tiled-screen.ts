import { FGCS_2023 } from "../measure/papers.js";
import { type TiledReport } from "./run-report.js";
import { drive, energyRow, percent, table, title, verdict } from "./screen.js";

function cut({ tile, tiles }: TiledReport): string {
  const steps = tiles.m * tiles.n * tiles.k;
  const size = `${tile.m} rows, ${tile.n} steps, ${tile.k} columns`;
  return `tiles of ${size}; ${tiles.m} x ${tiles.n} x ${tiles.k} of them, ${steps} ${steps === 1 ? "job" : "jobs"} of RedMulE`;
}

function figures(report: TiledReport): string {
  const { cycles, utilisation, gflops, bytesToTcdm, bytesToL2, bytesPerClock } = report;
  const rows = [
    ["L2 to TCDM", String(bytesToTcdm), "bytes"],
    ["TCDM to L2", String(bytesToL2), "bytes"],
  ];
  if (cycles === null) return table(rows, "left");
  return table(
    [
      ["cycles, first to last transfer", String(cycles), ""],
      ["utilisation", percent(utilisation!), ""],
      [`GFLOPS at ${FGCS_2023.mhz} MHz`, gflops!.toFixed(1), ""],
      energyRow(report.energy!),
      ...rows,
      ["both ways", bytesPerClock!.toFixed(2), "bytes/clock"],
    ],
    "left",
  );
}

function clockTable({ cycles, clocks: { redmule, dma, both, neither } }: TiledReport): string {
  const total = redmule + dma + both + neither;
  if (total === 0) return "";
  const rows = [
    ["RedMulE alone", redmule],
    ["DMA alone", dma],
    ["both", both],
    ["neither", neither],
    [cycles === null ? "up to the hang" : "cycles", total],
  ] as const;
  const cells = rows.map(([name, clocks]) => [`  ${name}`, String(clocks), percent(clocks / total)]);
  return table([["who worked", "clocks", "share"], ...cells], "right");
}

/** One terminal screen about a tiled run, without colours. */
export function tiledScreen(report: TiledReport): string {
  const { start } = report;
  const head = [
    title(report),
    cut(report),
    drive(report, start === null ? null : `first transfer in clock ${start} after reset`),
  ].join("\n");
  const end = `${verdict(report)}\nagain: ${report.replay}`;
  return `${[head, figures(report), clockTable(report), end].filter(Boolean).join("\n\n")}\n`;
}
