import type { Program } from "../../sw/program.js";
import { Places } from "../programs/places.js";
import { sleepOf } from "../programs/whereabouts.js";
import { Debugger, touchText, type BreakKind, type Resume, type Stop } from "./debugger.js";
import { Monitor } from "./monitor.js";
import { fromHex, textToHex } from "./packets.js";
import { guarded, OK, REFUSED, TargetAccess } from "./target-access.js";
import { TargetDescription } from "./target-description.js";
import type { Timeline } from "./timeline.js";
import { Watch, type WatchKind } from "./watch.js";

const WATCHES: Readonly<Record<string, WatchKind>> = { "2": "write", "3": "read", "4": "access" };
const BREAKS: Readonly<Record<string, BreakKind>> = { "0": "swbreak", "1": "hwbreak" };

/** What a packet leads to: an answer, the machine goes on, or the end. */
export type Reply =
  | { readonly answer: string }
  | { readonly resumes: true }
  | { readonly ends: "detach" | "kill"; readonly answer: string };

const answer = (text: string): Reply => ({ answer: text });

/**
 * The remote side of GDB (GDB manual, "Remote Protocol", "Packets"): a thread is a core, all stop together. The machine is
 * deterministic, so `bs` and `bc` go backwards.
 */
export class GdbStub {
  readonly debug: Debugger;
  private readonly timeline: Timeline;
  private readonly monitor: Monitor;
  private readonly places: Places;
  private readonly target: TargetDescription;
  private readonly access: TargetAccess;
  /** Core of the next register access, and of the next step. */
  private selected = 0;
  private stepped = 0;
  private last = "";
  private over = false;

  constructor(timeline: Timeline, program: Program) {
    this.timeline = timeline;
    this.debug = new Debugger(timeline);
    this.places = new Places(program);
    this.monitor = new Monitor(this.debug, program, this.places);
    this.target = new TargetDescription(timeline.system.cores[0].parameters);
    this.access = new TargetAccess(timeline, this.target);
    this.last = "T05thread:1;";
  }

  /** Answers a packet. An empty answer says that the packet is not known. */
  handle(packet: string): Reply {
    const rest = packet.slice(1);
    switch (packet[0]) {
      case "?":
        return answer(this.last);
      case "g":
        return answer(this.access.registers(this.selected, 0, this.target.general));
      case "p":
        return answer(this.access.register(this.selected, parseInt(rest, 16)));
      case "P":
        return answer(this.access.writeRegister(this.selected, rest));
      case "m":
        return answer(this.access.read(this.selected, rest));
      case "M":
        return answer(this.access.write(rest));
      case "H":
        return answer(this.select(rest));
      case "T":
        return answer(this.core(rest) < this.timeline.cores.length ? OK : REFUSED);
      case "Z":
      case "z":
        return answer(point(this.debug, this.timeline, packet[0] === "Z", rest));
      case "c":
        return this.forward({ how: "continue" });
      case "s":
        return this.forward({ how: "step", core: this.stepped, alone: false });
      case "b":
        return answer(this.stopReply(rest === "s" ? this.debug.stepBack(this.stepped) : this.debug.continueBack()));
      case "v":
        return this.verbose(packet);
      case "q":
      case "Q":
        return answer(this.query(packet));
      case "D":
        return { ends: "detach", answer: OK };
      case "k":
        return { ends: "kill", answer: "" };
      default:
        return answer("");
    }
  }

  /** While the machine goes on: texts for the console and the stop, once there is one. */
  run(clocks: number): readonly string[] {
    const stop = this.debug.run(clocks);
    if (stop === undefined) return [];
    return [...this.notes(stop), this.stopReply(stop)];
  }

  /** The user has interrupted the machine. */
  interrupt(): string {
    this.last = `T02thread:${(this.selected + 1).toString(16)};`;
    return this.last;
  }

  private forward(mode: Resume): Reply {
    if (this.timeline.ended && this.over) {
      const { value, status } = this.timeline.run.result;
      return answer(status === "ended" ? `W${((value ?? 0) & 0xff).toString(16).padStart(2, "0")}` : "X06");
    }
    this.over = false;
    this.debug.resume(mode);
    return { resumes: true };
  }

  private notes(stop: Stop): string[] {
    const place = (pc: number): string => {
      const text = this.places.of(pc);
      return text === "" ? "" : ` (${text})`;
    };
    if (stop.reason === "watch") return [`O${textToHex(`${touchText(stop.touch, stop.clock, place)}\n`)}`];
    if (stop.reason !== "end") return [];
    this.over = true;
    const { status, value, message, clocks } = this.timeline.run.result;
    const how =
      status === "ended"
        ? `The program has ended with ${value}`
        : (message ?? "The clocks of --max-clocks are used up");
    return [`O${textToHex(`${how}, in clock ${clocks}; continue once more to leave, or go back\n`)}`];
  }

