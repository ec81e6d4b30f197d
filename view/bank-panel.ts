import { hexDigits } from "../hw/hex.js";
import { label, MONO, MONO_WIDTH, roomiest, SANS, SMALL, type Rect } from "./canvas.js";
import { CHANNELS } from "./clock-log.js";
import type { Brush, Panel, Region } from "./panel.js";
import type { Shot } from "./shot.js";

const TITLE = 15;

/** The TCDM banks: who holds each in this clock, what is done there, and who waits. */
export class BankPanel implements Panel {
  readonly regions: readonly Region[];
  private readonly shot: Shot;
  private readonly rect: Rect;
  private readonly cell: number;

  constructor(shot: Shot, rect: Rect) {
    const { banks } = shot.design;
    this.shot = shot;
    this.rect = { ...rect, y: rect.y + TITLE, height: rect.height - TITLE };
    this.cell = rect.width / banks;
    const find = (_row: number, bank: number) => ({
      path: "banks.holder",
      index: bank,
      what: `holder of bank ${bank}`,
    });
    this.regions = [{ rect: this.rect, rows: 1, columns: banks, find }];
  }

  draw(brush: Brush): void {
    const { shot, rect } = this;
    const { context, palette } = brush;
    label(context, "TCDM banks", rect.x, rect.y - 8, palette.ink, SANS);
    const port = this.portText();
    label(context, port, rect.x + 84, rect.y - 8, palette.faint, MONO);
    for (let b = 0; b < shot.design.banks; b++) this.drawBank(brush, b);
  }

  private portText(): string {
    const { shot } = this;
    if (shot.value("redmule.streamer.req") === 0) return "RedMulE requests nothing";
    const what = shot.value("redmule.streamer.write") ? "writes to" : "reads from";
    const address = hexDigits(shot.value("redmule.streamer.addr"), 5);
    const got = shot.value("redmule.streamer.gnt") ? "" : ", not granted";
    return `RedMulE's ${this.channel()} stream ${what} 0x${address}${got}`;
  }

  /** The name of the channel that has RedMulE's port. */
  private channel(): string {
    const winner = this.shot.value("redmule.streamer.mux.winner");
    return CHANNELS[winner < 2 ? winner : 2 + this.shot.value("redmule.streamer.yz_mux.winner")];
  }

  private drawBank({ context, palette }: Brush, b: number): void {
    const { shot, rect, cell } = this;
    const x = rect.x + b * cell;
    const of = (path: string): number => shot.values[shot.index(path) + b];
    const states = shot.place("banks.holder").states!;
    const holder = of("banks.holder");
    const name = states[holder];
    const redmule = holder === states.length - 1;
    const channel = this.channel();
    const colour = redmule ? palette.channels[CHANNELS.indexOf(channel as "X")] : palette.core;
    context.fillStyle = holder === 0 ? palette.empty : colour;
    // Banks of an access that another bank holds up serve it in vain.
    context.globalAlpha = redmule && shot.value("redmule.streamer.gnt") === 0 ? 0.5 : 1;
    context.fillRect(x, rect.y, cell - (cell > 8 ? 2 : 0.5), 18);
    context.globalAlpha = 1;
    if (holder !== 0) {
      const who = redmule ? channel : name;
      const access = `${of("interconnect.tcdm.write") ? "w" : "r"} ${hexDigits(of("interconnect.tcdm.row"))}`;
      const text = roomiest(context, [`${who} ${access}`, who, who.slice(-1)], cell - 4, `bold ${SANS}`);
      label(context, text, x + cell / 2 - 1, rect.y + 9.5, palette.panel, `bold ${SANS}`, "center");
    }
    if (cell < 3 * MONO_WIDTH) return;
    const waits = of("banks.redmule_waits") + of("banks.cores_wait") > 0;
    label(context, String(b), x + cell / 2 - 1, rect.y + 26, waits ? palette.bad : palette.faint, MONO, "center");
    if (rect.height > 40) this.drawWaiting({ context, palette }, x, of("banks.redmule_waits"), of("banks.cores_wait"));
  }

  private drawWaiting(
    { context, palette }: Pick<Brush, "context" | "palette">,
    x: number,
    redmule: number,
    cores: number,
  ): void {
    if (redmule + cores === 0) return;
    const { rect, cell } = this;
    const y = rect.y + 38;
    const text = [
      ...(redmule ? ["RedMulE"] : []),
      ...(cores ? [cell > 60 ? `${cores} ${cores === 1 ? "core" : "cores"}` : `${cores}`] : []),
    ].join("+");
    const wide = cell >= 46;
    label(context, wide ? text : "•", x + cell / 2 - 1, y, palette.bad, SMALL, "center");
  }
}
