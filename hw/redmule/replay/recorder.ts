import type { Redmule } from "../redmule.js";
import { movesOf, movesOfStore } from "./channel-moves.js";
import { Move } from "./moves.js";

/** Notes what moves data in the clocks of a stretch: looks at each after everything has settled, in the order of the edges. */
export class Recorder {
  private readonly redmule: Redmule;
  /** Whether clocks between accesses count. */
  private readonly isTimed: boolean;
  /** Clocks since the last access. */
  private passed = 0;
  private code: number[] = [];
  /** Clocks of the array that go together. */
  private readonly steps = { rows: 0, group: 0, element: 0, count: 0 };
  /** Place of the first chunk. */
  private place = 0;

  constructor(redmule: Redmule, isTimed: boolean) {
    this.redmule = redmule;
    this.isTimed = isTimed;
  }

  /** @param place of the first chunk of X, in bytes from its first one */
  begin(place: number): void {
    this.code = [];
    this.passed = 0;
    this.steps.count = 0;
    this.place = place;
  }

  /** Call in each clock, after it has settled. @returns whether the clock is one of those that can be replayed */
  look(): boolean {
    const { control, engine, streamer, tcdm, wBuffer, zBuffer, parameters } = this.redmule;
    const { z } = streamer;
    const cleared = engine.flush | engine.clearAll | streamer.clear | streamer.clearStores | streamer.clearFault;
    const ends = z.done | streamer.outside | streamer.faulted;
    const isStray = wBuffer.groupRead >= parameters.H || wBuffer.elementRead > parameters.P;
    if (control.idle === 0 || (cleared | ends) !== 0 || tcdm.req !== tcdm.gnt || isStray) return false;
    this.lookAtArray();
    this.lookAtBuffers();
    if (tcdm.gnt === 0) this.passed++;
    else this.notePassed();
    this.lookAtStreams();
    if (zBuffer.fill !== 0) this.note(Move.Z_COLUMN, zBuffer.fillColumn);
    return true;
  }

  /** The stretch is complete. */
  end(): Int32Array {
    this.noteSteps();
    this.notePassed();
    this.code.push(Move.END);
    return Int32Array.from(this.code);
  }

  private note(...words: number[]): void {
    this.code.push(...words);
  }

  private notePassed(): void {
    if (this.isTimed && this.passed > 0) this.note(Move.CLOCKS, this.passed);
    this.passed = 0;
  }

  private noteSteps(): void {
    const { rows, group, element, count } = this.steps;
    if (count > 0) this.note(Move.STEPS, rows, group, element, count);
    this.steps.count = 0;
  }

  private lookAtArray(): void {
    const { redmule, steps } = this;
    const { engine, wBuffer, zBuffer, xBuffer, parameters, memoryScheduler, streamer } = redmule;
    if (zBuffer.fill !== 0) {
      this.noteSteps();
      this.note(Move.RESULTS);
    }
    if (streamer.x.start !== 0) {
      const { total, rowBytes } = streamer.x.generator.shape;
      const { config } = memoryScheduler;
      this.note(Move.X_START, streamer.x.generator.shape.base - config.xAddr - this.place, total, rowBytes);
    }
    if (engine.enable !== 0) {
      const { groupRead: group, elementRead: element } = wBuffer;
      const { activeRows: rows } = engine;
      if (engine.pushingY !== 0) {
        this.noteSteps();
        this.note(Move.STEP_Y, rows, group, element, zBuffer.yColumn);
      } else {
        const { count } = steps;
        const follows = group === steps.group && element === steps.element + count && rows === steps.rows;
        if (count === 0 || !follows || count > parameters.P) {
          this.noteSteps();
          Object.assign(steps, { rows, group, element, count: 1 });
        } else steps.count++;
      }
    }
    if (wBuffer.load !== 0 || (!redmule.data.xStands && xBuffer.turns)) this.noteSteps();
  }

  private lookAtBuffers(): void {
    const { xBuffer, wBuffer, zBuffer, data } = this.redmule;
    const { fill } = xBuffer;
    if (!data.xStands && !fill.idle) {
      const from = fill.copied < xBuffer.height ? fill.padRead : -1;
      if (fill.writes !== 0) this.note(Move.X_COLUMN, from, xBuffer.writeColumn, xBuffer.writeHalf);
      if (fill.load !== 0) this.note(Move.X_ROW, xBuffer.padRow);
      if (fill.inputs.shift !== 0) this.note(Move.X_TURN, xBuffer.readColumn, xBuffer.readHalf);
    }
    if (zBuffer.loads !== 0) this.note(Move.Y_ROW, zBuffer.loadRow);
    if (wBuffer.load !== 0) this.note(Move.W_ROW, wBuffer.row, wBuffer.validElements, wBuffer.step);
  }

  private lookAtStreams(): void {
    const { streamer } = this.redmule;
    const { x, w, y, z } = streamer;
    const channels = [x, w, y];
    // The response of this clock comes before the next read is granted.
    const first = Math.max(
      0,
      channels.findIndex(({ response }) => response !== 0),
    );
    for (let i = 0; i < channels.length; i++) {
      const at = (first + i) % channels.length;
      const moves = movesOf(channels[at]);
      if (moves !== 0) this.note(Move.LOAD, at, moves);
    }
    const moves = movesOfStore(z);
    if (moves !== 0) this.note(Move.STORE, moves);
    if (z.push !== 0) this.note(Move.Z_ROW, z.sourceOffset, z.height);
  }
}
