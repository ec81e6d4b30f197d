import { expect, test } from "vitest";
import { tracksAround } from "../../measure/diff/around.js";
import { diffOf, recordedDump } from "./dump-diff.js";
import { headerOf } from "./excerpt.js";

const text = recordedDump();
const { variables } = headerOf(text);
const STATE = "TOP.tb_top.dut.i_control.current";
const codeOf = (path: string): string => variables.find((variable) => variable.path === path)!.code;
const state = codeOf(STATE);
const TRIGGER_EDGE = 30;

/** The dump with two bits of the controller's state x instead of its step to COMPUTING, and the edge before which that is seen. */
const at = text.indexOf(`\nb011 ${state}\n`);
const dump = `${text.slice(0, at)}\nbxx1 ${state}\n${text.slice(at + `\nb011 ${state}\n`.length)}`;
const time = Number(text.slice(text.lastIndexOf("\n#", at) + 2).split("\n", 1)[0]);
const edge = (time - 5) / 10 + 1;

test("a register that was known and turns x is a difference, at its clock", () => {
  const { run, result } = diffOf(dump);
  const { first, equal } = result;
  expect({ equal, clock: first?.clock, registers: first?.registers, rtl: first?.rtl, model: first?.model }).toEqual({
    ...{ equal: false, clock: edge - TRIGGER_EDGE, registers: [STATE], rtl: "0xx", model: 3 },
  });
  // The diagram shows no value for it.
  const { tracks } = tracksAround(run)!;
  expect(tracks.slice(0, 2).map((track) => track.at(edge - TRIGGER_EDGE))).toEqual([null, 3]);
});

test("a register that is x under reset is not judged before it is known", () => {
  const end = text.indexOf("$enddefinitions");
  const late = text.slice(0, end) + text.slice(end).replace(`\nb000 ${state}\n`, `\nbxxx ${state}\n`);
  expect(late === text).toBe(false);
  expect(diffOf(late).result).toMatchObject({ equal: true, first: null });
});

test("x is not judged once read data was x, which it may come from", () => {
  const data = codeOf("TOP.tb_top.tcdm.r_data");
  // A bit that is 0 anyway, so that nothing else departs from the model.
  const doubtful = dump.slice(0, at).replaceAll(new RegExp(`\nb([01]*)0 ${data}(?=\n)`, "g"), `\nb$1x ${data}`);
  expect(doubtful === dump.slice(0, at)).toBe(false);
  expect(diffOf(doubtful + dump.slice(at)).result).toMatchObject({ equal: true, first: null });
});
