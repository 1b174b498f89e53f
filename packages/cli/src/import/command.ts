import { ordealCommand } from "@ordeal/model";
import { shellWord } from "../print/shell.ts";
import type { ImportFlags } from "./flags.ts";

/** One line that imports the same again, ready for a shell. */
export const importCommand = (flags: ImportFlags): string => {
  const { format, file, out, mapping, codes, zone, year, from, to, title, strict, json } = flags;
  const values = [
    ["--mapping", mapping],
    ...codes.map((table) => ["--codes", table] as const),
    ["--zone", zone],
    ["--year", year?.toString()],
    ["--from", from],
    ["--to", to],
    ["--title", title],
    ["--out", out],
  ] as const;
  return [
    `${ordealCommand} import`,
    shellWord(format),
    shellWord(file),
    ...values.flatMap(([flag, value]) => (value === undefined ? [] : [`${flag} ${shellWord(value)}`])),
    ...(strict ? ["--strict"] : []),
    ...(json ? ["--json"] : []),
  ].join(" ");
};
