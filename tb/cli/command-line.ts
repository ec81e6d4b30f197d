import { vi } from "vitest";
import { main } from "../../cli/program.js";

/** What a command wrote, and its exit code. */
export interface Output {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** Runs the command line in this process. */
export async function commandLine(...args: string[]): Promise<Output> {
  const text = { out: "", err: "" };
  const decoder = new TextDecoder();
  for (const [name, stream] of [
    ["out", process.stdout],
    ["err", process.stderr],
  ] as const) {
    vi.spyOn(stream, "write").mockImplementation((chunk) => {
      text[name] += typeof chunk === "string" ? chunk : decoder.decode(chunk);
      return true;
    });
  }
  try {
    const code = await main(args);
    return { code, ...text };
  } finally {
    vi.restoreAllMocks();
    process.exitCode = undefined;
  }
}
