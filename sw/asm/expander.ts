/** Conditional assembly, macros, repetitions and included files: turns the source into the statements to assemble. */
import { fail, readStatements, type Statement } from "./source.js";
import { testCondition } from "./conditions.js";
import { callMacro, readMacro, readRepetition, substitute, type Macro } from "./macros.js";
import { TokenReader } from "./tokens.js";

/** What the expander asks of the assembler. */
export interface ExpanderHost {
  /** Value of the expression at the reader, which must be known now. */
  constant(reader: TokenReader): number;
  isDefined(name: string): boolean;
  /** Text of an included file. */
  include?: ((name: string) => string) | undefined;
}

interface Frame {
  readonly statements: readonly Statement[];
  next: number;
  readonly macro: boolean;
  /** Open conditionals when the frame began. */
  readonly conditions: number;
}

interface Condition {
  /** The present branch is assembled. */
  active: boolean;
  /** One branch was assembled, or the whole conditional is skipped. */
  settled: boolean;
  hadElse: boolean;
  readonly at: Statement;
}

const MAX_DEPTH = 64;
const REPEATS = [".rept", ".irp", ".irpc"];
const BLOCKS: ReadonlySet<string> = new Set([
  ...REPEATS,
  ...[".endr", ".macro", ".endm", ".exitm", ".purgem", ".include"],
]);
const HEAD = /^\s*(?:[\w.$]+\s*:\s*)*/;
const WORD = /^\.?[A-Za-z_][\w.$]*/;

/** The statement's word after its labels, and where it begins. */
export function headOf(statement: Statement): { word: string; offset: number } {
  const offset = HEAD.exec(statement.text)![0].length;
  return { word: WORD.exec(statement.text.slice(offset))?.[0] ?? "", offset };
}

const isConditional = (word: string): boolean => /^\.(if\w*|else|elseif|endif)$/.test(word);

const hasLabels = ({ text }: Statement, offset: number): boolean => text.slice(0, offset).trim() !== "";

/** The part of a statement from `offset` on. */
const tail = (at: Statement, offset: number): Statement => ({
  ...at,
  text: at.text.slice(offset),
  columns: at.columns.slice(offset),
});

export class Expander {
  private readonly host: ExpanderHost;
  private readonly frames: Frame[] = [];
  private readonly conditions: Condition[] = [];
  private readonly macros = new Map<string, Macro>();
  private expansions = 0;
  /** What is left of a statement whose labels have been taken off. */
  private rest: Statement | undefined;

  constructor(host: ExpanderHost, statements: readonly Statement[]) {
    this.host = host;
    this.push(statements, false);
  }

  private push(statements: readonly Statement[], macro: boolean): void {
    this.frames.push({ statements, next: 0, macro, conditions: this.conditions.length });
  }

  private raw(): Statement | undefined {
    if (this.rest) {
      const rest = this.rest;
      this.rest = undefined;
      return rest;
    }
    for (;;) {
      const frame = this.frames.at(-1)!;
      if (frame.next < frame.statements.length) return frame.statements[frame.next++];
      if (this.conditions.length > frame.conditions) fail(this.conditions.at(-1)!.at, 0, "this .if has no .endif");
      if (this.frames.length === 1) return undefined;
      this.frames.pop();
    }
  }

  /** The next statement to assemble, or undefined at the end. */
  next(): Statement | undefined {
    for (;;) {
      const statement = this.raw();
      if (!statement) return undefined;
      const { word, offset } = headOf(statement);
      const directive = word.toLowerCase();
      const skipping = this.conditions.some(({ active }) => !active);
      const macro = this.macros.get(directive);
      if (!skipping && (macro || BLOCKS.has(directive) || isConditional(directive)) && hasLabels(statement, offset)) {
        // Labels before a macro call, a block or a condition are assembled on their own first.
        this.rest = tail(statement, offset);
        return { ...statement, text: statement.text.slice(0, offset) };
      }
      if (this.conditional(statement, directive, offset)) continue;
      if (skipping) continue;
      if (!macro && !BLOCKS.has(directive)) return statement;
      if (macro) {
        this.checkDepth(statement, `the macro '${word}'`);
        this.push(callMacro(macro, statement, offset + word.length, this.expansions++), true);
      } else this.block(directive, statement, offset + word.length);
    }
  }

