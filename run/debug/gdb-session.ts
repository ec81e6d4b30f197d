import type { GdbStub } from "./gdb-stub.js";
import { frame, INTERRUPT, PacketReader } from "./packets.js";

/** Clocks between two looks at the line. */
const SLICE = 256;

/** A line to GDB, a byte a character. */
export interface Line {
  readonly send: (bytes: string) => void;
}

/**
 * One GDB at the end of a line. `receive` takes what it sends; the machine goes on in slices, so that an interrupt is heard.
 */
export class GdbSession {
  /** How GDB has left; undefined while it has not. */
  left: "detach" | "kill" | undefined;
  private readonly stub: GdbStub;
  private readonly line: Line;
  private readonly reader = new PacketReader();
  private acknowledges = true;
  private running = false;
  private readonly ended: () => void;

  /** @param ended called once when GDB leaves */
  constructor(stub: GdbStub, line: Line, ended: () => void) {
    this.stub = stub;
    this.line = line;
    this.ended = ended;
  }

  receive(bytes: string): void {
    this.reader.push(bytes);
    let before: string | null | undefined;
    for (let packet = this.reader.next(); packet !== undefined; packet = this.reader.next()) {
      // A GDB that has waited long, as while this program started, sends its packet again.
      const again = this.acknowledges && packet === before;
      before = packet;
      if (again) continue;
      if (packet === INTERRUPT) {
        if (this.running) this.stop(this.stub.interrupt());
      } else if (packet === null) this.line.send("-");
      else this.answer(packet);
    }
  }

  private answer(packet: string): void {
    if (this.acknowledges) this.line.send("+");
    if (packet === "QStartNoAckMode") this.acknowledges = false;
    const reply = this.stub.handle(packet);
    if ("resumes" in reply) {
      this.running = true;
      setImmediate(() => this.go());
      return;
    }
    if (packet !== "k") this.line.send(frame(reply.answer));
    if ("ends" in reply) this.leave(reply.ends);
  }

  private go(): void {
    if (!this.running) return;
    const texts = this.stub.run(SLICE);
    if (texts.length === 0) setImmediate(() => this.go());
    else {
      for (const text of texts.slice(0, -1)) this.line.send(frame(text));
      this.stop(texts[texts.length - 1]);
    }
  }

  private stop(reply: string): void {
    this.running = false;
    this.line.send(frame(reply));
  }

  /** The line is gone, or GDB has said that it goes. */
  leave(how: "detach" | "kill"): void {
    if (this.left !== undefined) return;
    this.running = false;
    this.left = how;
    this.ended();
  }
}
