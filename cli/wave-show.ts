import type { Scope } from "../hw/probe.js";
import { UsageError } from "../hw/errors.js";
import { Capture, type ClockWindow, type TriggerWindow } from "../wave/capture.js";
import { Condition } from "../wave/condition.js";
import { writeTextFile } from "../run/files/file-sink.js";
import { drawn, type Picture, type TextStyle } from "../wave/picture.js";
import { Replay } from "../wave/replay.js";
import { matching, selectByPath, signalsOf, type Signal } from "../wave/select.js";
import { inSlices } from "./in-slices.js";
import { openDump, withoutContents, type Dump } from "./record-wave.js";
import type { WaveFile } from "./wave-files.js";
import type { WaveRun } from "./wave-run.js";

/** What to show of a run. */
export interface ShowOptions {
  /** Globs; by default the key signals in pictures, and all in waveform files. */
  readonly signals?: readonly string[];
  readonly from?: number;
  readonly to?: number;
  readonly trigger?: string;
  readonly before: number;
  readonly after: number;
  readonly values?: true;
}

/** What was shown. */
export interface Shown {
  readonly picture: Picture | null;
  /** Clocks of the waveform files. */
  readonly window: ClockWindow;
  /** Clock of the trigger; null without one. */
  readonly trigger: number | null;
  /** Why the run made no progress, if it came so far. */
  readonly fault: string | undefined;
}

/** Clocks between two looks at signals of the operating system. */
const SLICE = 4096;

/** Most clocks of a picture, and most bytes that are kept of clocks around a trigger. */
const PICTURE_CLOCKS = 1000;
const KEPT_BYTES = 2 ** 30;

/** Runs a job or a program and keeps, draws and writes what the options ask for. */
export class WaveShow {
  private readonly run: WaveRun;
  private readonly options: ShowOptions;
  private readonly scope: Scope;
  private readonly all: readonly Signal[];
  private readonly chosen: readonly Signal[];
  private readonly capture: Capture | null;
  private readonly replay: Replay | null;
  private readonly dumps: Dump[] = [];

  /**
   * @param wantsPicture the chosen signals are to be drawn, or to be handed over
   * @throws UsageError for a mistake in the options, or a file that cannot be written
   */
  constructor(run: WaveRun, options: ShowOptions, files: readonly WaveFile[], wantsPicture: boolean) {
    this.run = run;
    this.options = options;
    this.scope = withoutContents(run.system.scope(run.view.name));
    this.all = signalsOf(this.scope);
    this.chosen = this.chooseSignals();
    const triggered = options.trigger !== undefined;
    const dumped = files.filter(({ picture }) => picture === null);
    this.capture = wantsPicture || triggered ? this.newCapture(triggered && dumped.length > 0, wantsPicture) : null;
    this.replay = triggered && dumped.length > 0 ? new Replay(this.scope, this.capture!.tracks) : null;
    try {
      for (const { path } of dumped) this.dumps.push(this.newDump(path));
    } catch (error) {
      this.abort();
      throw error;
    }
  }

  private chooseSignals(): readonly Signal[] {
    const { signals } = this.options;
    if (signals !== undefined) return selectByPath(this.all, signals);
    return [...new Set(this.run.keys.flatMap((glob) => matching(this.all, glob)))];
  }

  private newCapture(everything: boolean, wantsPicture: boolean): Capture {
    const wanted = this.wantedClocks();
    const clocks = "condition" in wanted ? wanted.before + 1 + wanted.after : wanted.to - wanted.from + 1;
    if (wantsPicture && clocks > PICTURE_CLOCKS) {
      throw new UsageError(
        `A picture of ${clocks} clocks cannot be read: choose at most ${PICTURE_CLOCKS}, or write a .vcd.`,
      );
    }
    const signals = everything ? this.all : this.chosen;
    if (4 * signals.length * clocks > KEPT_BYTES) {
      throw new UsageError(
        `${clocks} clocks of ${signals.length} signals do not fit the memory: give smaller --before and --after.`,
      );
    }
    return new Capture(signals, wanted);
  }

