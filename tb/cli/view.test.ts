import type * as Fs from "node:fs";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { describe, expect, test, vi } from "vitest";
import { commandLine } from "./command-line.js";
import { testFolder } from "../test-folder.js";

const PAGE = vi.hoisted(() => "<!doctype html><title>stands for the page</title>");
const folder = testFolder("view");

// The command only hands the page on; what is built is the matter of tb/view/.
vi.mock("node:fs", async (original) => {
  const fs = await original<typeof Fs>();
  const readFile = (path: string, encoding: "utf8") =>
    String(path).endsWith(join("dist", "view", "page.html")) ? PAGE : fs.readFileSync(path, encoding);
  return { ...fs, readFileSync: readFile };
});

function listening(): Promise<Server> {
  const server = createServer();
  return new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve(server)));
}

function portOf(server: Server): number {
  return (server.address() as AddressInfo).port;
}

async function freePort(): Promise<number> {
  const server = await listening();
  const port = portOf(server);
  await new Promise((resolve) => server.close(resolve));
  return port;
}

describe("redmule view", () => {
  test("--out writes the page, whole", async () => {
    const file = join(folder, "page.html");
    const { code, out } = await commandLine("view", "--out", file);
    expect([code, out]).toEqual([0, `${file} holds the page: open it in a browser.\n`]);
    expect(readFileSync(file, "utf8")).toBe(PAGE);
    expect(readdirSync(folder)).toEqual(["page.html"]);
  });

  test("refuses a file that cannot be written and a port that is no port", async () => {
    expect(await commandLine("view", "--out", join(folder, "missing", "page.html"))).toMatchObject({ code: 2 });
    const { code, err } = await commandLine("view", "--port", "65536");
    expect([code, err]).toEqual([2, 'error: --port is "65536": give a whole number from 0 to 65535.\n']);
  });

  test.each([
    ["missing.json", null, /^error: .*missing\.json cannot be read \(ENOENT\): give what redmule train /],
    [
      "plain.json",
      "{}",
      /^error: .*plain\.json holds no timeline of a step: run redmule train NETWORK --json --timeline/,
    ],
  ])("refuses the step %s in one sentence, and writes nothing", async (name, content, message) => {
    const file = join(folder, name);
    if (content !== null) writeFileSync(file, content);
    const { code, err } = await commandLine("view", "--step", file, "--out", join(folder, "never.html"));
    expect(code).toBe(2);
    expect(err).toMatch(message);
    expect(err.trimEnd().split("\n")).toHaveLength(1);
    expect(existsSync(join(folder, "never.html"))).toBe(false);
  });

  test("serves the page until it is interrupted", async () => {
    const port = await freePort();
    const served = commandLine("view", "--port", String(port));
    const url = `http://127.0.0.1:${port}/`;
    const answer = await vi.waitFor(() => fetch(url), { timeout: 5000 });
    expect([answer.status, answer.headers.get("content-type")]).toEqual([200, "text/html; charset=utf-8"]);
    expect(await answer.text()).toBe(PAGE);
    expect((await fetch(`${url}else`)).status).toBe(404);
    process.emit("SIGINT");
    const { code, out } = await served;
    expect([code, out]).toEqual([0, `${url} serves the page; Ctrl-C ends it.\n`]);
    await expect(fetch(url)).rejects.toThrow();
  });

  test("refuses a port that is in use", async () => {
    const server = await listening();
    const port = portOf(server);
    const { code, err } = await commandLine("view", "--port", String(port));
    server.close();
    expect([code, err]).toEqual([
      2,
      `error: Port ${port} cannot be opened (EADDRINUSE): give another --port, or none for a free one.\n`,
    ]);
  });
});
