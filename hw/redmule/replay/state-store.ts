import type { FifoControl } from "../fifo.js";
import type { JobConfig } from "../job-config.js";
import type { RedmuleParameters } from "../parameters.js";
import type { ControlWords } from "./control-words.js";
import type { State, Stretch } from "./stretch.js";

/** A FIFO of tags, which decide what its owner does with the beats. */
interface Tags {
  readonly fifo: FifoControl;
  readonly tags: Uint32Array;
}

/** An entry that is not taken. */
const FREE = -1;

/** Most states and stretches that are kept of a design; then all are forgotten. Most designs that are known. */
const MOST = 1024;
const MOST_DESIGNS = 4;

/** Control states by the hash of their words. */
interface States {
  readonly byHash: Map<number, State[]>;
  count: number;
}

const known = new Map<string, States>();
/** Classes of memories: their names do not tell them apart in a bundle that was minified. */
const kinds: unknown[] = [];

function kindOf(memory: object): number {
  const at = kinds.indexOf(memory.constructor);
  return at >= 0 ? at : kinds.push(memory.constructor) - 1;
}

/** The states that designs of these parameters have met on a kind of memory: what follows does not depend on the design that met them. */
export function statesOf(parameters: RedmuleParameters, memory: object): States {
  const key = `${kindOf(memory)} ${JSON.stringify(parameters)}`;
  const states = known.get(key) ?? { byHash: new Map<number, State[]>(), count: 0 };
  known.delete(key);
  known.set(key, states);
  if (known.size > MOST_DESIGNS) known.delete(known.keys().next().value!);
  return states;
}

/** The control states that were met, each once. */
export class StateStore {
  private readonly words: ControlWords;
  private readonly tags: readonly Tags[];
  private readonly more: () => readonly number[];
  private readonly config: () => JobConfig;
  private readonly now: Float64Array;
  private readonly states: States;

  /** @param more what else control sees of counters */
  constructor(
    states: States,
    words: ControlWords,
    tags: readonly Tags[],
    config: () => JobConfig,
    more: () => readonly number[],
  ) {
    this.states = states;
    this.words = words;
    this.tags = tags;
    this.config = config;
    this.more = more;
    const entries = tags.reduce((sum, { fifo }) => sum + fifo.depth, 0);
    this.now = new Float64Array(words.size + entries + more().length + jobWords(config()).length);
  }

  /** The state that the design is in. */
  current(): State {
    const { now } = this;
    this.words.read(now);
    let at = this.words.size;
    for (const { fifo, tags } of this.tags) {
      for (let i = 0; i < fifo.depth; i++) {
        now[at++] = i < fifo.count ? tags[(fifo.head + i) % fifo.depth] : FREE;
      }
    }
    now.set(this.more(), at);
    now.set(jobWords(this.config()), at + this.more().length);
    return this.known(hashOf(now));
  }

  private known(hash: number): State {
    const { now, states } = this;
    const { byHash } = states;
    const found = byHash.get(hash)?.find(({ words }) => words.every((word, i) => word === now[i]));
    if (found !== undefined) return found;
    this.countOne();
    const state = { words: now.slice(), stretches: [] };
    byHash.set(hash, [...(byHash.get(hash) ?? []), state]);
    return state;
  }

  /** A stretch that begins in a state. */
  add(state: State, stretch: Stretch): void {
    this.countOne();
    state.stretches.push(stretch);
  }

  private countOne(): void {
    const { states } = this;
    if (states.count++ < MOST) return;
    states.byHash.clear();
    states.count = 1;
  }
}

function hashOf(words: Float64Array): number {
  let hash = 0;
  for (let i = 0; i < words.length; i++) hash = (Math.imul(hash, 31) + words[i]) | 0;
  return hash;
}

const ADDRESSES = new Set(["xAddr", "wAddr", "zAddr"]);

/** All that control sees of a job. */
function jobWords(config: JobConfig): number[] {
  const fields = Object.entries(config) as [string, number][];
  return fields.filter(([name]) => !ADDRESSES.has(name)).map(([, value]) => value);
}
