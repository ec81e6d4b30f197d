import { distance } from "fastest-levenshtein";

/** What a name can mean: the items of that path, or whose path ends with it behind a dot. */
export function named<T extends { readonly path: string }>(items: readonly T[], name: string): T[] {
  const exact = items.filter(({ path }) => path === name);
  return exact.length > 0 ? exact : items.filter(({ path }) => path.endsWith(`.${name}`));
}

/** As many levels of `path`, from its end, as `name` has. */
function tail(path: string, name: string): string {
  return path.split(".").slice(-name.split(".").length).join(".");
}

/** The word that a misspelt one most likely stands for; undefined when more than a third of it would have to change. */
export function nearest(words: readonly string[], misspelt: string): string | undefined {
  const wanted = misspelt.toLowerCase();
  let best: string | undefined;
  let least = Math.max(1, Math.ceil(misspelt.length / 3)) + 1;
  for (const word of words) {
    const changes = distance(word.toLowerCase(), wanted);
    if (changes < least) [best, least] = [word, changes];
  }
  return best;
}

/** The path of the signal that a misspelt path, or end of a path, most likely stands for. */
export function nearestSignal(items: readonly { readonly path: string }[], misspelt: string): string | undefined {
  const tails = new Map<string, string>();
  for (const { path } of items) if (!tails.has(tail(path, misspelt))) tails.set(tail(path, misspelt), path);
  const found = nearest([...tails.keys()], misspelt);
  return found === undefined ? undefined : tails.get(found);
}
