/** Who is learnt when: the events of a run, and which images and replays a mini-batch takes. Everything follows from the seed. */
import { UsageError } from "../../hw/errors.js";
import { Random } from "../randomness.js";

/** Classes that the shipped network knows before it learns: T-shirt, trouser, sandal, bag. */
export const INITIAL_CLASSES: readonly number[] = [0, 1, 5, 8];

/** Latent replay: a mini-batch has new latents and replays. */
export const NEW = 21;
export const REPLAYED = 107;
/** Images of an event, and how often it goes through them. */
export const IMAGES = 84;
export const EPOCHS = 2;
/** Mini-batches of an epoch. */
export const BATCHES = IMAGES / NEW;
/** Images of the initial classes that the replay memory is filled from. */
export const POOL = 3000;

/** What draws are for; each has numbers of its own. */
export const DRAW = { order: 1, images: 2, fill: 3, epoch: 4, replays: 5, replacement: 6, calibration: 7 } as const;

export interface Event {
  /** From 0. */
  readonly index: number;
  readonly label: number;
  /** Indices of the images of the training set. */
  readonly images: readonly number[];
  /** Whether the class is met for the first time. */
  readonly introduces: boolean;
}

export interface ProtocolSettings {
  readonly seed: number;
  /** Number of events; shared equally by the classes that are learnt. */
  readonly events: number;
  readonly initial: readonly number[];
}

/** First event of each class, by the order of their introduction: evenly, all within the first half. */
const introduction = (k: number, events: number, classes: number): number => Math.floor((k * events) / (2 * classes));

/**
 * The events of a run: one class each, as many of each class as of the others (the classes introduced first get what is left over), in
 * between introductions any class met. @throws UsageError where a class has too few images
 */
export function eventsOf(
  lists: readonly (readonly number[])[],
  { seed, events, initial }: ProtocolSettings,
  source: string,
): readonly Event[] {
  const learnt = lists.map((_, label) => label).filter((label) => !initial.includes(label) && lists[label].length > 0);
  if (learnt.length === 0) {
    throw new UsageError(`${source} has images of the initial classes alone: there is nothing to learn.`);
  }
  const random = new Random(seed, DRAW.order);
  const order = random.permutation(learnt.length).map((i) => learnt[i]);
  const left = order.map((_, k) => Math.floor(events / order.length) + (k < events % order.length ? 1 : 0));
  const pools = lists.map((list, label) => {
    const shuffled = new Random(seed, DRAW.images, label).permutation(list.length);
    return shuffled.map((i) => list[i]);
  });
  const taken = new Array<number>(lists.length).fill(0);
  let met = 0;
  return Array.from({ length: events }, (_, index) => {
    const open = left.flatMap((count, k) => (k < met && count > 0 ? [k] : []));
    const introduces = met < order.length && (open.length === 0 || index >= introduction(met, events, order.length));
    const k = introduces ? met++ : open[random.below(open.length)];
    left[k]--;
    const label = order[k];
    const begin = taken[label];
    taken[label] += IMAGES;
    if (pools[label].length < taken[label]) {
      throw new UsageError(
        `${source} has ${pools[label].length} images of class ${label}, but event ${index + 1} needs ${taken[label]}, ${IMAGES} an event: give more images, or fewer --events.`,
      );
    }
    return { index, label, images: pools[label].slice(begin, begin + IMAGES), introduces };
  });
}

/** Images that the replay memory is filled from, in the order of the slots. @throws UsageError where they are too few */
export function fillOf(
  lists: readonly (readonly number[])[],
  replays: number,
  { seed, initial }: ProtocolSettings,
  source: string,
): readonly number[] {
  const each = Math.ceil(POOL / initial.length);
  const pool = initial.flatMap((label) => lists[label]?.slice(0, each) ?? []);
  if (pool.length < replays) {
    throw new UsageError(
      `${source} has ${pool.length} images of the initial classes to fill ${replays} replays from: give --replays ${pool.length} at most.`,
    );
  }
  return new Random(seed, DRAW.fill)
    .permutation(pool.length)
    .slice(0, replays)
    .map((i) => pool[i]);
}

/** Positions within an event that batch `batch` of an epoch takes. */
export function newOf(seed: number, event: number, epoch: number, batch: number): readonly number[] {
  return new Random(seed, DRAW.epoch, event, epoch).permutation(IMAGES).slice(batch * NEW, (batch + 1) * NEW);
}

/** Slots that are replayed in a step: different ones while there are enough. */
export function replaysOf(seed: number, event: number, step: number, slots: number): readonly number[] {
  if (slots === 0) return [];
  const random = new Random(seed, DRAW.replays, event, step);
  return slots < REPLAYED
    ? Array.from({ length: REPLAYED }, () => random.below(slots))
    : random.permutation(slots).slice(0, REPLAYED);
}

/** What an event leaves in the memory: slots that are overwritten, and by which of its images. */
export function replacementOf(seed: number, event: number, slots: number): { slot: number; image: number }[] {
  if (slots === 0) return [];
  const count = Math.min(IMAGES, slots, Math.max(1, Math.floor(slots / (event + 2))));
  const random = new Random(seed, DRAW.replacement, event);
  const places = random.permutation(slots);
  const images = random.permutation(IMAGES);
  return Array.from({ length: count }, (_, i) => ({ slot: places[i], image: images[i] }));
}
