"""Runs test_redmule.py without a simulator: the few names of cocotb that it uses, and a design that plays recorded clocks of the model.

Usage: stand-in.py FOLDER, with FOLDER/traces.json: for each job the clocks from the trigger write on. What the bench answers to the
design is compared with the record, and so is every access of its driver.
"""

import json
import logging
import sys
import types
from pathlib import Path

FOLDER = Path(sys.argv[1])
TRACES = json.loads((FOLDER / "traces.json").read_text())
JOBS = json.loads((FOLDER / "manifest.json").read_text())["jobs"]
TRIGGER = (1, 0, 0)
SIGNALS = (
    "clk_i rst_ni test_mode_i evt_o periph_req_i periph_add_i periph_wen_i periph_be_i periph_data_i periph_id_i tcdm_req_o "
    "tcdm_add_o tcdm_wen_o tcdm_be_o tcdm_data_o tcdm_gnt_i tcdm_r_data_i tcdm_r_valid_i tcdm_egnt_i"
).split()


class Signal:
    value = 0


class Design:
    """redmule_top with flat ports."""

    def __init__(self):
        for name in SIGNALS:
            setattr(self, name, Signal())
        self._log = logging.getLogger("dut")
        self.job = -1
        self.clock = None
        self.accesses = []
        self.faults = []

    def now(self):
        """The recorded clock that stands on the ports, None outside of a job."""
        if self.periph_req_i.value and self.access() == TRIGGER and self.clock is None:
            self.job += 1
            self.clock = 0
        trace = TRACES[self.job] if self.job >= 0 else []
        return trace[self.clock] if self.clock is not None and self.clock < len(trace) else None

    def access(self):
        return 1 - self.periph_wen_i.value, self.periph_add_i.value, self.periph_data_i.value

    def settle(self):
        clock = self.now()
        if clock is None:
            self.tcdm_req_o.value = self.evt_o.value = 0
            return
        self.evt_o.value = clock["event"]
        self.tcdm_req_o.value, self.tcdm_wen_o.value, self.tcdm_add_o.value = clock["req"], clock["wen"], clock["add"]
        self.tcdm_be_o.value, self.tcdm_data_o.value = int(clock["be"], 16), int(clock["data"], 16)

    def edge(self):
        if not self.rst_ni.value:
            if self.clock is not None:
                self.compare_accesses()
            self.clock, self.accesses = None, []
            return
        clock = self.now()
        self.accesses.append(self.access() if self.periph_req_i.value else None)
        if clock is None:
            return
        self.compare(clock)
        self.clock += 1

    def compare(self, clock):
        seen = {"gnt": self.tcdm_gnt_i.value, "rValid": self.tcdm_r_valid_i.value}
        for name, value in seen.items():
            if value != clock[name]:
                self.faults.append(f"job {self.job}, clock {self.clock}: {name} {value}")
        before = TRACES[self.job][self.clock - 1] if self.clock > 0 else None
        reads = before is not None and before["wen"] == 1
        if clock["rValid"] and reads and self.tcdm_r_data_i.value != int(clock["rData"], 16):
            self.faults.append(f"job {self.job}, clock {self.clock}: rData {self.tcdm_r_data_i.value:x}")

    def compare_accesses(self):
        wanted = []
        for step in JOBS[self.job]["steps"]:
            if "idle" in step:
                wanted += [None] * step["idle"]
            elif "read" in step:
                wanted.append((0, int(step["read"], 16), 0))
            else:
                wanted.append((1, int(step["write"], 16), int(step["data"], 16)))
        first = next(i for i, access in enumerate(self.accesses) if access is not None)
        if self.accesses[first : first + len(wanted)] != wanted:
            self.faults.append(f"job {self.job}: the accesses of the driver")


def module(name, **contents):
    sys.modules[name] = types.SimpleNamespace(**contents)
    return sys.modules[name]


class Trigger:
    def __init__(self, signal):
        self.signal = signal

    def __await__(self):
        yield self


class RisingEdge(Trigger):
    pass


class FallingEdge(Trigger):
    pass


class Clock:
    def __init__(self, *settings):
        self.settings = settings

    def start(self):
        return None


tests = []
module("cocotb", test=lambda: lambda function: tests.append(function) or function, start_soon=lambda task: task)
module("cocotb.clock", Clock=Clock)
module("cocotb.triggers", RisingEdge=RisingEdge, FallingEdge=FallingEdge)
sys.path.insert(0, str(FOLDER))
import test_redmule  # noqa: E402, F401

design = Design()
run = tests[0](design)
try:
    while True:
        trigger = run.send(None)
        if isinstance(trigger, FallingEdge):
            design.settle()
        else:
            design.edge()
except StopIteration:
    pass
design.compare_accesses()
if design.faults:
    sys.exit("; ".join(design.faults[:5]))
print(f"{design.job + 1} jobs")
