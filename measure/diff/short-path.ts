/** Characters of a path that a line has room for. */
const ROOM = 56;

/** A path for a reader: one that is too long keeps its last two names and the scopes that have a number, `…` for the others. */
export function shortPath(path: string): string {
  if (path.length <= ROOM) return path;
  const names = path.split(".");
  return names
    .map((name, i) => (i >= names.length - 2 || name.includes("[") ? name : "…"))
    .filter((name, i, all) => name !== "…" || all[i - 1] !== "…")
    .join(".");
}
