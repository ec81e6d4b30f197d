import type { Writable } from "node:stream";

/** Times between two reports of progress, on a terminal and in a log. */
const TERMINAL_MS = 500;
const LOG_MS = 60_000;

/** A stream that may be a terminal. */
export type ProgressStream = Writable & { readonly isTTY?: boolean };

/** Progress of a long command: a line that is written over on a terminal, else a line a minute. */
export class ProgressLine {
  private readonly stream: ProgressStream;
  private shown = performance.now();
  private width = 0;

  constructor(stream: ProgressStream) {
    this.stream = stream;
  }

  /** Shows the text when it is time. */
  show(text: () => string): void {
    const { isTTY } = this.stream;
    const time = performance.now();
    if (time - this.shown < (isTTY ? TERMINAL_MS : LOG_MS)) return;
    this.shown = time;
    const line = text();
    this.stream.write(isTTY ? `\r${line.padEnd(this.width)}` : `${line}\n`);
    this.width = line.length;
  }

  /** Shows on a terminal at once what is done next: work that cannot say how far it is tells at least what it is. */
  begin(text: string): void {
    if (!this.stream.isTTY) return;
    this.stream.write(`\r${text.padEnd(this.width)}`);
    this.width = Math.max(this.width, text.length);
    this.shown = performance.now();
  }

  /** What `work` does, with the line taken away at its end, however it ends. */
  during<T>(work: () => T): T {
    try {
      return work();
    } finally {
      this.clear();
    }
  }

  /** Takes the line away. */
  clear(): void {
    if (this.stream.isTTY && this.width > 0) this.stream.write(`\r${" ".repeat(this.width)}\r`);
    this.width = 0;
  }
}

/** A time as 1 h 02 min, 3 min 04 s or 5 s. */
export function duration(seconds: number): string {
  const whole = Math.round(seconds);
  const two = (value: number): string => String(value).padStart(2, "0");
  if (whole >= 3600) return `${Math.floor(whole / 3600)} h ${two(Math.floor(whole / 60) % 60)} min`;
  return whole >= 60 ? `${Math.floor(whole / 60)} min ${two(whole % 60)} s` : `${whole} s`;
}

/** Runs with a signal that Ctrl-C aborts; a second Ctrl-C ends the program. */
export async function untilInterrupt<T>(run: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const controller = new AbortController();
  const stop = (): void => controller.abort();
  process.once("SIGINT", stop);
  try {
    return await run(controller.signal);
  } finally {
    process.removeListener("SIGINT", stop);
  }
}
