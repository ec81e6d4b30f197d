"""Plays vectors of `redmule vectors --format cocotb` on the ports of redmule_top.

For each job of manifest.json: the memory as it stands before, the accesses of the driver on the peripheral port, an ideal memory
behind the TCDM port that refuses in the clocks that the manifest names; then the clock of the event, granted reads and writes up to it,
and every word of the memory are compared. Signals are looked up in the interfaces of redmule_top (tcdm.req) or flat, as a wrapper has
them (tcdm_req, tcdm_req_o, tcdm_req_i). Runs with cocotb 1.8 and later; VECTORS names another folder than that of this file.
"""

import json
import os
from pathlib import Path

import cocotb
from cocotb.clock import Clock
from cocotb.triggers import FallingEdge, RisingEdge

FOLDER = Path(os.environ.get("VECTORS", Path(__file__).parent))
MANIFEST = json.loads((FOLDER / "manifest.json").read_text())
OUTSIDE = int(MANIFEST["outside"], 16)
RESET_CLOCKS = 10
DRAIN_CLOCKS = 64
# Clocks without an event behind the expected one, before a job counts as hanging.
PATIENCE = 1000


def signal(dut, port, name, needed=True):
    """The handle of a signal of an interface, or its flat form."""
    bundle = getattr(dut, port, None)
    for owner, leaf in ((bundle, name), *((dut, f"{port}_{name}{end}") for end in ("", "_i", "_o"))):
        found = getattr(owner, leaf, None) if owner is not None else None
        if found is not None:
            return found
    if needed:
        raise AttributeError(f"the design has neither {port}.{name} nor {port}_{name}")
    return None


def number(handle):
    """The value of a signal; 0 while it is unknown."""
    try:
        return int(handle.value)
    except ValueError:
        return 0


class Bench:
    """Peripheral port and memory of redmule_top, one clock at a time."""

    def __init__(self, dut, job):
        self.dut = dut
        self.base = int(job["memory"]["base"], 16)
        lines = (FOLDER / job["files"]["before"]).read_text().split()
        self.memory = [int(line, 16) for line in lines if not line.startswith("@")]
        self.words = job["design"]["port"] // 32
        self.refused = frozenset(job["refused"])
        self.periph = {n: signal(dut, "periph", n) for n in ("req", "add", "wen", "be", "data", "id")}
        self.tcdm = {n: signal(dut, "tcdm", n) for n in ("req", "add", "wen", "be", "data", "gnt", "r_data", "r_valid")}
        self.clock = None
        self.reads = self.writes = 0
        self.response = None

    async def reset(self):
        dut = self.dut
        idle = [*self.periph.values(), *(self.tcdm[n] for n in ("gnt", "r_data", "r_valid"))]
        for name in ("r_opc", "r_user", "r_id", "r_ecc", "r_evalid"):
            idle.append(signal(dut, "tcdm", name, needed=False))
        idle.append(getattr(dut, "test_mode_i", None))
        for handle in idle:
            if handle is not None:
                handle.value = 0
        egnt = signal(dut, "tcdm", "egnt", needed=False)
        if egnt is not None:
            egnt.value = 1
        dut.rst_ni.value = 0
        for _ in range(RESET_CLOCKS):
            await RisingEdge(dut.clk_i)
        dut.rst_ni.value = 1
        for _ in range(RESET_CLOCKS):
            await self.step()

    def read_words(self, address):
        first = (address - self.base) // 4
        inside = (self.memory[i] if 0 <= i < len(self.memory) else OUTSIDE for i in range(first, first + self.words))
        return sum(word << (32 * i) for i, word in enumerate(inside))

    def write_words(self, address, data, enables):
        first = (address - self.base) // 4
        for byte in range(4 * self.words):
            at, shift = first + byte // 4, 8 * (byte % 4)
            if (enables >> byte) & 1 and 0 <= at < len(self.memory):
                value = (data >> (8 * byte)) & 0xFF
                self.memory[at] = (self.memory[at] & ~(0xFF << shift)) | (value << shift)

    def serve(self):
        """Grant and effect of the request of this clock; the response is for the next one."""
        refuses = self.clock is not None and self.clock in self.refused
        granted = number(self.tcdm["req"]) == 1 and not refuses
        self.tcdm["gnt"].value = int(granted)
        self.response = None
        if not granted:
            return
        address = number(self.tcdm["add"])
        if number(self.tcdm["wen"]) == 1:
            self.reads += 1
            self.response = self.read_words(address)
        else:
            self.writes += 1
            self.response = 0
            self.write_words(address, number(self.tcdm["data"]), number(self.tcdm["be"]))

    async def step(self, access=None):
        """One clock with an access (write, address, data), or without; True when the event is high in it."""
        req = access is not None
        write, address, data = access if req else (False, 0, 0)
        values = {"req": int(req), "add": address, "wen": int(not write), "be": 0xF, "data": data, "id": 1}
        for name, value in values.items():
            self.periph[name].value = value
        self.tcdm["r_valid"].value = int(self.response is not None)
        self.tcdm["r_data"].value = self.response or 0
        self.tcdm["gnt"].value = 0
        await FallingEdge(self.dut.clk_i)
        event = number(self.dut.evt_o) != 0
        if not event or self.clock is None:
            self.serve()
        else:
            counted = self.reads, self.writes
            self.serve()
            self.reads, self.writes = counted
        await RisingEdge(self.dut.clk_i)
        if self.clock is not None:
            self.clock += 1
        return event