  private wantedClocks(): ClockWindow | TriggerWindow {
    const { trigger, from, to, before, after } = this.options;
    const begins = (from ?? to) === undefined ? this.run.begins : null;
    const text = trigger ?? begins;
    if (text === null) return { from: from ?? 0, to: to ?? (from ?? 0) + before + after };
    return { condition: new Condition(text, this.all), before, after, from: from ?? 0, to: to ?? Infinity };
  }

  private newDump(path: string): Dump {
    const { values = false, from, to, signals } = this.options;
    const paths = this.chosen.map((signal) => signal.path);
    const select = signals === undefined ? {} : { select: paths };
    const window = { ...(from === undefined ? {} : { from }), ...(to === undefined ? {} : { to }) };
    return openDump(
      this.replay?.scope ?? this.scope,
      path,
      { ...this.run.view, keys: paths },
      {
        ...{ values, ...select, ...(this.replay === null ? window : {}) },
      },
    );
  }

  /**
   * Runs as far as something may be seen.
   * @returns a sentence when nothing was: the trigger has not come, or the run has ended before the window
   * @throws UsageError when a file cannot be written
   */
  async show(): Promise<Shown | string> {
    try {
      await this.simulate();
      const shown = this.shown();
      if (typeof shown === "string") this.abort();
      else this.finishDumps(shown.window);
      return shown;
    } catch (error) {
      this.abort();
      throw error;
    }
  }

  /** Everything to show has been seen. */
  private get done(): boolean {
    const { run, capture, dumps, replay, options } = this;
    const dumped = dumps.length === 0 || replay !== null || run.system.clock > (options.to ?? Infinity);
    return dumped && (capture?.done ?? true);
  }

  private async simulate(): Promise<void> {
    const { run, capture, dumps, replay } = this;
    const live = replay === null ? dumps : [];
    run.system.observers.push((clock) => {
      capture?.sample(clock);
      for (const { writer } of live) writer.sample(clock);
    });
    await inSlices(() => this.done || run.advance(SLICE), { progress: () => `clock ${run.system.clock}` });
  }

  private shown(): Shown | string {
    const { run, capture, options, chosen } = this;
    const { from = 0, to = Infinity, trigger } = options;
    const last = run.system.clock - 1;
    // What comes behind the last clock to show is nobody's business.
    const fault = this.done ? undefined : run.fault();
    const because = fault === undefined ? "" : ` ${fault}`;
    const seen = { from, to: Math.min(to, last) };
    if (last < from) return `The run ended in clock ${last}, before clock ${from} of --from.${because}`;
    if (capture === null) return { picture: null, window: seen, trigger: null, fault };
    const { window } = capture;
    if (window === null) {
      const what = trigger === undefined ? "RedMulE began no job" : `"${trigger}" never held`;
      return `${what} from clock ${seen.from} to ${seen.to}.${because}`;
    }
    const byPath = new Map(capture.tracks.map((track) => [track.path, track]));
    const tracks = chosen.map(({ path }) => byPath.get(path)!);
    const { triggered } = capture;
    const title = `${run.title}: clocks ${window.from} to ${window.to}`;
    const picture = { tracks, window, title, trigger: triggered };
    return { picture, window: this.replay === null ? seen : window, trigger: triggered, fault };
  }

  private finishDumps({ from, to }: ClockWindow): void {
    const { replay, dumps } = this;
    for (const dump of dumps) {
      for (let clock = from; replay !== null && clock <= to; clock++) {
        replay.clock = clock;
        dump.writer.sample(clock);
      }
      dump.finish();
    }
  }

  private abort(): void {
    for (const { writer } of this.dumps) writer.abort();
  }
}

/** Writes the pictures among the files. */
export async function writePictures(picture: Picture, files: readonly WaveFile[], style: TextStyle): Promise<void> {
  for (const { path, picture: form } of files) {
    if (form !== null) writeTextFile(path, await drawn(picture, form, style));
  }
}
