import { expect, test } from "vitest";
import { busyCluster } from "../../measure/speed/busy-cluster.js";

test("the busy cluster keeps all cores and RedMulE at work", () => {
  const cluster = busyCluster();
  const { redmule, cores, interconnect } = cluster;
  const retired = cores.map(() => 0);
  let [wide, narrow] = [0, 0];
  cluster.observers.push((clock) => {
    if (clock < 2000) return;
    cores.forEach((core, i) => (retired[i] += core.retired.valid));
    wide += redmule.tcdm.gnt;
    narrow += interconnect.lic.active;
  });
  for (let clock = 0; clock < 4000; clock++) cluster.step();
  expect(redmule.busy).toBe(1);
  expect(Math.min(...retired)).toBeGreaterThan(500);
  expect(wide).toBeGreaterThan(200);
  expect(narrow).toBeGreaterThan(1000);
});