async def play(dut, job):
    """One job; what differs from the manifest, in words."""
    bench = Bench(dut, job)
    await bench.reset()
    *setup, trigger = job["steps"]
    for step in setup:
        if "idle" in step:
            for _ in range(step["idle"]):
                await bench.step()
        elif "read" in step:
            await bench.step((False, int(step["read"], 16), 0))
        else:
            await bench.step((True, int(step["write"], 16), int(step["data"], 16)))
    expected = job["expected"]
    bench.clock = bench.reads = bench.writes = 0
    event = await bench.step((True, int(trigger["write"], 16), int(trigger["data"], 16)))
    limit = expected["clocks"] + (PATIENCE if expected["cycles"] is not None else 0)
    while not event and bench.clock < limit:
        event = await bench.step()
    got = {"cycles": bench.clock - 1 if event else None, "reads": bench.reads, "writes": bench.writes}
    faults = [f"{name} {got[name]} instead of {expected[name]}" for name in got if got[name] != expected[name]]
    bench.refused = frozenset()
    for _ in range(DRAIN_CLOCKS):
        await bench.step()
    after = [int(line, 16) for line in (FOLDER / job["files"]["after"]).read_text().split() if not line.startswith("@")]
    wrong = [i for i, word in enumerate(after) if bench.memory[i] != word]
    if wrong:
        i = wrong[0]
        faults.append(f"{len(wrong)} words of the memory, first {bench.memory[i]:08x} instead of {after[i]:08x} at {bench.base + 4 * i:#x}")
    return faults


@cocotb.test()
async def vectors(dut):
    """Every job of the manifest, in order, each behind a reset."""
    cocotb.start_soon(Clock(dut.clk_i, 2, "ns").start())
    await RisingEdge(dut.clk_i)
    failed = []
    for job in MANIFEST["jobs"]:
        faults = await play(dut, job)
        if faults:
            dut._log.error("job %s, %s %s: %s", job["name"], job["op"], job["fmt"], "; ".join(faults))
            failed.append(job["name"])
    assert not failed, f"{len(failed)} of {len(MANIFEST['jobs'])} jobs differ: {', '.join(failed)}"
    dut._log.info("%d jobs equal in every word, clock and beat", len(MANIFEST["jobs"]))
