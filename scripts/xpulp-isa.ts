/**
 * Makes tb/reference/xpulp/isa.tsv.gz (mnemonic, operands, match, mask) from the reference folder:
 * `tsx scripts/xpulp-isa.ts ../shared/reference/core/xpulp`.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";

const [, ...rows] = readFileSync(join(process.argv[2], "isa.csv"), "utf8").trim().split("\n");
/** The first four fields; the operands stand in quotes where they hold commas. */
const lines = rows.map((row) => /^([^,]*),(?:"([^"]*)"|([^,]*)),([^,]*),([^,]*)/.exec(row)!);
const text = lines.map(([, name, quoted, plain, match, mask]) => [name, quoted ?? plain, match, mask].join("\t"));
writeFileSync("tb/reference/xpulp/isa.tsv.gz", gzipSync(`${text.join("\n")}\n`, { level: 9 }));
