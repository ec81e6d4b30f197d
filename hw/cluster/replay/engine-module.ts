import { newVersion } from "../icache/line-store.js";
import { type WasmImports, WasmModule } from "../../wasm-module.js";
import { MODULE } from "./wasm/engine.wasm.js";

/** `wasm/engine.as.ts`. */
interface Exports {
  request(core: number): number;
  settle(core: number, granted: number): number;
  take(core: number): void;
  run(cores: number, clocks: number, how: number): number;
}

/** What the module asks for, by the names of its imports. */
export interface Answers {
  check(core: number, moment: number): number;
  findTail(moment: number): number;
  brings(core: number, turn: number): number;
  fill(core: number): void;
  hold(core: number, turn: number): void;
  look(core: number, version: number): void;
  turned(core: number, turn: number, clock: number): void;
  show(asking: number, granted: number): void;
  before(): void;
  after(clock: number): number;
}

/** Who answers the module that is at work. */
let asked: Answers | null = null;

/**
 * What the module imports. All instances share these functions: those of an instance would be compiled anew as often as the collector of
 * garbage takes the last cluster.
 */
const IMPORTS: WasmImports = {
  replay: {
    check: (core: number, moment: number) => asked!.check(core, moment),
    findTail: (moment: number) => asked!.findTail(moment),
    brings: (core: number, turn: number) => asked!.brings(core, turn),
    fill: (core: number) => asked!.fill(core),
    hold: (core: number, turn: number) => asked!.hold(core, turn),
    look: (core: number) => asked!.look(core, newVersion()),
    turned: (core: number, turn: number, clock: number) => asked!.turned(core, turn, clock),
    show: (asking: number, granted: number) => asked!.show(asking, granted),
    before: () => asked!.before(),
    after: (clock: number) => asked!.after(clock),
  },
};

const module = new WasmModule<Exports>(MODULE);

/** The module of an engine. A call of it may come while that of another engine waits for an answer, which is asked again afterwards. */
export class EngineModule {
  private readonly answers: Answers;
  private readonly exports: Exports;

  constructor(memory: WebAssembly.Memory, answers: Answers) {
    this.answers = answers;
    this.exports = module.instance(memory, IMPORTS);
  }

  /** The request of one core; like `settle` it comes to `GOES_ON`, `LEAVES` or `UNSEEN`. */
  request(core: number): number {
    const outer = asked;
    asked = this.answers;
    const step = this.exports.request(core);
    asked = outer;
    return step;
  }

  /** What comes of the request, granted or not. */
  settle(core: number, granted: number): number {
    const outer = asked;
    asked = this.answers;
    const step = this.exports.settle(core, granted);
    asked = outer;
    return step;
  }

  /** Takes the turn. */
  take(core: number): void {
    const outer = asked;
    asked = this.answers;
    this.exports.take(core);
    asked = outer;
  }

  /** Clocks of the cores of a mask, `clocks` at most; `how` as in `wasm/layout.ts`. How many. */
  run(cores: number, clocks: number, how: number): number {
    const outer = asked;
    asked = this.answers;
    try {
      return this.exports.run(cores, clocks, how);
    } finally {
      asked = outer;
    }
  }
}
