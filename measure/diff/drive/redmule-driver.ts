import type { RedmuleParameters } from "../../../hw/redmule/parameters.js";
import { Redmule } from "../../../hw/redmule/redmule.js";
import { REGISTER } from "../../../hw/redmule/registers.js";
import { Companion } from "../companion/companion.js";
import { ProbeIndex } from "../map/probe-index.js";
import { RtlArray } from "../companion/rtl-array.js";

/** What the design sees in one clock. */
export interface Recorded {
  reset: number;
  req: number;
  addr: number;
  /** 1 reads, as on the RTL's port. */
  wen: number;
  be: number;
  data: number;
  id: number;
  gnt: number;
  rvalid: number;
  readonly rdata: Uint32Array;
}

/** RedMulE on recorded inputs instead of a master and a memory, with what the RTL has beside the model's registers. */
export class RedmuleDriver {
  readonly redmule: Redmule;
  readonly companion: Companion;
  readonly array: RtlArray;
  readonly inputs: Recorded;
  /** Probes of both by path, the companion's below `rtl`. */
  readonly probes: ProbeIndex;

  constructor(p: RedmuleParameters) {
    const array = new RtlArray(p);
    this.array = array;
    this.redmule = new Redmule(p, () => array);
    const { zBuffer } = this.redmule;
    array.yBits = (row) => zBuffer.data[zBuffer.yColumn + row];
    this.probes = new ProbeIndex(this.redmule.scope("redmule"));
    this.companion = new Companion(this.redmule, (path) => this.probes.find(path)!);
    const beside = this.companion.scope("rtl");
    this.probes.add({ ...beside, children: [...beside.children, array.units("engine")] });
    const rdata = new Uint32Array(p.port / 32);
    this.inputs = { reset: 0, req: 0, addr: 0, wen: 1, be: 0, data: 0, id: 0, gnt: 0, rvalid: 0, rdata };
  }

  /** Everything of the clock from registers and inputs. */
  settle(): void {
    const { redmule, inputs, companion } = this;
    if (inputs.reset) {
      redmule.reset();
      redmule.wake();
      companion.reset();
    }
    const { periph, tcdm } = redmule;
    periph.req = inputs.req;
    periph.addr = inputs.addr;
    periph.write = inputs.wen ^ 1;
    periph.be = inputs.be;
    periph.wdata = inputs.data;
    periph.id = inputs.id;
    companion.id = inputs.id;
    tcdm.rvalid = inputs.rvalid;
    tcdm.rdata.set(inputs.rdata);
    redmule.settleResponse();
    redmule.settleRequest();
    tcdm.gnt = inputs.gnt;
    redmule.settleGrant();
    companion.settle();
  }

  /** A job is triggered in this clock. */
  get triggers(): boolean {
    const { periph } = this.redmule;
    return (periph.req & periph.gnt & periph.write) === 1 && (periph.addr & 0xfc) === REGISTER.TRIGGER;
  }

  edge(): void {
    if (this.inputs.reset) return;
    this.companion.edge();
    this.redmule.edge();
  }
}
