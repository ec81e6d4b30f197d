import type { Condition } from "./condition.js";
import type { Signal } from "./select.js";
import { Recorder, type Track } from "./track.js";

/** Clocks to keep, the ends included. */
export interface ClockWindow {
  readonly from: number;
  readonly to: number;
}

/** Clocks to keep around the first clock of a window in which a condition holds. */
export interface TriggerWindow extends ClockWindow {
  readonly condition: Condition;
  /** Clocks kept before and after that of the trigger. */
  readonly before: number;
  readonly after: number;
}

/** Keeps a window of clocks of some signals; with a trigger, a ring holds the clocks before it until it comes. */
export class Capture {
  readonly tracks: readonly Track[];
  private readonly wanted: ClockWindow | TriggerWindow;
  private readonly recorder: Recorder;
  private first = NaN;
  private last = NaN;
  private trigger = NaN;

  /** @param wanted an end of its own, or a trigger; in clocks counted as the samples are */
  constructor(signals: readonly Signal[], wanted: ClockWindow | TriggerWindow) {
    this.wanted = wanted;
    const depth = "condition" in wanted ? wanted.before + 1 + wanted.after : wanted.to - wanted.from + 1;
    this.recorder = new Recorder(signals, depth);
    this.tracks = this.recorder.tracks;
  }

  /** Looks at a settled clock. Clocks come in order, without gaps. */
  sample(clock: number): void {
    if (this.done) return;
    if (Number.isNaN(this.first)) this.first = clock;
    this.last = clock;
    const { wanted } = this;
    if (!("condition" in wanted)) {
      if (clock >= wanted.from) this.recorder.sample(clock);
      return;
    }
    this.recorder.sample(clock);
    const holds = wanted.condition.holds();
    if (holds && Number.isNaN(this.trigger) && clock >= wanted.from) this.trigger = clock;
  }

  /** Nothing that comes can change what is kept. */
  get done(): boolean {
    const { wanted, last, trigger } = this;
    return last >= ("condition" in wanted && !Number.isNaN(trigger) ? trigger + wanted.after : wanted.to);
  }

  /** The clock of the trigger; null before it has come, and without one. */
  get triggered(): number | null {
    return Number.isNaN(this.trigger) ? null : this.trigger;
  }

  /** The last clock that was looked at; null before the first. */
  get seen(): number | null {
    return Number.isNaN(this.last) ? null : this.last;
  }

  /** The clocks that are kept; null when the trigger has not come, or the window has not begun. */
  get window(): ClockWindow | null {
    const { wanted, first, last, trigger } = this;
    if (!("condition" in wanted)) {
      return last >= wanted.from ? { from: Math.max(first, wanted.from), to: last } : null;
    }
    if (Number.isNaN(trigger)) return null;
    return { from: Math.max(first, trigger - wanted.before), to: last };
  }
}
