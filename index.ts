/**
 * RedMulE and its PULP cluster, bit-true and cycle-exact.
 *
 * A design is built from a parameter object, stepped clock by clock, and every register and wire of it can be read:
 *
 * ```ts
 * import { parseJob, placeInCluster, select } from "redmule";
 *
 * const job = parseJob({ config: { L: 12, H: 4, P: 3 }, m: 24, n: 32, k: 48, seed: 1 }, "example");
 * const { cluster, placed, bench } = placeInCluster(job);
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
export { NarrowPort, WidePort, type MemoryWindow } from "./hw/ports.js";
export { walk, type Block, type Probe, type Scope } from "./hw/probe.js";
export { restore, save, type Snapshot } from "./hw/snapshot.js";

// RedMulE.
export { Account, CE_CLOCK_NAMES, type CeClocks } from "./hw/redmule/account.js";
export type { CeModel } from "./hw/redmule/ce-model.js";
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
export { BareSystem } from "./hw/cluster/systems/bare-system.js";
export { Cluster } from "./hw/cluster/systems/cluster.js";
export { CoreComplex } from "./hw/cluster/systems/core-complex.js";
export {
  buildSystem,
  parseSystem,
  systemSchema,
  type SystemConfig,
  type SystemInput,
} from "./hw/cluster/systems/system-config.js";
export { clusterOf, type ClusterParameters } from "./hw/cluster/systems/cluster-parameters.js";
export { Core } from "./hw/cluster/core/core.js";
export { CORE_ERRATA, coreErrataOf, type CoreErrataSwitches, type CoreErratum } from "./hw/cluster/core/errata.js";
export { coreParameters, DEFAULT_ISA, type CoreParameters } from "./hw/cluster/core/parameters.js";
export { type ClockObserver, type System } from "./hw/cluster/systems/system.js";
export { IdealMemory } from "./hw/cluster/systems/ideal-memory.js";
export { type WideMemory } from "./hw/cluster/wide-memory.js";
export { Interconnect, type InterconnectParameters } from "./hw/cluster/tcdm/interconnect.js";

// Software.
export { assemble } from "./sw/asm/assemble.js";
export { disassemble } from "./sw/disasm/disassemble.js";
export { loadElf } from "./sw/elf/load.js";
export { Descriptor, type FieldValues } from "./sw/descriptor.js";
export { type Program } from "./sw/program.js";
export { gemmOpsProgram, KERNELS, layerProgram, type Kernel, type KernelFormat } from "./sw/programs.js";

// Golden model, data and testbenches.
export { gemmOpsFast } from "./golden/gemm/fast.js";
export { gemmOps } from "./golden/gemm/gemm-ops.js";
export { type GemmOpsJob, type Tensor } from "./golden/gemm/job.js";
export { ClusterBench, type ClusterRun, type JobDescriptor } from "./run/cluster/cluster-bench.js";
export { ClusterJob, clusterParameters, packedBases } from "./run/cluster/cluster-job.js";
export {
  placeInCluster,
  placeTiled,
  planTiled,
  type InCluster,
  type TiledInCluster,
  type TiledOptions,
  type TiledPlan,
} from "./run/cluster/placement.js";
export { TiledBench, type TiledRun, type WorkClocks } from "./run/cluster/tiled-bench.js";
export { tiledCluster, TiledJob, type TiledCluster, type TiledDescriptor } from "./run/cluster/tiled-job.js";
export { chooseTiling, mayCutN, tilingOf, type Tile, type Tiling, type TilingTarget } from "./run/cluster/tiling.js";
export { DATA_CLASSES, makeTensor, type DataClass } from "./run/data/tensors.js";
export { decodeNpy, encodeNpy, readNpy, writeNpy, type NpyMatrix } from "./run/data/npy.js";
export { SplitMix64, StallPattern } from "./run/data/random.js";
export { parseJob, parseJobLine, type Job } from "./run/redmule/job.js";
export { drawJob, PlacedJob, spacedBases, type Bases, type Shape } from "./run/redmule/placed-job.js";
export { RedmuleBench, type MemoryOf, type Observer, type RunResult } from "./run/redmule/redmule-bench.js";
export { type JobRegisters } from "./hw/redmule/registers.js";
export { chooseKernel } from "./run/kernels/choose-kernel.js";
export { KernelBench, type KernelOptions, type KernelRun } from "./run/kernels/kernel-bench.js";
export { drawProduct, type Product } from "./run/kernels/product.js";
export { runJob, runPair, type JobResult } from "./run/redmule/run-job.js";

export { CommitLog, type CommitLogOptions } from "./run/programs/commit-log.js";
export { CoreStatistics, type CoreReport } from "./run/programs/core-statistics.js";
export { ProgramRun, type ProgramOptions, type ProgramResult } from "./run/programs/program-run.js";

// Sweeps.
export { openSweep, type OpenSweep } from "./measure/sweep/open.js";
export { SweepPoints } from "./measure/sweep/expand.js";
export { pointOf, type PointInput, type SweepPoint } from "./measure/sweep/point.js";
export { readSweep, type PointResult, type Sweep, type SweepPlan, type SweepRecord } from "./measure/sweep/record.js";
export { runPoint } from "./measure/sweep/run-point.js";
export { runSweep, sweepPool } from "./measure/sweep/runner.js";
export { type SpecInput, type SweepSpec } from "./measure/sweep/spec.js";

// Where clocks went.
export { compare, tellChange, type Comparison } from "./measure/explain/comparison.js";
export { clocksOf, wholeClocks, type Clocks, type Explained, type JobAccount } from "./measure/explain/explained.js";
export { Phases, type PhaseClocks } from "./measure/explain/phases.js";
export { explainJob, explainRecord } from "./measure/explain/records.js";
export { tell } from "./measure/explain/sentences.js";

// Waveforms.
export { diagram, type DiagramOptions } from "./wave/ascii.js";
export { Capture, type ClockWindow, type TriggerWindow } from "./wave/capture.js";
export { Condition } from "./wave/condition.js";
export { FileSink } from "./run/files/file-sink.js";
export { writeGtkw } from "./wave/gtkw.js";
export { select, signalsOf, type Signal } from "./wave/select.js";
export { MemorySink, type Sink } from "./run/files/sink.js";
export { Recorder, type Track } from "./wave/track.js";
export { readVcd, type Vcd } from "./wave/vcd-reader.js";
export { VcdWriter, type VcdOptions } from "./wave/vcd-writer.js";
