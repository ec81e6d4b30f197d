import type { Command } from "commander";

/** What the help of all commands says of one. */
export interface Entry {
  readonly summary: string;
  readonly examples: readonly string[];
  /** Loaded when the subcommand is used, so that the others cost no start-up time. */
  readonly load: () => Promise<Command>;
}

/** By name, in the order of the help. */
export const COMMANDS: Readonly<Record<string, Entry>> = {
  run: {
    summary: "run one GEMM-Ops job, driven by the firmware on the modelled core",
    examples: [
      "redmule run",
      "redmule run --m 24 --n 32 --k 48 --op ADDMAX --fmt bf16",
      "redmule run --m 192 --n 192 --k 192 --fmt fp8 --array 12x8x3 --port 288",
      "redmule run --m 24 --n 32 --k 32 --erratum E2 --stall 0.1 --stall-seed 2",
      "redmule run --m 12 --n 16 --k 16 --wave job.vcd --wave-values",
      "redmule run --m 4 --n 8 --k 2 --x X.npy --w W.npy --y Y.npy --z Z.npy",
      "redmule run --m 24 --n 32 --k 40 --line-trace | less -S",
      "redmule run --tiled --m 512 --n 512 --k 512",
      "redmule run --tiled --m 300 --n 100 --k 200 --tcdm-kib 32 --tile 48x52x64",
    ],
    load: async () => (await import("./run.js")).runCommand(),
  },
  exec: {
    summary: "run any program on the modelled cores",
    examples: [
      "redmule exec program.elf",
      "redmule exec test.elf --preset bare --isa rv32imafc_zfh --trace test.log",
      "redmule exec sw/examples/hello.S --cores 2 --json",
      "redmule exec app.elf --roi main,cluster_exit --trace app.log --trace-clocks",
      "redmule exec app.elf --gdb",
      "redmule exec app.elf --profile profile.html",
    ],
    load: async () => (await import("./exec.js")).execCommand(),
  },
  train: {
    summary: "train a network: layers, optimiser, precision, with PyTorch's meaning",
    examples: [
      "redmule train resnet8 --precision fp16 --steps 3",
      "redmule train net.onnx --data batch.npz --loss cross-entropy --optimizer sgd --lr 0.01 --steps 20 --out trained.onnx",
      "redmule train autoencoder --precision mixed --loss-scale dynamic --optimizer adam --lr 0.001 --counters",
      "redmule train net.onnx --data batch.npz --steps 200 --freeze 'features.*' --out trained.npz --resume",
    ],
    load: async () => (await import("./train.js")).trainCommand(),
  },
  learn: {
    summary: "go on learning new classes on the device: frozen stage in INT8, quantised latent replays",
    examples: [
      "redmule learn",
      "redmule learn --data-dir /usr/share/datasets/fashion-mnist --split l10 --replays 1500 --store e4m3 --out run/",
      "redmule learn --model functional --store u4 --events 6 --json",
    ],
    load: async () => (await import("./learn/learn.js")).learnCommand(),
  },
  layer: {
    summary: "run one layer alone, forward and backward, and check it against golden",
    examples: [
      "redmule layer conv2d --in 16x32x32 --out 32 --kernel 3 --stride 2 --pad 1 --precision fp16",
      "redmule layer depthwise --in 64x25x5 --kernel 3 --pad 1 --batch 2 --layout chw",
      "redmule layer linear --in 640 --out 128 --batch 16 --json",
    ],
    load: async () => (await import("./layer.js")).layerCommand(),
  },
  infer: {
    summary: "run a network forward on the samples of a file",
    examples: [
      "redmule infer net.onnx --data x.npz --out y.npz",
      "redmule infer net.int8.onnx --data x.npz --out codes.npz --model cycles",
    ],
    load: async () => (await import("./infer.js")).inferCommand(),
  },
  quantize: {
    summary: "turn a float network into one of eight-bit codes",
    examples: [
      "redmule quantize net.onnx --calibrate x.npz --out net.int8.onnx",
      "redmule quantize net.onnx --calibrate x.npz --out frozen.onnx --until relu_9 --per-channel --form qdq",
    ],
    load: async () => (await import("./quantize.js")).quantizeCommand(),
  },
  tune: {
    summary: "search the fastest kernel, tiles and engine for every product of a training step",
    examples: [
      "redmule tune ds-cnn --precision fp32 --out ds-cnn.plan.json",
      "redmule tune resnet8 --precision fp16 --engine auto --budget 12 --shard 1/4",
    ],
    load: async () => (await import("./tune.js")).tuneCommand(),
  },
  sdk: {
    summary: "write a C project for the cluster: linker script, start-up, headers, Makefile",
    examples: ["redmule sdk my-app && make -C my-app run", "redmule sdk tiles --example dma"],
    load: async () => (await import("./sdk.js")).sdkCommand(),
  },
  energy: {
    summary: "what every event of the cluster costs, and how far the published figures determine it",
    examples: ["redmule energy", "redmule energy --fit"],
    load: async () => (await import("./energy.js")).energyCommand(),
  },
  wave: {
    summary: "show the signals of a job or a program: timing diagrams, VCD, FST, WaveDrom, SVG",
    examples: [
      "redmule wave --m 12 --n 16 --k 16",
      "redmule wave --m 24 --n 32 --k 32 --stall 0.2 --trigger 'scheduler.state==LOAD_W && stall' --before 10 --after 20",
      "redmule wave --signals 'streamer.{req,gnt,addr}' '**.z_buffer.state' --from 120 --to 160 --out job.svg",
      "redmule wave --trigger 'rose(redmule.event)' --before 200 --after 10 --out end.vcd end.fst",
      "redmule wave sw/examples/hello.S --cores 2 --signals 'core*.retired_pc' --trigger 'core1.retired_valid'",
    ],
    load: async () => (await import("./wave.js")).waveCommand(),
  },
  diff: {
    summary: "compare a waveform of the RTL with the model, register by register",
    examples: [
      "redmule diff dump.vcd",
      "redmule diff dump.vcd --top tb.dut --array 12x4x3 --wave both.vcd",
      "fst2vcd dump.fst | redmule diff - --json",
      "redmule diff renamed.vcd --top tb.dut --propose > map.json",
      "redmule diff trace_core_00.log --program prog.elf --preset bare",
    ],
    load: async () => (await import("./diff.js")).diffCommand(),
  },
  vectors: {
    summary: "write jobs with their memory before and after for a bench of the RTL",
    examples: [
      "redmule vectors --random 20 --seed 1 --format readmemh --out vectors --profile upstream-51cd064",
      "redmule vectors --jobs jobs.jsonl --format cocotb --out bench",
    ],
    load: async () => (await import("./vectors.js")).vectorsCommand(),
  },
  explain: {
    summary: "tell where the clocks of a job went, and what changed between two",
    examples: [
      "redmule explain --m 96 --n 96 --k 96",
      "redmule explain --m 24 --n 32 --k 40 --against '--stall 0.1'",
      "redmule run --json | redmule explain -",
      "redmule explain before.jsonl after.jsonl",
    ],
    load: async () => (await import("./explain.js")).explainCommand(),
  },
  compare: {
    summary: "compare a matrix product by the cores' software with RedMulE",
    examples: [
      "redmule compare 96x96x96",
      "redmule compare 64x64x64 --all",
      "redmule compare 32x64x48 --cores 4 --json",
    ],
    load: async () => (await import("./compare.js")).compareCommand(),
  },
  batch: {
    summary: "run many jobs on RedMulE alone, from a JSON lines file",
    examples: [
      "redmule batch jobs.jsonl --out results.jsonl",
      "redmule batch jobs.jsonl --profile upstream-51cd064 --jobs 2 --trace traces",
    ],
    load: async () => (await import("./batch.js")).batchCommand(),
  },
  sweep: {
    summary: "simulate many points of the design space: shapes, arrays, memories, loads",
    examples: [
      "redmule sweep scaling",
      "redmule sweep shapes --out sweeps/shapes",
      "redmule sweep spec.json --shard 1/4 --out sweeps/1",
      "redmule sweep --merge sweeps/1 sweeps/2 sweeps/3 sweeps/4 --out sweeps/all",
      `redmule sweep '{"product": {"m": {"from": 12, "to": 96, "step": 12}, "fmt": ["fp16", "fp8"]}}'`,
    ],
    load: async () => (await import("./sweep.js")).sweepCommand(),
  },
  regress: {
    summary: "run random sequences of jobs on random designs, judge every clock, shrink what fails",
    examples: [
      "redmule regress --for 10m",
      "redmule regress --runs 20000 --seed 7 --out nightly",
      "redmule regress --only fp8,queue --for 60s",
      "redmule regress --erratum E2",
      "redmule regress --erratum E13 --replay 66",
    ],
    load: async () => (await import("./regress.js")).regressCommand(),
  },
  fp: {
    summary: "check the floating-point units against TestFloat vectors on standard input",
    examples: ["redmule fp f16_mulAdd < f16_mulAdd.txt", "redmule fp f32_add --rounding rtz --json < f32_add.txt"],
    load: async () => (await import("./fp.js")).fpCommand(),
  },
  coverage: {
    summary: "merge and report what regressions have covered",
    examples: ["redmule coverage redmule-regress", "redmule coverage shard1 shard2 --out both --least 99"],
    load: async () => (await import("./coverage.js")).coverageCommand(),
  },
  prove: {
    summary: "prove the arithmetic units by enumerating whole input spaces",
    examples: [
      "redmule prove --sample",
      "redmule prove f16-add --out f16-add.jsonl",
      "redmule prove --part 1/8 --jobs 2 --out part1.jsonl",
    ],
    load: async () => (await import("./prove.js")).proveCommand(),
  },
  inject: {
    summary: "strike RedMulE with upsets and stuck-at faults, and tell what becomes of them",
    examples: [
      "redmule inject",
      "redmule inject --runs 20000 --seed 7 --out seu.jsonl --svg seu.svg",
      "redmule inject --kind stuck --op ADDMAX --fmt fp8 --m 20 --n 30 --k 40",
    ],
    load: async () => (await import("./inject.js")).injectCommand(),
  },
  merge: {
    summary: "put the shards of a campaign together",
    examples: ["redmule merge farm --out farm/merged", "redmule merge shard-1 shard-2 shard-3 --out all"],
    load: async () => (await import("./merge.js")).mergeCommand(),
  },
  status: {
    summary: "how far the shards of a campaign are",
    examples: ["redmule status farm", "redmule status farm --json"],
    load: async () => (await import("./status.js")).statusCommand(),
  },
  slurm: {
    summary: "a campaign as an array job of Slurm",
    examples: [
      "redmule slurm sweep shapes --out farm --shards 8",
      "redmule slurm regress --runs 1000000 --out farm --shards 64 --submit -- --partition=long --time=4:00:00",
    ],
    load: async () => (await import("./slurm.js")).slurmCommand(),
  },
  report: {
    summary: "draw the results of a sweep: a page and SVG files",
    examples: ["redmule report shapes", "redmule report shapes --out pictures"],
    load: async () => (await import("./report.js")).reportCommand(),
  },
  hci: {
    summary: "replay a recorded trace of the TCDM interconnect",
    examples: ["redmule hci trace.jsonl", "redmule hci trace.jsonl --with-redmule --wave trace.vcd"],
    load: async () => (await import("./hci.js")).hciCommand(),
  },
  view: {
    summary: "see the machine run in a web page",
    examples: ["redmule view", "redmule view --port 8080", "redmule view --out page.html"],
    load: async () => (await import("./view.js")).viewCommand(),
  },
  mutate: {
    summary: "see whether the random tests find a seeded fault",
    examples: [
      "redmule mutate --list",
      "redmule mutate fifo-one-too-many",
      "redmule mutate x-fill-never-starves -- --runs 500",
    ],
    load: async () => (await import("./mutate.js")).mutateCommand(),
  },
  bench: {
    summary: "measure the speed of the model",
    examples: ["redmule bench", "redmule bench --json > bench.json", "redmule bench --against bench.json --limit 1.3"],
    load: async () => (await import("./bench.js")).benchCommand(),
  },
};
