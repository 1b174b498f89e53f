import { bad } from "../../finding.ts";
import type { Format } from "../../format.ts";
import { Phases } from "./phases.ts";
import { readRecords } from "./records.ts";
import { rowReader } from "./row.ts";

/** Any table of faults, by a mapping that says which column is what. */
export const csv: Format = {
  name: "csv",
  meaning: "any CSV file, with a mapping file that says which column is what",
  hints: ["zone"],
  mappingKeys: [
    "delimiter",
    "columns",
    "time",
    "end",
    "duration",
    "phase",
    "component",
    "part",
    "cause",
    "note",
    "rules",
  ],
  open: ({ mapping, zone }) => {
    const row = rowReader(mapping, zone);
    if (typeof row === "string") return { problem: row };
    return {
      read: async function* (source) {
        const delimiter = mapping?.delimiter ?? ",";
        let columns = mapping?.columns;
        let index = indexOf(columns ?? []);
        const phases = new Phases();
        for await (const record of readRecords(source, delimiter)) {
          const { line } = record;
          if ("refused" in record) {
            yield bad(line, record.refused);
            continue;
          }
          if (columns === undefined) {
            columns = record.fields.map((name) => name.trim());
            index = indexOf(columns);
            const missing = row.names.filter((name) => !index.has(name));
            if (missing.length === 0) continue;
            yield bad(line, whyMissing(missing, columns, delimiter));
            return;
          }
          const { fields } = record;
          if (fields.length !== columns.length) {
            yield bad(line, "not as many columns as the first line names", `${fields.length} of ${columns.length}`);
            continue;
          }
          const read = row.read(line, (name) => fields[index.get(name) ?? -1]);
          if (!("key" in read)) yield read;
          else if (!phases.add(read)) yield bad(line, phases.tooMany);
        }
        yield* phases.pair();
      },
    };
  },
};

const indexOf = (columns: ReadonlyArray<string>): ReadonlyMap<string, number> =>
  new Map(columns.map((name, index) => [name, index]));

const whyMissing = (missing: ReadonlyArray<string>, columns: ReadonlyArray<string>, delimiter: string): string => {
  const there = columns.slice(0, 30).map((name) => `"${name.slice(0, 40)}"`);
  const names = columns.join(delimiter);
  const better = [",", ";", "\t", "|"].find((one) => {
    const cut = names.split(one).map((name) => name.trim());
    return missing.every((name) => cut.includes(name));
  });
  const hint = better === undefined ? "" : `; say delimiter: ${JSON.stringify(better)} in the mapping`;
  return `no column ${missing.map((name) => `"${name}"`).join(", ")}: the file has ${there.join(", ")}${hint}`;
};
