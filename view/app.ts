import { UsageError } from "../hw/errors.js";
import { AccountPanel } from "./account-panel.js";
import { Sheet } from "./canvas.js";
import { byId, SetupForm, TransportBar, type Transport } from "./controls.js";
import { listenToKeys } from "./keys.js";
import { Link } from "./link.js";
import { Machine } from "./machine.js";
import { MapPanel } from "./map-panel.js";
import { Pace } from "./pace.js";
import { readPalette } from "./palette.js";
import type { Design, Picture, Reply } from "./protocol.js";
import { checkHash, DEFAULT_FIELDS, fromHash, toHash, type Fields } from "./setup.js";
import { Shot } from "./shot.js";
import { listenToSignals } from "./signal-box.js";
import { listenToTabs } from "./tabs.js";
import { Tip } from "./tip.js";
import { listenToWaves } from "./wave-input.js";
import { NAMES, WavePanel } from "./wave-panel.js";
import { FIRST_SIGNALS, WaveStore } from "./wave-store.js";

/** Milliseconds that the worker may take while running, of 16 of a frame that its picture has to reach; and on the way to a clock. */
const RUN_BUDGET = 10;
const GOAL_BUDGET = 60;

/** What has been opened: the picture that is shown and what was gathered on the way. */
interface Opened {
  readonly shot: Shot;
  readonly account: AccountPanel;
  picture: Picture;
}

/** The page: one model in the worker, drawn whenever it has moved. */
export class App implements Transport {
  private readonly link = new Link((message) => this.refuse(`The model stopped with a fault: ${message}`));
  private readonly machine = new Machine(() => this.redraw());
  private readonly map = new MapPanel(() => this.redraw());
  private readonly strip = new Sheet("strip", () => this.redraw());
  private readonly waves = new WavePanel(new WaveStore([], []), () => this.redraw());
  private readonly bar = new TransportBar(this);
  private readonly form = new SetupForm((fields, clock) => this.open(fields, clock));
  private readonly pace = new Pace();
  private readonly tip: Tip;
  private palette = readPalette();
  /** What the run that is shown was opened with. */
  private fields: Fields = DEFAULT_FIELDS;
  private signals: readonly string[] = FIRST_SIGNALS;
  private opened: Opened | null = null;
  private running = false;
  /** The clock to go to, while it has not been reached. */
  private goal: number | null = null;
  /** Clocks that are due while running slower than one a frame. */
  private due = 0;
  private stale = true;
  private rests = false;

