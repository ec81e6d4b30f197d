/**
 * RedMulE and its PULP cluster, bit-true and cycle-exact.
 *
 * A design is built from a parameter object, stepped clock by clock, and every register and wire of it can be read:
 *
 * ```ts
 * import { Cluster, ClusterBench, ClusterJob, clusterParameters, drawJob, packedBases, parseConfig, regionOf, select } from "redmule";
 *
 * const config = parseConfig({ L: 12, H: 4, P: 3 }, "example");
 * const cluster = new Cluster(clusterParameters(config));
 * const job = drawJob({ op: "GEMM", fmt: "fp16", m: 24, n: 32, k: 48 }, "norm", 1);
 * const bases = packedBases(job, [0, 0, 0], cluster.redmule.parameters, regionOf(cluster.map, "tcdm"));
 * const placed = new ClusterJob(cluster, job, bases);
 * const bench = new ClusterBench(cluster, placed.descriptor);
 *
 * const [state] = select(cluster.scope("cluster"), ["redmule.scheduler.state"]);
 * cluster.observers.push((clock) => {
 *   if (clock === 100) console.log(state.probe.states?.[state.probe.get(0)]);
 * });
 * bench.advance();
 * console.log(bench.result.cycles, placed.mismatches());
 * ```
 *
 * @packageDocumentation
 */

// Parameters, errors, probes, snapshots.
export { configSchema, parseArray, parseConfig, redmuleOf, type Config, type ConfigInput } from "./hw/config.js";
export { UsageError } from "./hw/errors.js";
export { NarrowPort, WidePort } from "./hw/ports.js";
export { walk, type Block, type Probe, type Scope } from "./hw/probe.js";
export { restore, save, type Snapshot } from "./hw/snapshot.js";

// RedMulE.
export { Account, CE_CLOCK_NAMES, type CeClocks } from "./hw/redmule/account.js";
export { type CeModel } from "./hw/redmule/engine.js";
export { ERRATA, errataOf, PROFILES, type Erratum, type ErrataSwitches, type Profile } from "./hw/redmule/errata.js";
export { OPERATIONS, TENSOR_FORMATS, type Operation, type TensorFormat } from "./hw/redmule/operation.js";
export {
  DEFAULT_PARAMETERS,
  defaultPort,
  redmuleParameters,
  tileColumns,
  type RedmuleParameters,
} from "./hw/redmule/parameters.js";
export { Redmule } from "./hw/redmule/redmule.js";
export { REGISTER } from "./hw/redmule/registers.js";

// The cluster.
export { CLUSTER_MAP, regionOf, type AddressMap, type Region } from "./hw/cluster/address-map.js";
export { BareSystem } from "./hw/cluster/bare-system.js";
export { Cluster } from "./hw/cluster/cluster.js";
export { CoreComplex } from "./hw/cluster/core-complex.js";
export {
  buildSystem,
  parseSystem,
  systemSchema,
  type SystemConfig,
  type SystemInput,
} from "./hw/cluster/system-config.js";
export { clusterOf, type ClusterParameters } from "./hw/cluster/cluster-parameters.js";
export { Core } from "./hw/cluster/core/core.js";
export { coreParameters, DEFAULT_ISA, type CoreParameters } from "./hw/cluster/core/parameters.js";
export { type ClockObserver, type System } from "./hw/cluster/system.js";
export { IdealMemory, type MemoryWindow } from "./hw/cluster/ideal-memory.js";
export { type WideMemory } from "./hw/cluster/wide-memory.js";
export { Interconnect, type InterconnectParameters } from "./hw/cluster/interconnect.js";

// Software.
export { assemble } from "./sw/asm/assemble.js";
export { disassemble } from "./sw/disasm/disassemble.js";
export { loadElf } from "./sw/elf/load.js";
export { type Program } from "./sw/program.js";
export {
  gemmOpsProgram,
  JOB_DESCRIPTOR,
  KERNELS,
  productProgram,
  type Kernel,
  type KernelFormat,
} from "./sw/programs.js";

// Golden model, data and testbenches.
export { gemmOpsFast } from "./golden/fast.js";
export { gemmOps } from "./golden/gemm-ops.js";
export { type GemmOpsJob, type Tensor } from "./golden/job.js";
export { ClusterBench, type ClusterRun, type JobDescriptor } from "./tb/cluster/cluster-bench.js";
export { ClusterJob, clusterParameters, packedBases } from "./tb/cluster/cluster-job.js";
export { TiledBench, type TiledRun, type WorkClocks } from "./tb/cluster/tiled-bench.js";
export { tiledCluster, TiledJob, type TiledCluster, type TiledDescriptor } from "./tb/cluster/tiled-job.js";
export { chooseTiling, mayCutN, tilingOf, type Tile, type Tiling, type TilingTarget } from "./tb/cluster/tiling.js";
export { DATA_CLASSES, makeTensor, type DataClass } from "./tb/data.js";
export { decodeNpy, encodeNpy, readNpy, writeNpy, type NpyMatrix } from "./tb/npy.js";
export { SplitMix64, StallPattern } from "./tb/random.js";
export { parseJob, parseJobLine, type Job } from "./tb/redmule/job.js";
export { drawJob, PlacedJob, spacedBases, type Bases, type Shape } from "./tb/redmule/placed-job.js";
export { RedmuleBench, type MemoryOf, type Observer, type RunResult } from "./tb/redmule/redmule-bench.js";
export { type JobRegisters } from "./tb/redmule/register-driver.js";
export { chooseKernel } from "./tb/kernels/choose-kernel.js";
export { KernelBench, type KernelOptions, type KernelRun } from "./tb/kernels/kernel-bench.js";
export { drawProduct, type Product } from "./tb/kernels/product.js";
export { runJob, runPair, type JobResult } from "./tb/redmule/run-job.js";

export { CommitLog, type CommitLogOptions } from "./tb/exec/commit-log.js";
export { CoreStatistics, type CoreReport } from "./tb/exec/core-statistics.js";
export { ProgramRun, type ProgramOptions, type ProgramResult } from "./tb/exec/program-run.js";

// Sweeps.
export { openSweep, type OpenSweep } from "./sweep/open.js";
export { SweepPoints } from "./sweep/expand.js";
export { pointOf, type PointInput, type SweepPoint } from "./sweep/point.js";
export { readSweep, type PointResult, type Sweep, type SweepPlan, type SweepRecord } from "./sweep/record.js";
export { runPoint } from "./sweep/run-point.js";
export { runSweep, sweepPool } from "./sweep/runner.js";
export { type SpecInput, type SweepSpec } from "./sweep/spec.js";

// Where clocks went.
export { compare, tellChange, type Comparison } from "./explain/comparison.js";
export { clocksOf, wholeClocks, type Clocks, type Explained, type JobAccount } from "./explain/explained.js";
export { Phases, type PhaseClocks } from "./explain/phases.js";
export { explainJob, explainRecord } from "./explain/records.js";
export { tell } from "./explain/sentences.js";

// Waveforms.
export { diagram, type DiagramOptions } from "./wave/ascii.js";
export { Capture, type ClockWindow, type TriggerWindow } from "./wave/capture.js";
export { Condition } from "./wave/condition.js";
export { FileSink } from "./wave/file-sink.js";
export { writeGtkw } from "./wave/gtkw.js";
export { select, signalsOf, type Signal } from "./wave/select.js";
export { MemorySink, type Sink } from "./wave/sink.js";
export { Recorder, type Track } from "./wave/track.js";
export { readVcd, type Vcd } from "./wave/vcd-reader.js";
export { VcdWriter, type VcdOptions } from "./wave/vcd-writer.js";
