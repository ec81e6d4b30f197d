/** Packs the recorded RedMulE runs for the tests, needed columns only: `tsx scripts/compact-redmule.ts FROM`. */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { StallPattern } from "../run/data/random.js";

const from = process.argv[2];
const to = "tb/reference/redmule";
mkdirSync(to, { recursive: true });

type Row = Record<string, string>;

function readCsv(name: string): Row[] {
  const [head, ...lines] = readFileSync(join(from, name), "utf8").trimEnd().split("\n");
  const columns = head.split(",");
  return lines.map((line) => Object.fromEntries(line.split(",").map((value, i) => [columns[i], value])));
}

function pack(name: string, lines: readonly string[]): void {
  writeFileSync(join(to, `${name}.gz`), gzipSync(`${lines.join("\n")}\n`, { level: 9 }));
}

const RUN_COLUMNS = "L,H,P,op,fmt,m,n,k,data,stall,stallSeed,status,cycles,reads,writes,mismatch";
for (const name of ["cycles-12x4", "cycles-configs", "stall-runs-12x4"]) {
  const rows = readCsv(`${name}.csv`).map((r) => {
    const stall = r.stall ?? "0";
    const array = [r.L ?? 12, r.H ?? 4, r.P ?? 3];
    const moved = [r.status, r.cycles, r.reads, r.writes ?? r.writes_at_evt, r.mismatch ?? r.mismatch_vs_model];
    return [
      ...array,
      r.op,
      r.fmt,
      r.M,
      r.N,
      r.K,
      r.data ?? "norm",
      stall,
      Number(stall) > 0 ? r.seed : 0,
      ...moved,
    ].join(",");
  });
  pack(`${name}.csv`, [RUN_COLUMNS, ...rows]);
}

const JOB_KEYS = ["config", "op", "fmt", "m", "n", "k", "stall", "stallSeed", "gap", "x", "w", "y", "z"];
const RESULT_KEYS = ["hang", "cycles", "reads", "writes", "mismatch"];
for (const name of ["vectors", "vectors-errata", "stall-vectors", "second-job"]) {
  const keys = [...JOB_KEYS, ...RESULT_KEYS, "first", "second"];
  const lines = readFileSync(join(from, `${name}.jsonl`), "utf8")
    .trimEnd()
    .split("\n");
  pack(
    `${name}.jsonl`,
    lines.map((line) => JSON.stringify(JSON.parse(line), keys.concat("L", "H", "P"))),
  );
}

/** The state history of a trace: the columns of the .csv form, also from the compact .txt form. */
const TRACE_COLUMNS = "ctrl,sched,stall_w,stall_x,stall_y,xstate,zstate,t_req,t_gnt,t_wen,t_add";

function fromText(line: string): string {
  const [, ctrl, sched] = / C(\d) S(\d)/.exec(line)!;
  const stalls = /stall\(([wxy,]+)\)/.exec(line)?.[1] ?? "";
  const [, xstate, zstate] = /X st(\d).*Z st(\d)/.exec(line)!;
  const port = /\| ([XWYZ])([0-9a-f]{6})(!?)/.exec(line);
  const access = port ? [1, port[3] === "" ? 1 : 0, port[1] === "Z" ? 0 : 1, `00${port[2]}`] : [0, 0, 0, ""];
  const waits = ["w", "x", "y"].map((letter) => (stalls.includes(letter) ? 1 : 0));
  return [ctrl, sched, ...waits, xstate, zstate, ...access].join(",");
}

/** The first seed whose pattern refuses exactly where the recorded one does. */
function stallSeed(p: number, refused: (clock: number) => boolean | undefined, clocks: number): number {
  for (let seed = 0; seed < 100000; seed++) {
    const pattern = new StallPattern(p, seed);
    let same = true;
    for (let c = 1; c < clocks && same; c++) {
      const was = refused(c);
      same = was === undefined || was === pattern.at(c);
    }
    if (same) return seed;
  }
  throw new Error(`No seed below 100000 gives the recorded stalls of ${p}.`);
}

const traces = readdirSync(join(from, "traces")).filter((name) => name.startsWith("trace_"));
for (const name of traces) {
  const [, op, m, n, k, stall = "0"] = /P3_([a-z]+)_(\d+)x(\d+)x(\d+)(?:_stall([\d.]+?))?(?:_HANG)?\.(?:csv|txt)$/.exec(
    name,
  )!;
  const text = name.endsWith(".txt");
  if (text && traces.includes(name.replace(".txt", ".csv"))) continue;
  const rows = text ? [] : readCsv(`traces/${name}`);
  const columns = TRACE_COLUMNS.split(",");
  const lines = text
    ? readFileSync(join(from, "traces", name), "utf8")
        .trimEnd()
        .split("\n")
        .slice(1)
        .map(fromText)
    : rows.map((row) => columns.map((column) => row[column]).join(","));
  const refused = (clock: number): boolean | undefined => {
    if (!text) return rows[clock].t_stall === "1";
    const [req, gnt] = lines[clock].split(",").slice(7, 9);
    return req === "1" ? gnt === "0" : undefined;
  };
  const seed = stall === "0" ? 0 : stallSeed(Number(stall), refused, Math.min(300, lines.length));
  const header = {
    op: op.toUpperCase(),
    m: Number(m),
    n: Number(n),
    k: Number(k),
    stall: Number(stall),
    stallSeed: seed,
  };
  const base = name.replace(/^trace_/, "").replace(/\.\w+$/, "");
  pack(`${base}.trace.csv`, [`# ${JSON.stringify(header)}`, TRACE_COLUMNS, ...lines]);
}
