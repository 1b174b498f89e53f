import { readIsoDate } from "../../dates/date.ts";
import { type ZoneClock, zoneClock } from "../../dates/zone.ts";
import { bad, type Finding, other } from "../../finding.ts";
import type { Format } from "../../format.ts";
import { readLines } from "../../lines/read-lines.ts";
import { compileRules } from "../../mapping/rules.ts";
import { readJob } from "./job.ts";
import { readNodeEvent } from "./node-event.ts";
import type { Row, SlurmReading } from "./reading.ts";

/**
 * Slurm's accounting: `sacctmgr list event --parsable2` (what befell nodes) and `sacct --parsable2` (how jobs ended). The
 * line with the names of the columns says which of the two follows. Slurm prints local times without a zone.
 */
export const slurm: Format = {
  name: "slurm",
  meaning: "sacctmgr list event --parsable2, or sacct --parsable2; local times, so with --zone",
  hints: ["zone"],
  mappingKeys: ["rules"],
  open: ({ mapping, zone }) => ({
    read: async function* (source) {
      const clock: ZoneClock | undefined = zone === undefined ? undefined : zoneClock(zone);
      const rules = compileRules(mapping?.rules ?? []);
      const reading: SlurmReading = {
        date: (text) => readIsoDate(text, clock),
        ruled: (row) => rules((name) => row(name.toLowerCase())),
      };
      let columns: ReadonlyMap<string, number> | undefined;
      let count = 0;
      for await (const one of readLines(source)) {
        const { line } = one;
        if ("refused" in one) {
          yield bad(line, one.refused);
          continue;
        }
        if (one.text.trim() === "") continue;
        const fields = one.text.split("|");
        const names = fields.map((name) => name.trim().toLowerCase());
        if (isHeader(names)) {
          columns = new Map(names.map((name, index) => [name, index]));
          count = fields.length;
        } else if (columns === undefined) {
          yield bad(line, "a row before the names of the columns: expected TimeStart and State, or JobID and State");
        } else if (fields.length !== count) {
          yield bad(line, "not as many columns as there are names", `${fields.length} of ${count}`);
        } else {
          const there = columns;
          const row: Row = (column) => (fields[there.get(column) ?? -1] ?? "").trim();
          yield readRow(line, row, there.has("jobid"), reading);
        }
      }
    },
  }),
};

const isHeader = (names: ReadonlyArray<string>): boolean =>
  names.includes("state") && (names.includes("timestart") || names.includes("jobid"));

const readRow = (line: number, row: Row, isJob: boolean, reading: SlurmReading): Finding => {
  const rule = reading.ruled(row);
  if (rule !== undefined && "ignore" in rule) return other(line, "ignored by a rule of the mapping", row("state"));
  return isJob ? readJob(line, row, reading, rule) : readNodeEvent(line, row, reading, rule);
};
