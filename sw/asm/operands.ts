/** Reads the operands of an instruction as written, before it is known which form they fit. */
import { findRegister, type Register } from "../isa/registers.js";
import { readExpression, type Expression } from "./expression.js";
import type { WrittenOperand } from "./form.js";
import type { SymbolTable } from "./symbols.js";
import type { TokenReader } from "./tokens.js";

function registerAhead(reader: TokenReader, ahead: number): Register | undefined {
  const { kind, text } = reader.peek(ahead);
  return kind === "name" ? findRegister(text) : undefined;
}

function readBase(reader: TokenReader): Pick<WrittenOperand, "base" | "postIncrement"> {
  if (reader.peek().text !== "(" || !registerAhead(reader, 1)) return {};
  reader.take();
  const { text, offset } = reader.take();
  const postIncrement = reader.accept("!");
  reader.expect(")");
  return { base: { register: findRegister(text)!, offset, text }, postIncrement };
}

function readOperand(reader: TokenReader, symbols: SymbolTable): WrittenOperand {
  const first = reader.peek();
  let main: { register?: Register; name?: string; expression?: Expression } = {};
  if (first.text !== "(" || !registerAhead(reader, 1)) {
    const register = registerAhead(reader, 0);
    if (register) {
      reader.take();
      main = { register };
    } else {
      const alone = first.kind === "name" && (reader.peek(1).kind === "end" || reader.peek(1).text === ",");
      main = { expression: readExpression(reader, symbols), ...(alone ? { name: first.text } : {}) };
    }
  }
  const base = readBase(reader);
  const text = reader.at.text.slice(first.offset, reader.peek().offset).trim();
  return { offset: first.offset, text, ...main, ...base };
}

/** All operands up to the end of the statement. */
export function readOperands(reader: TokenReader, symbols: SymbolTable): WrittenOperand[] {
  const operands: WrittenOperand[] = [];
  if (reader.atEnd) return operands;
  do {
    operands.push(readOperand(reader, symbols));
  } while (reader.accept(","));
  reader.expectEnd();
  return operands;
}
