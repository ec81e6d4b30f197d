import type { ArbiterRevision } from "../../../hw/cluster/tcdm/arbiter.js";
import type { MapInput } from "../map/map.js";

const LIC = "l1_interconnect_gen.i_log_interconnect";
const XBAR = `${LIC}.i_tcdm_interconnect.gen_lic.i_xbar`;
const TREE = `${XBAR}.gen_outputs[{b}].gen_rr_arb_tree.i_rr_arb_tree.gen_arbiter`;
const INPUT = `${XBAR}.gen_inputs[{m}].i_addr_dec_resp_mux`;
const ROUTER = "hwpe_branch_gen.hwpe_req2mem[0].i_router";
const REORDER = `${ROUTER}.i_reorder`;
const ARBITER = "hwpe_branch_gen.i_wide_vs_narrow_arbiter";

/** The signal of an input: the copy inside the design, then the port of the scope around it. */
const masters = (name: string): string[] => [`all_except_hwpe[{i}].${name}`, `${LIC}.cores[{i}].${name}`];
const wide = (name: string): string[] => [`${ROUTER}.postfifo.${name}`, `hwpe[0].${name}`, `^.hwpe[0].${name}`];
const banks = (name: string): string[] => [`mems[{i}].${name}`, `^.mems[{i}].${name}`];

/** Settings of the arbiter: members of `ctrl_i`, or its bits where a simulator dumps it as one vector. */
const SETTINGS: Readonly<Record<ArbiterRevision, Readonly<Record<string, readonly [member: string, bits: string]>>>> = {
  f7fbfcd: { invert_prio: ["invert_prio", "8:8"], p0: ["low_prio_max_stall", "7:0"] },
  d6a4872: {
    invert_prio: ["invert_prio", "16:16"],
    p0: ["priority_cnt_numerator", "15:8"],
    p1: ["priority_cnt_denominator", "7:0"],
  },
};

const COUNTER: Readonly<Record<ArbiterRevision, string>> = { f7fbfcd: "ls_stall_ctr_d", d6a4872: "priority_cnt_q" };

/** What the guard decides: whether the high side gets anything, or nothing, in a clock in which that matters. */
const GUARD: Readonly<Record<ArbiterRevision, MapInput["entries"][number]>> = {
  f7fbfcd: {
    ...{ rtl: `${ARBITER}.hs_req_d`, model: "arbiter.contended", when: "arbiter.contended || arbiter.suppressed" },
    kind: "output",
  },
  d6a4872: { rtl: `${ARBITER}.hs_req_suppress_d`, model: "arbiter.suppressed", kind: "output" },
};

/** Bank `b` is one of those that the wide request spans. */
const SPANNED = "(({b} + BANKS - ((router.addr >> 2) & (BANKS - 1))) & (BANKS - 1)) < WORDS";

/**
 * Registers, outputs and boundary wires of `hci_interconnect` with the logarithmic interconnect of `cluster_interconnect` 1284def
 * (names and layouts are facts of the public RTL), below the interconnect's scope.
 */
