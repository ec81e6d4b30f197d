import type { Probe } from "../../hw/probe.js";
import type { MapEntry } from "./map/map.js";

/** A signal of the RTL that the map knows: its bits in the words of a view, and what they are in the model. */
export interface ViewSignal {
  /** Path below the top. */
  readonly path: string;
  readonly width: number;
  /** First word in the arrays of the view. */
  readonly offset: number;
  readonly kind: MapEntry["kind"];
  readonly block: string;
  /** For wires: the block that it is an input of. */
  readonly into: string | null;
  readonly lag: { readonly from: number; readonly to: number } | null;
  readonly fields: readonly ViewField[];
}

/** Some bits of a signal, up to 32, and what they are in the model. */
export class ViewField {
  readonly low: number;
  readonly width: number;
  readonly read: () => number;
  /** The array and place behind `read`, where there is one. */
  readonly values: Probe["values"];
  readonly index: number;
  /** Path of the probe where the field is nothing else. */
  readonly path: string | undefined;
  /** Overwrites the probe; undefined where the field is more than one. */
  readonly write: ((value: number) => void) | undefined;
  readonly states: Readonly<Record<string, number>> | null;
  /** Every bit is 1 where the value is not 0. */
  readonly fills: boolean;
  /** Whether the field says anything in this clock; null for always. */
  readonly when: (() => number) | null;
  /** Names of the RTL's values, where the probe has names. */
  readonly names: readonly string[] | undefined;

  constructor(low: number, width: number, source: FieldSource) {
    this.low = low;
    this.width = width;
    this.read = source.read;
    this.values = source.values;
    this.index = source.index;
    this.path = source.path;
    this.write = source.write;
    this.states = source.states;
    this.fills = source.fills;
    this.when = source.when;
    this.names = source.names;
  }

  /** The value as the RTL encodes it. */
  value(): number {
    const value = this.read();
    if (this.fills) return value === 0 ? 0 : 0xffffffff;
    return this.states === null ? value : (this.states[value] ?? value);
  }
}

/** What a field is made from beside its place. */
export type FieldSource = Omit<ViewField, "low" | "width" | "value">;
