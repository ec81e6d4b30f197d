import { spawn } from "node:child_process";
import { existsSync, lstatSync, symlinkSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { Lock } from "../../run/files/lock.js";
import { Ledger } from "../../run/pool/ledger.js";
import { packageFile } from "../../sw/package-file.js";
import { testFolder } from "../test-folder.js";

const folder = testFolder("lock");
const file = (name: string): string => join(folder, name);

interface Entry {
  readonly run: number;
}
const keyOf = ({ run }: Entry): string => `run ${run}`;

describe("a file that a command appends to", () => {
  test("is refused to a second writer as long as the first one has it", () => {
    const path = file("one.jsonl");
    const ledger = new Ledger<Entry>(path);
    expect(() => new Ledger<Entry>(path)).toThrow(
      `${path} is being written by process ${process.pid} on ${hostname()}: wait for its end or give another --out`,
    );
    ledger.append({ run: 1 });
    ledger.close();
    const again = new Ledger<Entry>(path, { keyOf });
    expect(again.entries).toEqual([{ run: 1 }]);
    again.close();
    expect(existsSync(`${path}.lock`)).toBe(false);
  });

  test("is refused when an entry is there twice, and left free again", () => {
    const path = file("twice.jsonl");
    writeFileSync(path, '{"run":1}\n{"run":2}\n{"run":1}\n');
    expect(() => new Ledger<Entry>(path, { keyOf })).toThrow(`Entries 1 and 3 of ${path} are both about run 1`);
    expect(existsSync(`${path}.lock`)).toBe(false);
  });

  test("begins anew only behind the lock", () => {
    const path = file("fresh.jsonl");
    writeFileSync(path, '{"run":1}\n');
    const lock = new Lock(path);
    expect(() => new Ledger<Entry>(path, { fresh: true })).toThrow("is being written by");
    lock.release();
    const kept = new Ledger<Entry>(path);
    expect(kept.entries).toHaveLength(1);
    kept.close();
    const ledger = new Ledger<Entry>(path, { fresh: true });
    expect(ledger.entries).toEqual([]);
    ledger.close();
  });
});

test("the lock of a process that was killed is taken over, that of another machine is not", async () => {
  const child = spawn(process.execPath, ["-e", ""]);
  await new Promise((resolve) => child.once("exit", resolve));
  symlinkSync(`${child.pid}@${hostname()}`, `${file("killed")}.lock`);
  new Lock(file("killed")).release();
  symlinkSync(`${child.pid}@elsewhere`, `${file("far")}.lock`);
  expect(() => new Lock(file("far"))).toThrow(`by process ${child.pid} on elsewhere`);
});

test.each([
  ["SIGINT", 130],
  ["SIGTERM", 143],
  ["SIGHUP", 129],
] as const)("a process that is ended by %s takes its lock with it", async (signal, code) => {
  const held = file(signal);
  const lock = packageFile("run/files/lock.ts");
  const source = `import { Lock } from ${JSON.stringify(lock)}; new Lock(${JSON.stringify(held)}); console.log("held"); setInterval(() => {}, 1000);`;
  const child = spawn(process.execPath, ["--import", "tsx", "--input-type=module", "-e", source], {
    cwd: packageFile(),
    stdio: ["ignore", "pipe", "inherit"],
  });
  const ended = new Promise<number | null>((resolve) => child.once("exit", (status) => resolve(status)));
  await new Promise((resolve) => child.stdout.once("data", resolve));
  expect(lstatSync(`${held}.lock`).isSymbolicLink()).toBe(true);
  child.kill(signal);
  expect(await ended).toBe(code);
  expect(lstatSync(`${held}.lock`, { throwIfNoEntry: false })).toBeUndefined();
});
