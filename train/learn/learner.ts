/** Latent replay: events of new images, mini-batches of new latents and replays, and a memory that takes some of each event. */
import { UsageError } from "../../hw/errors.js";
import { elementsOf, type Network } from "../network.js";
import { Random } from "../randomness.js";
import {
  Adaptive,
  Classifier,
  learningProgram,
  type AdaptiveSettings,
  type LearningBatch,
  type LearningRunner,
} from "./adaptive.js";
import { CodeStage, FloatStage, type FrozenStage } from "./frozen.js";
import { byClass, ImageReader, type ImageSet } from "./images.js";
import { Latents } from "./latents.js";
import { confusionOf, scoresOf, UNTESTED, type Confusion, type TestScores } from "./metrics.js";
import { L2_BYTES, placingOf, type Placing } from "./placing.js";
import {
  BATCHES,
  DRAW,
  EPOCHS,
  eventsOf,
  fillOf,
  NEW,
  newOf,
  REPLAYED,
  replacementOf,
  replaysOf,
  type Event,
} from "./protocol.js";
import { EXTERNAL_BYTES, ReplayMemory } from "./replay-memory.js";
import type { LearnerSettings } from "./settings.js";
import { splitNetwork, type SplitNetwork } from "./split.js";
import { encodeLatent, latentBytes } from "./stores.js";

/** Steps of an event. */
export const STEPS = EPOCHS * BATCHES;
/** Images of the initial classes that tell the ranges of codes. */
const CALIBRATED = 250;

export interface EventResult extends TestScores {
  readonly event: number;
  readonly label: number;
  /** The class had not been met before. */
  readonly introduces: boolean;
  /** Mean over the steps. */
  readonly loss: number;
  /** Steps without an update since a gradient overflowed. */
  readonly skipped: number;
}

/** Where a run stands: what a continuation needs beside the weights and the memory. */
export interface Position {
  event: number;
  step: number;
  losses: number[];
  skipped: number;
  results: EventResult[];
}

export class Learner {
  readonly settings: LearnerSettings;
  readonly split: SplitNetwork;
  readonly frozen: FrozenStage;
  readonly adaptive: Adaptive;
  readonly memory: ReplayMemory;
  /** Where replays lie. */
  readonly placing: Placing;
  readonly events: readonly Event[];
  readonly classes: number;
  position: Position = { event: 0, step: 0, losses: [], skipped: 0, results: [] };
  /** What the tested images were taken for after the last event. */
  confusion: Confusion | undefined;
  /** Before the first event. */
  before: { readonly accuracy: number; readonly initial: number } = { accuracy: NaN, initial: NaN };
  private readonly images: ImageSet;
  private readonly reader: ImageReader;
  private readonly classifier: Classifier;
  private readonly given: Latents;
  private latents: { readonly event: number; readonly values: Float32Array } | undefined;

  /**
   * @param networkOf the network with so many samples in a batch
   * @param shared latents of an earlier run on the same network, images, split and frozen stage
   * @throws UsageError where data, network and settings do not fit
   */
  constructor(networkOf: (batch: number) => Network, images: ImageSet, settings: LearnerSettings, shared?: Latents) {
    const batch = NEW + (settings.replays > 0 ? REPLAYED : 0);
    const network = networkOf(batch);
    this.settings = settings;
    this.images = images;
    this.split = splitNetwork(network, settings.split);
    const output = network.shapes.get(network.outputs[0])!;
    if (network.inputs.length !== 1 || output.length !== 2) {
      throw new UsageError(
        `${network.name} has ${network.inputs.length} inputs and an output of ${output.length} axes: learning takes one input of images and an output [N, classes].`,
      );
    }
    this.classes = output[1];
    const { source, train, test } = images;
    const input = network.shapes.get(network.inputs[0])!;
    this.reader = new ImageReader(train, input, source);
    new ImageReader(test, input, source);
    const lists = byClass(train, this.classes, source);
    const isUnknown = settings.initial.find((label) => label >= this.classes || lists[label].length === 0);
    if (isUnknown !== undefined) {
      throw new UsageError(`${source} has no image of the initial class ${isUnknown}: name others with --initial.`);
    }
    byClass(test, this.classes, source);
    this.events = eventsOf(lists, settings, source);
    const filled = fillOf(lists, settings.replays, settings, source);
    const elements = elementsOf(this.split.latent);
    // Refused before anything is computed.
    new ReplayMemory(settings.store, elements, settings.replays, 1, settings.externalBytes ?? EXTERNAL_BYTES);
    const known = settings.initial.flatMap((label) => lists[label]);
    // The same for every seed: a network is quantised once.
    const drawn = new Random(DRAW.calibration).permutation(known.length).slice(0, CALIBRATED);
    const stageOf = settings.frozen === "int8" ? CodeStage.of : floatStage;
    const make = (): FrozenStage => stageOf(this.split.frozen, this.reader.gather(drawn.map((i) => known[i])));
    this.given = shared ?? new Latents(make(), images, input, false);
    this.frozen = this.given.stage;
    const { store, externalBytes } = settings;
    this.memory = new ReplayMemory(store, elements, settings.replays, this.frozen.largest, externalBytes);
    const adaptive: AdaptiveSettings = {
      ...{ precision: settings.precision, eightBit: settings.eightBit, store, scale: this.memory.scale },
      ...{ fresh: this.frozen.scale === undefined ? "numbers" : { codes: this.frozen.scale }, lr: settings.lr },
      counts: { fresh: NEW, replays: settings.replays > 0 ? REPLAYED : 0 },
      ...(settings.lossScale !== undefined && { lossScale: settings.lossScale }),
    };
    this.placing = placingOf(learningProgram(this.split.adaptive, adaptive), {
      ...{ keep: settings.keep ?? "auto", l2Bytes: settings.l2Bytes ?? L2_BYTES },
      ...{ bytes: this.memory.bytes.length, rows: settings.eightBit },
    });
    const inL2 = this.placing.place === "l2" ? { inL2: settings.replays } : {};
    this.adaptive = new Adaptive(this.split.adaptive, { ...adaptive, ...inL2 });
    this.classifier = new Classifier(this.split.adaptive, adaptive);
    this.fill(filled);
    if (settings.tested === "end") return;
    const { accuracy, initial } = this.evaluate();
    this.before = { accuracy, initial };
  }

