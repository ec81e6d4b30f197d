import type { Probe } from "../hw/probe.js";

/** Element `index` of a probe. */
export interface Element {
  readonly probe: Probe;
  readonly index: number;
}

/** Writes the values of some elements to the front of an array, as unsigned words. */
export type Reader = (values: Uint32Array) => void;

/**
 * A reader of these elements. One getter after the other costs a call whose target the compiler cannot know and a look-up of a field by
 * its name, more than all other work on a signal that stands; so the reader is a function of its own, in which every field has its name
 * and every call its target. Where a page may not make functions from text, it asks the getters in a loop.
 */
export function readerOf(elements: readonly Element[]): Reader {
  const sources = elements.map(({ probe }) => probe.field?.owner ?? probe.get);
  const lines = elements.map(({ probe: { field }, index }, i) => {
    return `values[${i}] = ${field === undefined ? `s${i}(${index})` : `s${i}[${JSON.stringify(field.name)}]`};`;
  });
  const names = sources.map((_, i) => `s${i}`);
  try {
    const make = new Function(...names, `return (values) => {\n${lines.join("\n")}\n};`) as (
      ...of: unknown[]
    ) => Reader;
    return make(...sources);
  } catch (error) {
    if (!(error instanceof EvalError)) throw error;
    return (values) => elements.forEach(({ probe, index }, i) => (values[i] = probe.get(index)));
  }
}
