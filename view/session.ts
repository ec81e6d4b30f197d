import { UsageError } from "../hw/errors.js";
import { Camera } from "./camera.js";
import { Model } from "./model.js";
import type { Design, Picture, Reply, Request } from "./protocol.js";
import { Sampler, WAVE_CLOCKS } from "./sampler.js";
import { setupOf, type Fields, type Setup } from "./setup.js";

/** Clocks between two looks at the time. */
const STRIDE = 8;
/** Milliseconds in which a link's clock has to be reached before the first picture. */
const OPENING = 2000;
/** A page opens at this share of the array's own clocks, behind those of the tiler, and not later than this clock. */
const MIDDLE = 0.62;
const TILER = 34;
const LATEST_OPENING = 20_000;

/** One model with what watches it. */
interface Stage {
  readonly setup: Setup;
  readonly model: Model;
  readonly camera: Camera;
  sampler: Sampler;
  /** Log entries, and words of the log of stores, that have been sent. */
  sent: number;
  sentStores: number;
}

/** The worker's side: a model that answers requests. */
export class Session {
  private stage: Stage | null = null;

  handle(request: Request): Reply {
    const start = performance.now();
    try {
      if (request.type === "open") {
        this.stage = open(request.fields);
        this.watch(request.signals);
        this.go(request.clock ?? middleOf(this.stage.setup), start + OPENING);
        return { type: "opened", design: designOf(this.stage), picture: this.picture() };
      }
      if (request.type === "go") this.go(request.clock, start + request.budget);
      else this.watch(request.signals);
      return { type: "picture", picture: this.picture() };
    } catch (error) {
      if (error instanceof UsageError) return { type: "refused", message: error.message };
      if (error instanceof RangeError) {
        return { type: "refused", message: "This browser has no room for such a model: choose smaller sizes." };
      }
      throw error;
    }
  }

  private get opened(): Stage {
    if (this.stage === null) throw new Error("No model has been opened.");
    return this.stage;
  }

  /** Goes on with the request in strides, so that a picture comes in time. Going back takes as long as it takes. */
  private go(clock: number, deadline: number): void {
    const { model } = this.opened;
    if (clock <= model.head) {
      model.go(clock);
      return;
    }
    model.go(Math.min(clock, Math.max(model.head, model.clock)));
    while (model.clock < clock && !model.ended && performance.now() < deadline) {
      model.go(Math.min(clock, model.clock + STRIDE));
    }
  }

  private watch(signals: readonly string[]): void {
    const stage = this.opened;
    const { model, camera } = stage;
    const { clock, head } = model;
    const from = Math.max(0, head - WAVE_CLOCKS);
    const sampler = new Sampler(camera, signals, from);
    model.replay(from, head, () => sampler.sample());
    model.go(clock);
    model.observer = () => sampler.sample();
    stage.sampler = sampler;
  }

  private picture(): Picture {
    const stage = this.opened;
    const { model, camera, sampler } = stage;
    const values = new Uint32Array(camera.size);
    camera.take(values);
    const log = model.log.values.slice(stage.sent, model.log.length);
    stage.sent = model.log.length;
    const { words } = model.stores;
    const stores = words.values.slice(stage.sentStores, words.length);
    stage.sentStores = words.length;
    const { clock, head, ending } = model;
    return { clock, head, ending, values, log, stores, samples: sampler.take() };
  }
}

function open(fields: Fields): Stage {
  const setup = setupOf(fields);
  const model = new Model(setup);
  const camera = new Camera(model.scope);
  return { setup, model, camera, sampler: new Sampler(camera, [], 0), sent: 0, sentStores: 0 };
}

/** A clock in which a job is in full work: part of the way that the array alone would take. */
function middleOf({ job }: Setup): number {
  const { m, n, k, config } = job;
  const { L, H, P } = config;
  const tiles = Math.ceil(m / L) * Math.ceil(k / (H * (P + 1)));
  const clocks = tiles * Math.ceil(n / H) * H * (P + 1);
  return Math.min(LATEST_OPENING, Math.ceil(MIDDLE * clocks) + TILER);
}

function designOf({ setup, model, camera }: Stage): Design {
  const { op, m, n, k, config } = setup.job;
  const { L, H, P, banks, errata } = config;
  return { L, H, P, banks, op, m, n, k, errata, tensors: model.tensors, places: camera.places };
}
