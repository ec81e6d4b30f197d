/** One source that holds every statement between the labels `s<index>` and `e<index>`, for GNU as and for our assembler. */
export function encodingSource(statements: readonly string[], compress: boolean): string {
  const option = compress ? ".option rvc" : ".option norvc";
  const parts = statements.map(
    (text, index) => `.balign 16\n${option}\ns${index}: ${text}\ne${index}:\n.option norvc\n`,
  );
  return `.option norvc\n.space 256\n${parts.join("")}.data\nglob: .word 1, 2, 3\n`;
}
