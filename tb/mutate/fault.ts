import { UsageError } from "../../hw/errors.js";

/** One mistake of a designer, as a replacement of text that occurs once in a source file and once in its compiled form. */
export interface Fault {
  readonly name: string;
  readonly block: string;
  /** Source file, from the root of the project. */
  readonly file: string;
  readonly find: string;
  readonly replace: string;
  /** What is wrong, in the words of a review. */
  readonly why: string;
}

/** Matches a text whatever its line breaks: the compiler sets the body of an `if` in a line of its own. */
function pattern(text: string): RegExp {
  const words = text.split(/\s+/).map((word) => word.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&"));
  return new RegExp(words.join("\\s+"), "g");
}

/**
 * The text with the fault in it.
 * @throws UsageError when the text to replace is not there exactly once, as in files of another version.
 */
export function withFault(text: string, { name, file, find, replace }: Fault): string {
  const places = pattern(find);
  const count = text.match(places)?.length ?? 0;
  if (count !== 1) {
    throw new UsageError(
      `Fault ${name} replaces "${find}", which ${file} holds ${count} times instead of once: use sources and faults of one version.`,
    );
  }
  return text.replace(places, () => replace);
}