export function interconnectMap(revision: ArbiterRevision): MapInput {
  const settings = Object.entries(SETTINGS[revision]).map(([name, [member, bits]]) => {
    return [name, [`ctrl_i.${member}`, `${ARBITER}.ctrl_i.${member}`, `ctrl_i[${bits}]`]];
  });
  return {
    name: `hci-${revision}`,
    design: "interconnect",
    clock: ["clk_i", "^.clk_i", `${ARBITER}.clk_i`],
    reset: ["rst_ni", "^.rst_ni", `${ARBITER}.rst_ni`],
    inputs: {
      clear: ["clear_i", `${ROUTER}.clear_i`],
      ...(Object.fromEntries(settings) as Record<string, string[]>),
      ...Object.fromEntries(["req", "add", "wen", "be", "data"].map((name) => [`port.${name}`, masters(name)])),
      ...Object.fromEntries(["req", "add", "wen", "be", "data"].map((name) => [`wide.${name}`, wide(name)])),
      ...Object.fromEntries(["gnt", "r_data"].map((name) => [`bank.${name}`, banks(name)])),
    },
    parameters: {
      PORTS: [{ width: `${LIC}.cores_req`, is: "width" }],
      BANKS: [{ width: [`${LIC}.mems_req`, `${REORDER}.out_req`], is: "width" }],
      WORDS: [{ width: wide("data"), is: "width / 32" }],
    },
    entries: [
      { rtl: `${ARBITER}.${COUNTER[revision]}`, model: "arbiter.counter" },
      { rtl: `${TREE}.rr_q`, model: "lic.rr[{b}]", for: { b: "BANKS" } },
      { rtl: `${TREE}.gen_int_rr.gen_lock.lock_q`, model: "lic.lock[{b}]", for: { b: "BANKS" } },
      // Outside of a lock the RTL keeps the requests of the last clock, which nothing reads.
      {
        rtl: `${TREE}.gen_int_rr.gen_lock.req_q`,
        model: "lic.frozen[{b}]",
        when: "lic.lock[{b}]",
        for: { b: "BANKS" },
      },
      { rtl: `${INPUT}.vld_q`, model: "(lic.valid >> {m}) & 1", for: { m: "PORTS" } },
      // The RTL follows the address of a port that is not granted, too; without a valid nothing reads it.
      {
        rtl: `${INPUT}.gen_several_outputs.gen_no_broadcast.bank_sel_q[0]`,
        model: "lic.source[{m}]",
        when: "(lic.valid >> {m}) & 1",
        for: { m: "PORTS" },
      },
      { rtl: `${ROUTER}.virt_in_0_handshake_q`, model: "router.valid" },
      {
        rtl: `${REORDER}.in_chan_gen[0].i_addr_dec_resp_mux.gen_several_outputs.gen_no_broadcast.bank_sel_q[0]`,
        model: "router.offset",
        when: "router.valid",
      },
      {
        rtl: `${REORDER}.in_chan_gen[{w}].i_addr_dec_resp_mux.gen_several_outputs.gen_no_broadcast.bank_sel_q[0]`,
        model: "(router.offset + {w}) & (BANKS - 1)",
        when: "router.valid",
        for: { w: "WORDS" },
        if: "{w} > 0",
      },
      GUARD[revision],
      { rtl: "all_except_hwpe[{m}].gnt", model: "lic.gnt[{m}]", kind: "output", for: { m: "PORTS" } },
      { rtl: "all_except_hwpe[{m}].r_valid", model: "(lic.valid >> {m}) & 1", kind: "output", for: { m: "PORTS" } },
      {
        rtl: "all_except_hwpe[{m}].r_data",
        model: "ports.rdata[{m}]",
        when: "(lic.valid >> {m}) & 1",
        kind: "output",
        block: "lic",
        for: { m: "PORTS" },
      },
      { rtl: `${ROUTER}.postfifo.gnt`, model: "router.gnt", kind: "output" },
      { rtl: `${ROUTER}.postfifo.r_valid`, model: "router.valid", kind: "output" },
      {
        rtl: `${ROUTER}.postfifo.r_data[{32*w+31}:{32*w}]`,
        model: "wide.rdata[{w}]",
        when: "router.valid",
        kind: "output",
        block: "router",
        for: { w: "WORDS" },
      },
      { rtl: "mems[{b}].req", model: "tcdm.req[{b}]", kind: "output", for: { b: "BANKS" } },
      {
        rtl: "mems[{b}].add[15:2]",
        model: "tcdm.row[{b}]",
        when: "tcdm.req[{b}]",
        width: 32,
        kind: "output",
        for: { b: "BANKS" },
      },
      {
        rtl: "mems[{b}].wen",
        model: "tcdm.write[{b}] ^ 1",
        when: "tcdm.req[{b}]",
        kind: "output",
        for: { b: "BANKS" },
      },
      { rtl: "mems[{b}].be", model: "tcdm.be[{b}]", when: "tcdm.write[{b}]", kind: "output", for: { b: "BANKS" } },
      { rtl: "mems[{b}].data", model: "tcdm.wdata[{b}]", when: "tcdm.write[{b}]", kind: "output", for: { b: "BANKS" } },
      {
        rtl: `${LIC}.mems_req[{b}:{b}]`,
        model: "lic.competitors[{b}] != 0",
        kind: "wire",
        into: "arbiter",
        for: { b: "BANKS" },
      },
      {
        rtl: `${REORDER}.out_req[{b}:{b}]`,
        model: `router.req && ${SPANNED}`,
        kind: "wire",
        into: "arbiter",
        for: { b: "BANKS" },
      },
    ],
    modelOnly: ["tcdm.**"],
  };
}