  private conditional(at: Statement, word: string, offset: number): boolean {
    const skipping = this.conditions.some(({ active }) => !active);
    const after = offset + word.length;
    if (word.startsWith(".if")) {
      const active = !skipping && testCondition(at, word, offset, this.host);
      this.conditions.push({ active, settled: skipping || active, hadElse: false, at });
      return true;
    }
    if (word !== ".else" && word !== ".elseif" && word !== ".endif") return false;
    const condition = this.conditions.at(-1);
    if (!condition || this.conditions.length <= this.frames.at(-1)!.conditions) fail(at, offset, `${word} has no .if`);
    if (word === ".endif") {
      this.conditions.pop();
      return true;
    }
    if (condition.hadElse) fail(at, offset, `${word} follows the .else of the same .if`);
    condition.active = !condition.settled && (word === ".else" || this.host.constant(new TokenReader(at, after)) !== 0);
    condition.settled ||= condition.active;
    condition.hadElse = word === ".else";
    return true;
  }

  /** The statements up to the matching end of a block, nested blocks included. */
  private body(at: Statement, opens: readonly string[], end: string): Statement[] {
    const frame = this.frames.at(-1)!;
    const body: Statement[] = [];
    let depth = 1;
    while (frame.next < frame.statements.length) {
      const statement = frame.statements[frame.next++];
      const { word, offset } = headOf(statement);
      const directive = word.toLowerCase();
      if (opens.includes(directive)) depth++;
      if (directive === end && --depth === 0) {
        if (hasLabels(statement, offset)) body.push({ ...statement, text: statement.text.slice(0, offset) });
        return body;
      }
      body.push(statement);
    }
    return fail(at, 0, `this ${headOf(at).word} has no ${end}`);
  }

  private block(word: string, at: Statement, after: number): void {
    switch (word) {
      case ".macro": {
        const macro = readMacro(at, after, this.body(at, [".macro"], ".endm"));
        const name = macro.name.toLowerCase();
        if (this.macros.has(name)) fail(at, after, `the macro '${macro.name}' is already defined`);
        this.macros.set(name, macro);
        return;
      }
      case ".rept": {
        const count = this.host.constant(new TokenReader(at, after));
        const body = this.body(at, REPEATS, ".endr");
        if (count < 0 || count > 1e6) fail(at, after + 1, `.rept repeats 0 to 1000000 times, not ${count}`);
        return this.push(Array.from({ length: count }, () => body).flat(), false);
      }
      case ".irp":
      case ".irpc": {
        const { name, values } = readRepetition(at, after, word === ".irpc");
        const body = this.body(at, REPEATS, ".endr");
        return this.push(
          values.flatMap((value) => body.map((statement) => substitute(statement, new Map([[name, value]])))),
          false,
        );
      }
      case ".purgem": {
        const { text: name, offset } = new TokenReader(at, after).takeName("the name of a macro");
        if (!this.macros.delete(name.toLowerCase())) fail(at, offset, `there is no macro '${name}' to purge`);
        return;
      }
      case ".include":
        return this.include(at, after);
      case ".exitm": {
        const depth = this.frames.findLastIndex(({ macro }) => macro);
        if (depth < 0) fail(at, 0, ".exitm stands outside of a macro");
        this.conditions.length = this.frames[depth].conditions;
        this.frames.length = depth;
        return;
      }
      default:
        return fail(at, 0, `'${word}' closes nothing`);
    }
  }

  private include(at: Statement, after: number): void {
    const reader = new TokenReader(at, after);
    const token = reader.take();
    if (token.kind !== "string") fail(at, token.offset, ".include takes the name of a file in double quotes");
    if (!this.host.include)
      fail(at, token.offset, `'${token.text}' cannot be included, as no include function was given`);
    this.checkDepth(at, `including '${token.text}'`);
    this.push(readStatements(token.text, this.host.include(token.text)), false);
  }

  private checkDepth(at: Statement, what: string): void {
    if (this.frames.length > MAX_DEPTH) fail(at, 0, `${what} is nested more than ${MAX_DEPTH} levels deep`);
  }
}
