import type { Sink } from "../../../run/files/sink.js";
import { VectorDump } from "../../../wave/vector-dump.js";
import { constantsOf } from "./design-in-dump.js";
import { fieldsOf, type SignalMap } from "../map/map.js";
import type { RedmuleDriver } from "../drive/redmule-driver.js";
import { type Recorded } from "../drive/redmule-driver.js";
import { RtlView } from "../rtl-view.js";

/** Nanoseconds from a rising edge to the next. */
const PERIOD = 10;

/** Widths and values of the ports, in the order in which they are dumped. */
const PORTS: readonly (readonly [path: string, width: number, value: (inputs: Recorded) => number])[] = [
  ["rst_ni", 1, ({ reset }) => 1 ^ reset],
  ["periph.req", 1, ({ req }) => req],
  ["periph.add", 32, ({ addr }) => addr],
  ["periph.wen", 1, ({ wen }) => wen],
  ["periph.be", 4, ({ be }) => be],
  ["periph.data", 32, ({ data }) => data],
  ["periph.id", 8, ({ id }) => id],
  ["tcdm.gnt", 1, ({ gnt }) => gnt],
  ["tcdm.r_valid", 1, ({ rvalid }) => rvalid],
];

/**
 * Writes what the model does as a dump of the RTL: the names of a map, a clock and the ports, one recorded clock after the other.
 * Inputs change with the falling edge, registers with the rising one.
 */
export class RtlDump {
  readonly driver: RedmuleDriver;
  private readonly view: RtlView;
  private readonly dump: VectorDump;
  private readonly word = new Uint32Array(1);
  /** Signals of the view, one for each path. */
  private readonly own: readonly number[];
  private edges = 0;

  /** @param top scope that the design is put in */
  constructor(driver: RedmuleDriver, map: SignalMap, top: string, sink: Sink) {
    const { L, H, P, port } = driver.redmule.parameters;
    const constants = constantsOf({ L, H, P });
    const ports = new Set(PORTS.map(([path]) => path).concat("clk_i", "tcdm.r_data"));
    // A part of a name that the map leaves open gets the name that Verilator gives it.
    const fields = fieldsOf(map, constants).map((field) => ({ ...field, path: field.path.replace("*", "genblk1") }));
    this.driver = driver;
    this.view = new RtlView(
      fields.filter(({ path }) => !ports.has(path)),
      driver.probes,
      constants,
      () => "any",
    );
    const own = this.view.signals.filter(({ path }, s, all) => all.findIndex((other) => other.path === path) === s);
    this.own = own.map((signal) => this.view.signals.indexOf(signal));
    this.dump = new VectorDump(
      sink,
      [
        { path: `${top}.clk_i`, width: 1 },
        ...PORTS.map(([path, width]) => ({ path: `${top}.${path}`, width })),
        { path: `${top}.tcdm.r_data`, width: port },
        ...own.map(({ path, width }) => ({ path: `${top}.${path}`, width })),
      ],
      { version: "model", comment: `RTL names of ${map.name}` },
    );
  }

  /** One clock with the inputs that stand in `driver.inputs`. */
  clock(): void {
    const { driver, view, dump, edges } = this;
    const fall = PERIOD * edges;
    driver.settle();
    view.sample();
    this.bit(fall, 0, 0);
    PORTS.forEach(([, , value], i) => this.bit(fall, 1 + i, value(driver.inputs)));
    dump.put(fall, 1 + PORTS.length, driver.inputs.rdata, 0);
    // Registers have moved at the edge before; nobody looks between the edges.
    this.own.forEach((s, i) => dump.put(fall, 2 + PORTS.length + i, view.words, view.signals[s].offset));
    this.bit(fall + PERIOD / 2, 0, 1);
    driver.edge();
    this.edges++;
  }

  private bit(time: number, vector: number, value: number): void {
    this.word[0] = value;
    this.dump.put(time, vector, this.word, 0);
  }

  close(): void {
    this.dump.close(PERIOD * this.edges);
  }
}
