/** A glob over paths: `*` stays inside a name, `**` crosses levels, `{a,b}` is a choice. */
export function globOf(glob: string): RegExp {
  const choice = /^(.*)\{([^{}]*)\}(.*)$/.exec(glob);
  if (choice !== null) {
    const [, before, names, behind] = choice;
    const sources = names.split(",").map((name) => globOf(`${before}${name}${behind}`).source);
    return new RegExp(sources.join("|"));
  }
  const source = glob
    .split("**")
    .map((part) =>
      part
        .split("*")
        .map((text) => text.replace(/[.+?^${}()|[\]\\]/g, "\\$&"))
        .join("[^.]*"),
    )
    .join(".*");
  return new RegExp(`^${source}$`);
}