  private stopReply(stop: Stop): string {
    const thread = `thread:${(stop.core + 1).toString(16)};`;
    this.selected = this.stepped = stop.core;
    const why = {
      break: () => (stop.reason === "break" ? `${stop.kind}:;` : ""),
      watch: () => (stop.reason === "watch" ? watchReason(stop.touch.watch) : ""),
      step: () => "",
      begin: () => "replaylog:begin;",
      end: () => "replaylog:end;",
    }[stop.reason]();
    this.last = `T05${why}${thread}`;
    return this.last;
  }

  /** Core of a thread id; 0 and -1 stand for any. */
  private core(id: string): number {
    const thread = parseInt(id, 16);
    return thread > 0 ? thread - 1 : this.selected;
  }

  private select(rest: string): string {
    const core = this.core(rest.slice(1));
    if (core >= this.timeline.cores.length) return REFUSED;
    if (rest[0] === "g") this.selected = core;
    else this.stepped = core;
    return OK;
  }

  private verbose(packet: string): Reply {
    if (packet === "vCont?") return answer("vCont;c;C;s;S");
    if (packet.startsWith("vKill")) return { ends: "kill", answer: OK };
    if (!packet.startsWith("vCont;")) return answer("");
    const actions = packet.slice("vCont;".length).split(";");
    const step = actions.find((action) => /^[sS]/.test(action));
    if (step === undefined) {
      const one = actions.length === 1 ? actions[0].split(":")[1] : undefined;
      return this.forward(
        one === undefined || one === "-1" ? { how: "continue" } : { how: "continue one", core: this.core(one) },
      );
    }
    const core = this.core(step.split(":")[1] ?? "0");
    const alone = actions.length === 1 && step.includes(":");
    return this.forward({ how: "step", core, alone });
  }

  private query(packet: string): string {
    const [name] = packet.split(/[:,;]/, 1);
    const rest = packet.slice(name.length + 1);
    switch (name) {
      case "qSupported":
        return "PacketSize=4000;qXfer:features:read+;vContSupported+;swbreak+;hwbreak+;ReverseStep+;ReverseContinue+;QStartNoAckMode+";
      case "QStartNoAckMode":
      case "qSymbol":
        return OK;
      case "qAttached":
        return "1";
      case "qC":
        return `QC${(this.selected + 1).toString(16)}`;
      case "qfThreadInfo":
        return `m${this.timeline.cores.map((_, i) => (i + 1).toString(16)).join(",")}`;
      case "qsThreadInfo":
        return "l";
      case "qThreadExtraInfo":
        return textToHex(this.extraInfo(this.core(rest)));
      case "qXfer":
        return this.transfer(rest);
      case "qRcmd":
        return textToHex(this.monitor.answer(new TextDecoder().decode(fromHex(rest))));
      default:
        return "";
    }
  }

  private extraInfo(i: number): string {
    const { system } = this.timeline;
    const core = system.cores[i];
    return `core ${core.hartId}${core.sleeping === 0 ? "" : ` ${sleepOf(system, core, i)}`}`;
  }

  private transfer(rest: string): string {
    const found = /^features:read:target\.xml:([0-9a-f]+),([0-9a-f]+)$/.exec(rest);
    if (found === null) return "";
    const [from, length] = found.slice(1).map((word) => parseInt(word, 16));
    const part = this.target.xml.slice(from, from + length);
    return `${from + length < this.target.xml.length ? "m" : "l"}${part}`;
  }
}

function watchReason({ kind, address }: Watch): string {
  const name = { write: "watch", read: "rwatch", access: "awatch" }[kind];
  return `${name}:${address.toString(16)};`;
}

/** Puts in a breakpoint or watchpoint, or takes it out; an empty answer where the kind is not known. */
function point(debug: Debugger, timeline: Timeline, insert: boolean, rest: string): string {
  const [type, place, size] = rest.split(",");
  const address = parseInt(place, 16);
  if (BREAKS[type] !== undefined) {
    if (insert) debug.breakpoints.set(address, BREAKS[type]);
    else debug.breakpoints.delete(address);
    return OK;
  }
  const kind = WATCHES[type];
  if (kind === undefined) return "";
  const bytes = parseInt(size, 16);
  const at = debug.watches.findIndex((w) => w.kind === kind && w.address === address && w.bytes === bytes);
  if (!insert) {
    if (at >= 0) debug.watches.splice(at, 1);
    return OK;
  }
  return guarded(() => {
    if (at < 0) debug.watches.push(new Watch(kind, address, bytes, timeline));
    return OK;
  });
}