  constructor() {
    this.tip = new Tip(this.machine, this.map, () => this.opened?.shot ?? null, {
      watch: (signal) => this.watch([...new Set([...this.signals, signal])]),
      go: (clock) => this.go(clock),
    });
    listenToTabs();
    listenToKeys(this, this.bar, () => this.rests);
    listenToWaves(this.waves, {
      redraw: () => this.redraw(),
      go: (clock) => this.go(clock),
      remove: (track) => this.watch(this.signals.filter((_, i) => i !== track)),
    });
    listenToSignals({
      places: () => this.opened?.shot.design.places ?? [],
      add: (signals) => {
        this.watch([...new Set([...this.signals, ...signals])]);
        this.waves.scroll = Infinity;
      },
      refuse: (message) => this.refuse(message),
      follow: (on) => {
        this.waves.window.follows = on;
        this.redraw();
      },
    });
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => this.recolour());
    addEventListener("hashchange", () => this.openHash());
    byId("return").addEventListener("click", () => this.back());
    this.openHash();
    requestAnimationFrame((now) => this.frame(now));
  }

  private openHash(): void {
    const { fields, clock } = fromHash(location.hash);
    try {
      checkHash(location.hash);
    } catch (error) {
      if (!(error instanceof UsageError)) throw error;
      this.form.show(this.fields);
      this.refuse(error.message);
      return;
    }
    this.form.show(fields);
    this.open(fields, clock);
  }

  /** Away from a link that leads nowhere: to the run that is shown, or to the default one. */
  private back(): void {
    byId("refusal").hidden = true;
    this.form.show(this.fields);
    if (this.opened === null) this.open(this.fields, null);
    else this.writeHash();
  }

  /** @param clock null for one in the middle of the job */
  private open(fields: Fields, clock: number | null): void {
    this.running = false;
    this.goal = null;
    void this.link.ask({ type: "open", fields, clock, signals: this.signals }).then((reply) => {
      if (reply.type === "opened") this.fields = fields;
      this.take(reply);
      if (reply.type === "opened" && reply.picture.clock < (clock ?? 0) && !this.atEnd) this.goal = clock;
    });
  }

  private take(reply: Reply): void {
    if (reply.type === "refused") {
      this.refuse(reply.message);
      return;
    }
    byId("refusal").hidden = true;
    if (reply.type === "opened") this.show(reply.design, reply.picture);
    const { opened } = this;
    if (opened === null) return;
    opened.picture = reply.picture;
    Object.assign(opened.shot, { values: reply.picture.values, clock: reply.picture.clock });
    this.map.result.append(reply.picture.stores);
    opened.account.append(reply.picture.log);
    this.waves.store.append(reply.picture.samples);
    if (this.atEnd) this.running = false;
    if (this.goal === reply.picture.clock || this.atEnd) this.goal = null;
    if (!this.running && this.goal === null) this.writeHash();
    this.redraw();
  }

  private show(design: Design, picture: Picture): void {
    const shot = new Shot(design, picture.values);
    const account = new AccountPanel(design, this.strip);
    this.opened = { shot, account, picture };
    byId("job").hidden = this.rests;
    this.machine.show(shot);
    this.map.show(shot);
    this.waves.store = new WaveStore(design.places, this.signals);
    Object.assign(this.waves.window, { from: 0, follows: true, cursorA: null, cursorB: null });
  }

  /** Says what is wrong and how to go back. */
  refuse(message: string): void {
    byId("reason").textContent = message;
    byId("return").textContent = this.rests
      ? "close"
      : this.opened === null
        ? "show the default job"
        : "back to the job";
    byId("refusal").hidden = false;
  }

  /** Another page stands in the place of this one, or no longer. */
  rest(rests: boolean): void {
    this.rests = rests;
    this.running = false;
    byId("job").hidden = rests || this.opened === null;
    this.redraw();
  }

  private get atEnd(): boolean {
    const picture = this.opened?.picture;
    return picture !== undefined && picture.clock === picture.ending?.clock;
  }

  private writeHash(): void {
    if (!this.rests) history.replaceState(null, "", toHash(this.fields, this.opened?.picture.clock ?? 0));
  }

  go(clock: number): void {
    this.running = false;
    this.goal = Math.max(0, clock);
    this.waves.window.follows = byId<HTMLInputElement>("follow").checked;
  }

  step(clocks: number): void {
    this.go((this.goal ?? this.opened?.picture.clock ?? 0) + clocks);
  }

  toggleRun(): void {
    if (!this.running && this.atEnd) return;
    this.running = !this.running;
    this.goal = null;
    this.waves.window.follows = byId<HTMLInputElement>("follow").checked;
    if (!this.running) this.writeHash();
    this.redraw();
  }

  redraw(): void {
    this.stale = true;
  }

  zoom(factor: number): void {
    const { window: view } = this.waves;
    view.zoom(factor, view.xOf(view.cursorA ?? this.opened?.picture.clock ?? 0));
    this.redraw();
  }

  fit(): void {
    const { window: view, store, sheet } = this.waves;
    view.fit(store.from, store.end, sheet.width - NAMES);
    this.redraw();
  }

  private recolour(): void {
    this.palette = readPalette();
    this.redraw();
  }

  /** Other waveforms; the worker samples them again from the first clock on. */
  private watch(signals: readonly string[]): void {
    const { opened } = this;
    if (opened === null) return;
    this.signals = signals;
    void this.link.ask({ type: "signals", signals }).then((reply) => {
      if (reply.type === "picture") this.waves.store = new WaveStore(opened.shot.design.places, signals);
      this.take(reply);
    });
  }

  private frame(now: number): void {
    requestAnimationFrame((next) => this.frame(next));
    if (this.rests) return;
    if (this.link.idle) this.move();
    if (this.stale) this.draw();
    this.pace.frame(now, this.opened?.picture.clock ?? 0, this.running || this.goal !== null);
  }

  /** Asks the worker for what comes next. */
  private move(): void {
    const { opened } = this;
    if (opened === null) return;
    const ask = (clock: number, budget: number): void => {
      void this.link.ask({ type: "go", clock, budget }).then((reply) => this.take(reply));
    };
    if (this.goal !== null) ask(this.goal, GOAL_BUDGET);
    else if (this.running) {
      const speed = this.bar.clocksPerFrame;
      this.due = Math.min(this.due + speed, Math.max(1, speed));
      const clocks = Math.floor(this.due + 1e-9);
      this.due -= clocks;
      if (clocks > 0) ask(opened.picture.clock + clocks, RUN_BUDGET);
    }
  }

  private draw(): void {
    const { opened, palette, bar } = this;
    if (opened === null) return;
    this.stale = false;
    const start = performance.now();
    const { clock, ending } = opened.picture;
    this.machine.draw(palette, bar.asBits);
    this.map.draw(palette);
    this.waves.draw(palette, clock, bar.asBits);
    opened.account.draw(palette, clock, ending);
    bar.show(clock, this.running);
    this.tip.update();
    byId("cursors").textContent = this.waves.window.describe();
    this.pace.draws(performance.now() - start);
  }
}
