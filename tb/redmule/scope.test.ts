import { expect, test } from "vitest";
import { PROFILE_NAMES } from "../../hw/config.js";
import { errataOf } from "../../hw/redmule/errata.js";
import { redmuleParameters } from "../../hw/redmule/parameters.js";
import { Redmule } from "../../hw/redmule/redmule.js";
import { signalsOf } from "../../wave/select.js";

test.each(PROFILE_NAMES)("every signal of the profile %s has a path of its own", (profile) => {
  const redmule = new Redmule(redmuleParameters({ errata: errataOf(profile) }));
  const paths = signalsOf(redmule.scope("redmule")).map(({ path }) => path);
  const repeated = paths.filter((path, i) => paths.indexOf(path) !== i);
  expect(repeated).toEqual([]);
});
