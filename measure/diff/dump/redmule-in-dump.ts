import { errataOf } from "../../../hw/redmule/errata.js";
import { redmuleParameters } from "../../../hw/redmule/parameters.js";
import type { DumpIndex } from "../../../wave/dump-index.js";
import { BoundInputs } from "../bound/bound-inputs.js";
import type { BoundSignals } from "../bound/bound-signals.js";
import { constantsOf, sizesOf } from "./design-in-dump.js";
import type { DesignOptions, DrivenDesign, Loadable } from "../bound/driven-design.js";
import { LoadState } from "../drive/load-state.js";
import type { Constants, SignalMap } from "../map/map.js";
import type { ProbeIndex } from "../map/probe-index.js";
import { RedmuleDriver } from "../drive/redmule-driver.js";

/** RedMulE on its ports as a dump has them. */
export class RedmuleInDump implements DrivenDesign {
  readonly array: string;
  readonly constants: Constants;
  private readonly driver: RedmuleDriver;
  private readonly inputs: BoundInputs;

  /** @throws UsageError when the dump lacks a port */
  constructor(
    signals: BoundSignals,
    index: DumpIndex,
    map: SignalMap,
    top: string,
    { array, profile = "upstream-51cd064" }: DesignOptions,
  ) {
    const sizes = array ?? sizesOf(index, map, top);
    this.array = `${sizes.L}x${sizes.H}x${sizes.P}`;
    this.constants = constantsOf(sizes);
    this.driver = new RedmuleDriver(redmuleParameters({ ...sizes, errata: errataOf(profile) }));
    this.inputs = new BoundInputs(signals, index, map, top);
  }

  get size(): string {
    return this.array;
  }

  get probes(): ProbeIndex {
    return this.driver.probes;
  }

  get reset(): number {
    return this.driver.inputs.reset;
  }

  get triggers(): boolean {
    return this.driver.triggers;
  }

  take(): void {
    this.inputs.take(this.driver.inputs);
  }

  areKnown(): boolean {
    return this.inputs.areKnown(this.driver.inputs);
  }

  settle(): void {
    this.driver.settle();
  }

  edge(): void {
    this.driver.edge();
  }

  load(from: Loadable): string[] {
    return new LoadState(from, this.driver, this.constants).load();
  }
}
