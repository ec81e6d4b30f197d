import { walk, type Probe, type Scope } from "../../../hw/probe.js";

/** A probe element by its path. */
interface Element {
  readonly probe: Probe;
  readonly index: number;
}

/** The probes of a design by their paths below its top scope. */
export class ProbeIndex {
  private readonly byPath = new Map<string, Probe>();
  /** Elements of registers that something has asked for, by path. */
  readonly used = new Map<string, Set<number>>();

  constructor(top: Scope) {
    walk(top, (path, probe) => this.byPath.set([...path.slice(1), probe.name].join("."), probe));
  }

  /** Adds a scope beside the top, under its own name. */
  add(scope: Scope): void {
    walk(scope, (path, probe) => this.byPath.set([...path, probe.name].join("."), probe));
  }

  find(path: string): Probe | undefined {
    return this.byPath.get(path);
  }

  /** Registers by path. */
  registers(): [string, Probe][] {
    return [...this.byPath].filter(([, { kind }]) => kind === "register");
  }

  element(path: string, index: readonly number[]): Element | undefined {
    const probe = this.byPath.get(path);
    const i = index[0] ?? 0;
    if (probe === undefined || i >= probe.length || i < 0) return undefined;
    const used = this.used.get(path) ?? new Set();
    used.add(i);
    this.used.set(path, used);
    return { probe, index: i };
  }
}
