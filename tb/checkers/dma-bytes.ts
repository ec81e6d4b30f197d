import type { MemoryWindow } from "../../hw/ports.js";
import type { Dma } from "../../hw/cluster/dma/dma.js";
import { bit, COMMAND_WORDS, DMA_COMMAND, DMA_REGISTERS, WORD } from "../../hw/cluster/dma/dma-map.js";
import type { DmaQueue } from "../../hw/cluster/dma/dma-queue.js";
import { rowOffset, type Rows } from "../cluster/dma-command.js";
import { hex } from "../../hw/hex.js";
import { CheckFailure, type Checker } from "./checker.js";

/** How often each byte of a memory is still to be written. */
class Expected {
  left = 0;
  private readonly window: MemoryWindow;
  private counts: Uint32Array | null = null;

  constructor(window: MemoryWindow) {
    this.window = window;
  }

  /** False for a byte outside the memory. */
  add(address: number): boolean {
    const at = address - this.window.base;
    if (at < 0 || at >= this.window.bytes) return false;
    this.counts ??= new Uint32Array(this.window.bytes);
    this.counts[at]++;
    this.left++;
    return true;
  }

  /** False for a byte that no open command writes. */
  take(address: number): boolean {
    const at = address - this.window.base;
    if (this.counts === null || !(this.counts[at] > 0)) return false;
    this.counts[at]--;
    this.left--;
    return true;
  }

  forget(): void {
    this.counts?.fill(0);
    this.left = 0;
  }
}

/** The words of a command as its core writes them. */
class CommandWords {
  readonly words: number[] = [];

  /** True when this word is the command's last. */
  push(word: number): boolean {
    const { words } = this;
    words.push(word);
    const rows = bit(words[0], DMA_COMMAND.rowsInL2) + bit(words[0], DMA_COMMAND.rowsInTcdm);
    return words.length === COMMAND_WORDS - 4 + 2 * rows;
  }

  /** Rows of L2 and of TCDM. */
  rows(): { l2: Rows | undefined; tcdm: Rows | undefined } {
    const { words } = this;
    const inL2 = bit(words[0], DMA_COMMAND.rowsInL2);
    const at = (present: number, from: number): Rows | undefined =>
      present === 0 ? undefined : { count: words[from], stride: words[from + 1] };
    const tcdm = at(bit(words[0], DMA_COMMAND.rowsInTcdm), WORD.l2Count + 2 * inL2);
    return { l2: at(inL2, WORD.l2Count), tcdm };
  }
}

/**
 * The byte enables of the DMA: what its ports write is what the commands ask for, every byte as often as commands name it,
 * and a word without an enabled byte never. Commands that leave a memory, or write the same bytes of L2 over and over, are
 * not judged, nor are those beside them.
 */
export class DmaByteChecker implements Checker {
  private readonly dma: Dma;
  private readonly tcdm: Expected;
  private readonly l2: Expected;
  private readonly commands: readonly CommandWords[];
  private readonly bursts: { addr: number; beats: number }[] = [];
  private judged = true;

  constructor(dma: Dma, windows: { readonly tcdm: MemoryWindow; readonly l2: MemoryWindow }) {
    this.dma = dma;
    this.tcdm = new Expected(windows.tcdm);
    this.l2 = new Expected(windows.l2);
    this.commands = dma.queues.map(() => new CommandWords());
  }

  check(clock: number): void {
    const { dma } = this;
    if ((dma.faults[0].fault | dma.faults[1].fault) !== 0) this.judged = false;
    if (dma.busy === 0) this.rest(clock);
    else {
      this.checkLane(clock, 0);
      this.checkLane(clock, 1);
      this.checkBeat(clock);
    }
    for (let i = 0; i < dma.queues.length; i++) this.listen(dma.queues[i], this.commands[i]);
  }

  private rest(clock: number): void {
    const left = this.tcdm.left + this.l2.left;
    if (this.judged && left > 0) this.fail(clock, `${left} bytes of its commands were never written`);
    if (left > 0) {
      this.tcdm.forget();
      this.l2.forget();
    }
    this.judged = true;
  }

  private checkLane(clock: number, lane: number): void {
    const { req, gnt, addr, be } = this.dma.tcdm[lane];
    if ((req & gnt) === 0) return;
    this.checkBytes(clock, this.tcdm, addr & ~3, be);
  }

  private checkBeat(clock: number): void {
    const { write } = this.dma;
    if ((write.req & write.gnt) !== 0) this.bursts.push({ addr: write.addr, beats: write.beats });
    if ((write.valid & write.accepted) === 0) return;
    const burst = this.bursts[0];
    this.checkBytes(clock, this.l2, burst.addr, write.be);
    burst.addr += 8;
    if (--burst.beats === 0) this.bursts.shift();
  }

  private checkBytes(clock: number, expected: Expected, addr: number, be: number): void {
    if (!this.judged) return;
    if (be === 0) this.fail(clock, `a write at ${hex(addr)} without an enabled byte`);
    for (let bits = be; bits !== 0; bits &= bits - 1) {
      const address = (addr >>> 0) + 31 - Math.clz32(bits & -bits);
      if (!expected.take(address)) this.fail(clock, `byte ${hex(address)}, which no open command writes, is written`);
    }
  }

  private listen(queue: DmaQueue, command: CommandWords): void {
    const { port, place, submits } = queue;
    if (place === WORD.command) command.words.length = 0;
    if ((port.req & port.gnt & port.write) === 0 || (port.addr & 0xc) !== DMA_REGISTERS.command) return;
    if (!command.push(port.wdata)) return;
    if (submits !== 0) this.expect(command);
    command.words.length = 0;
  }

  private expect(command: CommandWords): void {
    const [word, tcdm, l2] = command.words;
    const rows = command.rows();
    const bytes = word & DMA_COMMAND.bytes;
    const toTcdm = bit(word, DMA_COMMAND.toTcdm);
    if (bit(word, DMA_COMMAND.increment) === 0 && toTcdm === 0) this.judged = false;
    for (let i = 0; i < bytes && this.judged; i++) {
      const inside =
        toTcdm !== 0
          ? this.tcdm.add((tcdm >>> 0) + rowOffset(i, bytes, rows.tcdm))
          : this.l2.add((l2 >>> 0) + rowOffset(i, bytes, rows.l2));
      if (!inside) this.judged = false;
    }
  }

  private fail(clock: number, what: string): never {
    throw new CheckFailure(clock, "dma", what);
  }
}