  private fill(indices: readonly number[]): void {
    const { elements } = this.memory;
    const latents = this.given.at(indices);
    indices.forEach((index, slot) => {
      this.memory.write(slot, latents.subarray(slot * elements, (slot + 1) * elements), this.labelOf(index));
    });
  }

  private labelOf(index: number): number {
    return this.images.train.labels[index];
  }

  /** Where the images come from. */
  get source(): string {
    return this.images.source;
  }

  get isDone(): boolean {
    return this.position.event >= this.events.length;
  }

  /** Images of an event as the frozen stage reads them, C order. */
  imagesOf(event: number): Float32Array {
    return this.reader.gather(this.events[event].images);
  }

  /** Latents of the images of an event; the frozen stage sees each image once. */
  latentsOf(event: number): Float32Array {
    if (this.latents?.event !== event) this.latents = { event, values: this.given.at(this.events[event].images) };
    return this.latents.values;
  }

  /** The batch of the next step. */
  nextBatch(): LearningBatch {
    const { event, step } = this.position;
    const { seed } = this.settings;
    const { elements, labels, slots } = this.memory;
    const epoch = Math.floor(step / BATCHES);
    const positions = newOf(seed, event, epoch, step % BATCHES);
    const latents = this.latentsOf(event);
    const fresh = new Float32Array(NEW * elements);
    positions.forEach((from, i) => fresh.set(latents.subarray(from * elements, (from + 1) * elements), i * elements));
    const replayed = replaysOf(seed, event, step, slots);
    const { bytes } = this.memory;
    const isOutside = this.placing.place === "external";
    // Behind an event the memory changes: the first replays of the next one are fetched beside the frozen stage.
    const hasNext = isOutside && slots > 0 && step + 1 < STEPS;
    return {
      ...(hasNext && { next: { bytes, slots: replaysOf(seed, event, step + 1, slots) } }),
      ...(!isOutside && { kept: { bytes, slots: replayed } }),
      fresh: this.freshBytes(fresh),
      replays: this.memory.gather(replayed),
      labels: [...positions.map(() => this.events[event].label), ...replayed.map((slot) => labels[slot])],
    };
  }

  private freshBytes(values: Float32Array): Uint8Array {
    const { store, eightBit } = this.settings;
    if (eightBit) {
      const bytes = new Uint8Array(latentBytes(store, values.length));
      encodeLatent(store, this.memory.scale, values, bytes);
      return bytes;
    }
    const { scale } = this.frozen;
    if (scale === undefined) return new Uint8Array(values.buffer);
    return Uint8Array.from(values, (value) => Math.round(value / scale));
  }

  /** Takes the next step; at the end of an event the memory takes some of its latents, and the test images are classified. */
  step(run?: LearningRunner): { readonly loss: number; readonly ended: EventResult | undefined } {
    const { position } = this;
    const { loss, skipped } = this.adaptive.step(this.nextBatch(), run);
    position.losses.push(loss);
    position.skipped += skipped ? 1 : 0;
    position.step++;
    const ended = position.step === STEPS ? this.endEvent() : undefined;
    return { loss, ended };
  }

  private endEvent(): EventResult {
    const { position, memory, settings } = this;
    const { event } = position;
    const { label, introduces } = this.events[event];
    const latents = this.latentsOf(event);
    for (const { slot, image } of replacementOf(settings.seed, event, memory.slots)) {
      memory.write(slot, latents.subarray(image * memory.elements, (image + 1) * memory.elements), label);
    }
    const result: EventResult = {
      ...{ event, label, introduces },
      loss: position.losses.reduce((sum, loss) => sum + loss, 0) / STEPS,
      skipped: position.skipped,
      ...(this.isTested(event) ? this.evaluate() : UNTESTED),
    };
    position.results.push(result);
    Object.assign(position, { event: event + 1, step: 0, losses: [], skipped: 0 });
    return result;
  }

  private isTested(event: number): boolean {
    return this.settings.tested !== "end" || event === this.events.length - 1;
  }

  /** Classifies the test images. */
  private evaluate(): TestScores {
    const { settings, images, position, classes } = this;
    const answers = this.classifier.classify(this.adaptive.parameters(), this.given.tested, this.frozen.elements);
    this.confusion = confusionOf(images.test.labels, answers, classes);
    const seen = this.events.slice(0, position.event + 1).map(({ label }) => label);
    const history = position.results.map((result) => result.perClass);
    return scoresOf(this.confusion, settings.initial, seen, history);
  }
}

const floatStage = (network: Network, calibration: Float32Array): FrozenStage => new FloatStage(network, calibration);
