import { type ZoneClock, zoneClock } from "../../dates/zone.ts";
import { bad, type Finding, other } from "../../finding.ts";
import type { Format } from "../../format.ts";
import { readLines } from "../../lines/read-lines.ts";
import { compileRules } from "../../mapping/rules.ts";
import { readJob } from "./job.ts";
import { readNodeEvent } from "./node-event.ts";
import { type Row, readSlurmDate, type SlurmReading } from "./reading.ts";
import { type Table, tableOf } from "./table.ts";

/**
 * Slurm's accounting: `sacctmgr show event` (what befell nodes), `sacct` (how jobs ended), with delimiters or aligned, and
 * `sinfo -R` (nodes that are out of service, and why). The line with the names of the columns says which of them follows.
 * Slurm prints local times without a zone, or seconds since 1970.
 */
export const slurm: Format = {
  name: "slurm",
  meaning: "Slurm: sacctmgr show event, sacct with its End, or sinfo -R; local times, so with --zone",
  hints: ["zone"],
  mappingKeys: ["rules"],
  open: ({ mapping, zone }) => ({
    read: async function* (source) {
      const clock: ZoneClock | undefined = zone === undefined ? undefined : zoneClock(zone);
      const reading: SlurmReading = {
        date: (text) => readSlurmDate(text, clock),
        ruled: compileRules(mapping?.rules ?? []),
      };
      let table: Table | undefined;
      for await (const one of readLines(source)) {
        const { line } = one;
        if ("refused" in one) {
          yield bad(line, one.refused);
          continue;
        }
        const { text } = one;
        if (text.trim() === "" || table?.isRule(text) === true) continue;
        const opened = tableOf(text);
        if (opened !== undefined) {
          table = opened;
          if (opened.kind === "jobs" && !opened.has("end")) yield bad(line, endless);
          continue;
        }
        if (table === undefined) yield isDateLine(text) ? other(line, "a date before the table") : bad(line, nameless);
        else yield* readRow(line, text, table, reading);
      }
    },
  }),
};

const nameless = "a row before the names of the columns: expected TimeStart and State, JobID and State, or sinfo -R";
const endless =
  "jobs without the column End: nobody knows when they ended; run sacct --parsable2 --format=JobID,JobName,State,Start,End,NodeList";

/** When it was printed, which `--long` says first: `Mon May 06 07:08:09 2024`. */
const isDateLine = (text: string): boolean =>
  /^[A-Z][a-z]{2} [A-Z][a-z]{2} [ \d]\d \d{2}:\d{2}:\d{2} \d{4}\s*$/.test(text);

const readRow = function* (line: number, text: string, table: Table, reading: SlurmReading): Generator<Finding> {
  // A table without ends was told of once.
  if (table.kind === "jobs" && !table.has("end")) return;
  const row = table.row(text);
  if (typeof row === "string") yield bad(line, row, text);
  else {
    const field: Row = (column) => row(column.toLowerCase());
    const rule = reading.ruled(field);
    if (rule !== undefined && "ignore" in rule) yield other(line, "ignored by a rule of the mapping", row("state"));
    else if (table.kind === "jobs") yield readJob(line, row, reading, rule);
    else yield* readNodeEvent(line, row, reading, rule);
  }
};
