import { readFileSync } from "node:fs";
import { Command } from "commander";
import { UsageError } from "../hw/errors.js";
import { replay, type ReplayDifference, type ReplayResult } from "../tb/hci/replay.js";
import { parseTrace } from "../tb/hci/trace.js";

/** `redmule hci`: replays a recorded interconnect trace; exit code 0 without, 1 with a difference. */
export function hciCommand(): Command {
  return new Command("hci")
    .description("replay a recorded trace of the TCDM interconnect and compare every clock")
    .argument("<trace>", "JSON lines file, one line per clock after the header")
    .option("--json", "print the result as JSON")
    .action((file: string, options: { json?: boolean }) => {
      const result = replay(parseTrace(readTrace(file), file));
      process.stdout.write(options.json ? `${JSON.stringify(result)}\n` : describe(result));
      if (result.difference) process.exitCode = 1;
    });
}

function readTrace(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    throw new UsageError(
      `${file} cannot be read (${(error as NodeJS.ErrnoException).code}): give the path of a trace.`,
    );
  }
}

const LABELS = {
  grants: "grants",
  valids: "valids",
  readData: "read data",
  bankActivity: "bank activity",
  counter: "counter",
  pointers: "pointers",
  locks: "locks",
} as const;

function describe({ name, clocks, equal, difference }: ReplayResult): string {
  if (difference) return describeDifference(name, difference);
  return `${name}: ${clocks} clocks replayed without a difference: ${equal.readData} answers to reads, ${equal.bankActivity} bank accesses, and every grant, valid, counter, pointer and lock.\n`;
}

function describeDifference(name: string, { clock, field, trace, model }: ReplayDifference): string {
  const rows = Object.entries(LABELS).map(([key, label]) => {
    const show = (side: ReplayDifference["trace"]) => render(key as keyof typeof LABELS, side);
    return `${key === field ? ">" : " "} ${label}\n    trace ${show(trace)}\n    model ${show(model)}\n`;
  });
  return `${name}: first difference in clock ${clock}, ${LABELS[field]}.\n${rows.join("")}`;
}

/** Masks in hexadecimal, lists separated by blanks. */
function render(field: keyof typeof LABELS, side: ReplayDifference["trace"]): string {
  const value = side[field];
  if (Array.isArray(value)) return value.join(" ") || "none";
  return field === "pointers" || field === "counter" ? String(value) : `0x${value.toString(16)}`;
}
