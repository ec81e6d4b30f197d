import { hex } from "../../hw/hex.js";
import { CLUSTER_MAP, CORE_COMPLEX_MAP, regionOf } from "../../hw/cluster/address-map.js";
import { BENCH_REGISTERS } from "../../hw/cluster/bench-registers.js";
import { Event } from "../../hw/cluster/core/counters.js";
import { CONTROL, CONTROL_CONFIG } from "../../hw/cluster/control-unit.js";
import { DMA_COMMAND, DMA_REGISTERS } from "../../hw/cluster/dma/dma-map.js";
import { BARRIER, EVENT, EVENT_UNIT } from "../../hw/cluster/event/event-unit-map.js";
import { PCMR, PULP_EVENTS } from "../../hw/cluster/core/pulp-counters.js";
import { TIMER, TIMER_CONFIG } from "../../hw/cluster/timer/timer-map.js";
import { OPERATIONS, TENSOR_FORMATS } from "../../hw/redmule/operation.js";
import { ACQUIRE_BUSY, ACQUIRE_LOCKED, REGISTER } from "../../hw/redmule/registers.js";

const snake = (name: string): string => name.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase();
const unsigned = (value: number): string => `${hex(value)}u`;

/** `#define`s of a table; bit positions are small and stay decimal. */
const defines = (prefix: string, table: Readonly<Record<string, number>>, show = unsigned): string[] =>
  Object.entries(table).map(([name, value]) => `#define ${prefix}${snake(name)} ${show(value)}`);

const enumeration = (name: string, prefix: string, entries: readonly (readonly [string, number])[]): string[] => [
  `enum ${name} {`,
  ...entries.map(([entry, value]) => `  ${prefix}${entry} = ${value},`),
  "};",
];

/** Registers of RedMulE by their offsets, operations and formats. */
const redmuleLines = (): string[] => [
  ...Object.entries(REGISTER).map(([name, value]) => `#define REDMULE_${name} ${unsigned(value)}`),
  `#define REDMULE_BUSY ${unsigned(ACQUIRE_BUSY)}`,
  `#define REDMULE_LOCKED ${unsigned(ACQUIRE_LOCKED)}`,
  ...enumeration(
    "redmule_operation",
    "REDMULE_",
    OPERATIONS.map((name, code) => [name, code] as const),
  ),
  ...enumeration(
    "redmule_format",
    "REDMULE_",
    Object.entries(TENSOR_FORMATS).map(([name, { code }]) => [name.toUpperCase(), code] as const),
  ),
];

const MADE = "Made by scripts/sdk-headers.ts from the model: do not edit. */";

/** The same of the core complex: RedMulE and the registers of the bench. */
export function coreComplexMapHeader(): string {
  const bench = regionOf(CORE_COMPLEX_MAP, "bench").base;
  const lines = [
    `/* Addresses and registers of the core complex. ${MADE}`,
    "#ifndef REDMULE_MAP_H",
    "#define REDMULE_MAP_H",
    "",
    `#define RESULT ${unsigned(bench + BENCH_REGISTERS.result)}`,
    `#define CONSOLE ${unsigned(bench + BENCH_REGISTERS.console)}`,
    "",
    `#define REDMULE_BASE ${unsigned(regionOf(CORE_COMPLEX_MAP, "redmule").base)}`,
    ...redmuleLines(),
    "",
    "#endif",
  ];
  return `${lines.join("\n")}\n`;
}

/** Addresses, registers and bits of the cluster, from where the model defines them. */
export function mapHeader(): string {
  const base = (target: Parameters<typeof regionOf>[1]): string => unsigned(regionOf(CLUSTER_MAP, target).base);
  const { bytes, ...bits } = DMA_COMMAND;
  const bench = regionOf(CLUSTER_MAP, "bench").base;
  const lines = [
    `/* Addresses, registers and bits of the cluster. ${MADE}`,
    "#ifndef REDMULE_MAP_H",
    "#define REDMULE_MAP_H",
    "",
    `#define TCDM_BASE ${base("tcdm")}`,
    `#define L2_BASE ${base("l2")}`,
    `#define RESULT ${unsigned(bench + BENCH_REGISTERS.result)}`,
    `#define CONSOLE ${unsigned(bench + BENCH_REGISTERS.console)}`,
    `#define REGION_BEGIN ${unsigned(bench + BENCH_REGISTERS.regionBegin)}`,
    `#define REGION_END ${unsigned(bench + BENCH_REGISTERS.regionEnd)}`,
    "",
    "/* Event unit: the window of the core itself, and the view that all cores share. */",
    `#define EU_BASE ${base("eventUnit")}`,
    `#define EU_SHARED_BASE ${base("eventUnitShared")}`,
    ...defines("EU_", EVENT_UNIT),
    ...defines("BARRIER_", BARRIER),
    ...defines("EVENT_", EVENT, String),
    "",
    "/* DMA: registers, and bits of a command. */",
    `#define DMA_BASE ${base("dma")}`,
    ...defines("DMA_", DMA_REGISTERS),
    `#define DMA_MOST_BYTES ${unsigned(bytes)}`,
    ...defines("DMA_", bits, String),
    "",
    "/* Timer: registers, and bits of a configuration. It counts while cores sleep. */",
    `#define TIMER_BASE ${base("timer")}`,
    ...defines("TIMER_", TIMER),
    ...defines("TIMER_", TIMER_CONFIG),
    "",
    "/* Control unit: register, and bits of the configuration of the arbiter between cores and RedMulE. */",
    `#define CONTROL_BASE ${base("control")}`,
    ...defines("CONTROL_", CONTROL),
    ...defines("CONTROL_", CONTROL_CONFIG),
    "",
    "/* RedMulE. */",
    `#define REDMULE_BASE ${base("redmule")}`,
    ...redmuleLines(),
    "",
    "/* Bits of mhpmevent3 and up: what a counter counts. */",
    ...defines("COUNT_", Event),
    "",
    "/* Bits of pcer, and numbers of the counters pccr0 and up; bits of pcmr. */",
    ...defines("PCER_", Object.fromEntries(PULP_EVENTS.map((name, i) => [name, i])), String),
    ...defines("PCMR_", PCMR),
    "",
    "#endif",
  ];
  return `${lines.join("\n")}\n`;
}
