/**
 * Compiled files with a seeded fault, gone when this process ends.
 * @param fault its name; null for the design as it is
 * @returns their folder, or null
 * @throws UsageError for a name that is none
 */
export async function distOf(fault: string | null): Promise<string | null> {
  if (fault === null) return null;
  const [{ faultOf }, { faultyDist }] = await Promise.all([
    import("../tb/mutate/faults.js"),
    import("../tb/mutate/patched-tree.js"),
  ]);
  return faultyDist(faultOf(fault));
}
