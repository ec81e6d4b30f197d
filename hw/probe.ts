/**
 * How a signal is observed without its block knowing who looks. A block lists every register and the wires worth seeing
 * once; waveforms, line traces, coverage, fault injection, save and restore and browser views all read this list.
 */

/** One named signal of a block: a scalar (`length` 1) or an array of equal elements. */
export interface Probe {
  /** Leaf name in the field's own words, e.g. `state` or `w_row`. Unique inside its scope. */
  readonly name: string;
  /** Bits of one element, 1 to 32. Wider buses are arrays of 32-bit words, word 0 least significant. */
  readonly width: number;
  /** Number of elements; 1 for a scalar. */
  readonly length: number;
  /** A register carries state across the edge and has `set`; a wire is derived in settle. */
  readonly kind: "register" | "wire";
  /** Names of the values of an FSM state, index = value. */
  readonly states?: readonly string[];
  /** Number format of the element, for a real-valued shadow in waveforms. */
  readonly format?: "fp16" | "fp32";
  /** The array behind `get`, where there is one, so that observers of every clock can scan it without a call per element. */
  readonly values?: Uint8Array | Uint16Array | Uint32Array;
  /** Brings `values` up to date, and those of all neighbours with the same function: where it is there, to be called before a look. */
  readonly refresh?: () => void;
  /** The field of the block that `get` reads, where it reads one as it is, so that observers of every clock can do without the call. */
  readonly field?: { readonly owner: object; readonly name: string };
  /**
   * Counts the steps of the block that the signal belongs to: as long as it stands the signal does, too, so that observers of every
   * clock leave it out. Absent where nobody counts.
   */
  readonly version?: () => number;
  /** Element `i` as an unsigned integer. */
  get(i: number): number;
  /** Overwrites element `i`; registers only. */
  set?(i: number, value: number): void;
}

/** A named level of the design hierarchy: the block's own probes and its child scopes. */
export interface Scope {
  readonly name: string;
  readonly probes: readonly Probe[];
  readonly children: readonly Scope[];
}

/**
 * A clocked block. Beside these it has one settle step, `settle()`, or several named after what they settle
 * (`settleRequest()`, `settleGrant()`) where a combinational path goes down and comes back. A settle step computes wires
 * from registers and input wires, changes no register and may be repeated. The parent block alone fixes their order.
 */
export interface Block {
  /** The rising edge: own registers from own registers and settled wires. Changes no wire and reads no other block's registers. */
  edge(): void;
  /** Back to the state after reset. */
  reset(): void;
  /** The block's probes and its children under the given instance name. */
  scope(name: string): Scope;
}

type Extras = Partial<Pick<Probe, "states" | "format">>;

/** A scalar register behind accessors. */
export function register(
  name: string,
  width: number,
  get: () => number,
  set: (value: number) => void,
  extras: Extras = {},
): Probe {
  return { name, width, length: 1, kind: "register", get, set: (_i, value) => set(value), ...extras };
}

const snakeCase = (field: string): string => field.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

/**
 * Scalar registers that are public fields of `owner`, with their widths in bits. A probe is named like its field, in snake
 * case.
 */
export function registersOf<K extends string>(
  owner: { [field in NoInfer<K>]: number },
  widths: Readonly<Record<K, number>>,
  extras: Partial<Record<K, Extras>> = {},
): Probe[] {
  return (Object.keys(widths) as K[]).map((field) => ({
    ...register(
      snakeCase(field),
      widths[field],
      () => owner[field],
      (value) => {
        owner[field] = value;
      },
      extras[field],
    ),
    field: { owner, name: field },
  }));
}

/** Like `registersOf`, for registers of 32 bits that their block keeps as signed numbers. */
export function signedWordsOf<K extends string>(
  owner: { [field in NoInfer<K>]: number },
  fields: readonly K[],
): Probe[] {
  const widths = Object.fromEntries(fields.map((field) => [field, 32])) as Record<K, number>;
  return registersOf(owner, widths).map((probe, i) => ({
    ...probe,
    get: () => owner[fields[i]] >>> 0,
    set: (_i: number, value: number) => {
      owner[fields[i]] = value | 0;
    },
  }));
}

/** A register of up to 53 bits behind accessors: two words of 32 bits, the low one first. */
export function wideRegister(name: string, get: () => number, set: (value: number) => void): Probe {
  const word = (i: number): number => (i === 0 ? get() >>> 0 : Math.floor(get() / 2 ** 32));
  return {
    name,
    width: 32,
    length: 2,
    kind: "register",
    get: word,
    set: (i, value) => set(i === 0 ? word(1) * 2 ** 32 + value : value * 2 ** 32 + word(0)),
  };
}

/** Like `registersOf`, for registers of up to 53 bits. */
export function wideRegistersOf<K extends string>(
  owner: { [field in NoInfer<K>]: number },
  fields: readonly K[],
): Probe[] {
  return fields.map((field) =>
    wideRegister(
      snakeCase(field),
      () => owner[field],
      (value) => {
        owner[field] = value;
      },
    ),
  );
}

/** A scalar wire behind an accessor. */
export function wire(name: string, width: number, get: () => number, extras: Extras = {}): Probe {
  return { name, width, length: 1, kind: "wire", get, ...extras };
}

/** A register array held in a typed array (values read back as unsigned integers of `width` bits). */
export function registerArray(
  name: string,
  width: number,
  values: Uint8Array | Uint16Array | Uint32Array,
  extras: Extras = {},
): Probe {
  return {
    name,
    width,
    length: values.length,
    kind: "register",
    values,
    get: (i) => values[i],
    set: (i, value) => {
      values[i] = value;
    },
    ...extras,
  };
}

/** The same scope with a count of the block's steps for all of its signals and those below. */
export function versioned(scope: Scope, version: () => number): Scope {
  return {
    name: scope.name,
    probes: scope.probes.map((probe) => ({ ...probe, version })),
    children: scope.children.map((child) => versioned(child, version)),
  };
}

/** The same scope with `touched` called after every register that is overwritten through it, and `before` in front of it. */
export function watched(scope: Scope, touched: () => void, before: () => void = () => undefined): Scope {
  const watch = (probe: Probe): Probe => {
    const { set } = probe;
    if (set === undefined) return probe;
    return {
      ...probe,
      set: (i, value) => {
        before();
        set.call(probe, i, value);
        touched();
      },
    };
  };
  return {
    name: scope.name,
    probes: scope.probes.map(watch),
    children: scope.children.map((child) => watched(child, touched, before)),
  };
}

/** Visits every probe below `scope` with its dotted path of scopes. */
export function walk(scope: Scope, visit: (path: readonly string[], probe: Probe) => void, above: string[] = []): void {
  const path = [...above, scope.name];
  for (const probe of scope.probes) visit(path, probe);
  for (const child of scope.children) walk(child, visit, path);
}
