import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import type * as Fs from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { UsageError } from "../../hw/errors.js";
import { registerArray, type Scope } from "../../hw/probe.js";
import { FileSink, makeDirectory } from "../../run/files/file-sink.js";
import { readVcd } from "../../wave/vcd-reader.js";
import { VcdWriter } from "../../wave/vcd-writer.js";

const disk = vi.hoisted(() => ({ full: false }));

vi.mock("node:fs", async (original) => {
  const fs = await original<typeof Fs>();
  const writeSync = (fd: number, bytes: Uint8Array, at: number, length: number): number => {
    if (disk.full) throw Object.assign(new Error("ENOSPC"), { code: "ENOSPC" });
    // A short write, as POSIX allows: the sink has to go on from there.
    return fs.writeSync(fd, bytes, at, Math.min(length, 5000));
  };
  return { ...fs, writeSync };
});

const values = new Uint32Array(400);
const scope: Scope = { name: "top", probes: [registerArray("w", 32, values)], children: [] };

let directory: string;
let path: string;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "wave-"));
  path = join(directory, "out.vcd");
});

afterEach(() => {
  disk.full = false;
  rmSync(directory, { recursive: true });
});

function writer(): VcdWriter {
  return new VcdWriter(scope, new FileSink(path), { version: "v" });
}

function sample(to: VcdWriter, clocks: number): void {
  for (let clock = 0; clock < clocks; clock++) {
    to.sample(clock);
    values.forEach((_, i) => (values[i] = clock * 7919 + i * 104729));
  }
}

describe("a waveform file", () => {
  it("appears whole at close, and only then", () => {
    writeFileSync(path, "old");
    const vcd = writer();
    sample(vcd, 100);
    expect(readFileSync(path, "utf8")).toBe("old");
    vcd.close();
    expect(readdirSync(directory)).toEqual(["out.vcd"]);
    expect(readVcd(readFileSync(path)).signals.at(-1)!.values.length).toBe(101);
  });

  it("is the old one when the run is given up", () => {
    writeFileSync(path, "old");
    const vcd = writer();
    sample(vcd, 100);
    vcd.abort();
    vcd.close();
    expect(readdirSync(directory)).toEqual(["out.vcd"]);
    expect(readFileSync(path, "utf8")).toBe("old");
  });

  it("is the old one when the disk is full", () => {
    writeFileSync(path, "old");
    const vcd = writer();
    disk.full = true;
    expect(() => sample(vcd, 1000)).toThrow(UsageError);
    vcd.close();
    expect(readdirSync(directory)).toEqual(["out.vcd"]);
    expect(readFileSync(path, "utf8")).toBe("old");
  });

  it("names path and mend when the disk is full at the end", () => {
    const vcd = writer();
    sample(vcd, 1);
    disk.full = true;
    expect(() => vcd.close()).toThrow(`Cannot write "${path}" (ENOSPC): the disk is full: free space, `);
    expect(readdirSync(directory)).toEqual([]);
  });

  it("leaves nothing when the options are refused", () => {
    expect(() => new VcdWriter(scope, new FileSink(path), { version: "v", from: 2, to: 1 })).toThrow(UsageError);
    expect(readdirSync(directory)).toEqual([]);
  });

  it("is written through a symbolic link", () => {
    const link = join(directory, "link.vcd");
    writeFileSync(path, "old");
    symlinkSync(path, link);
    const sink = new FileSink(link);
    sink.write(new TextEncoder().encode("new!"), 3);
    sink.close();
    expect(readFileSync(path, "utf8")).toBe("new");
    expect(readFileSync(link, "utf8")).toBe("new");
    expect(readdirSync(directory).length).toBe(2);
  });

  it("may be a device, which stays one", () => {
    const sink = new FileSink("/dev/null");
    sink.write(new Uint8Array(10), 10);
    sink.close();
    expect(existsSync("/dev/null")).toBe(true);
    expect(readFileSync("/dev/null").length).toBe(0);
  });

  it.each([
    ["missing/out.vcd", /missing\/out\.vcd" \(ENOENT\): the directory does not exist: create it first\.$/],
    ["folder", /folder" \(EISDIR\): the path is a directory: name a file in it\.$/],
    ["file/out.vcd", /file\/out\.vcd" \(ENOTDIR\): a part of the path is a file, not a directory/],
  ])("at %s is refused in a sentence", (name, message) => {
    mkdirSync(join(directory, "folder"));
    writeFileSync(join(directory, "file"), "");
    expect(() => new FileSink(join(directory, name))).toThrow(UsageError);
    expect(() => new FileSink(join(directory, name))).toThrow(message);
  });

  it("stands in a directory that is made with those above it, or refused at once", () => {
    const deep = join(directory, "one", "two", "three");
    makeDirectory(deep, "--out");
    makeDirectory(deep, "--out");
    expect(existsSync(deep)).toBe(true);
    writeFileSync(path, "");
    expect(() => makeDirectory(join(path, "below"), "--out")).toThrow(
      /cannot be made \(E\w+\): choose another path for --out/,
    );
    if (existsSync("/proc/self")) {
      expect(() => makeDirectory("/proc/none/below", "--out")).toThrow(/"\/proc\/none\/below" cannot be made/);
    }
  });

  it.skipIf(process.getuid?.() === 0)("in a directory without write permission is refused", () => {
    chmodSync(directory, 0o500);
    expect(() => new FileSink(path)).toThrow(/EACCES\): the directory or file is not writable/);
    chmodSync(directory, 0o700);
  });
});
