import Table from "cli-table3";
import type { Row } from "./target.ts";
import { targets } from "./targets/index.ts";

/** `pnpm validate [--json]`: every target, what is expected and what the simulator says; exit 1 when one does not hold. */
const isJson = process.argv.includes("--json");
const unknown = process.argv.slice(2).filter((argument) => argument !== "--json");
if (unknown.length > 0) {
  process.stderr.write(`error: there is no option ${unknown.join(" ")}\n\nUsage: pnpm validate [--json]\n`);
  process.exit(2);
}

const round = (value: number): string => String(Number(value.toPrecision(4)));
const between = ([low, high]: readonly [number, number]): string =>
  low === high ? "" : `${round(low)} … ${round(high)}`;

/** What the simulator says of a row, in the table's columns. */
const said = (row: Row): ReadonlyArray<string> =>
  row.held === null
    ? ["", "", `± ${round(row.tolerance)}`, "skipped"]
    : [round(row.simulated), between(row.interval), `± ${round(row.tolerance)}`, row.held ? "yes" : "NO"];

const all: Array<Row> = [];
const table = new Table({
  head: ["target", "expected", "simulated", "95 % interval", "tolerance", "held"],
  style: { head: [], border: [] },
});
for (const { number, title, rows } of targets) {
  process.stderr.write(`${number}. ${title}\n`);
  const computed = await rows();
  all.push(...computed.map((row) => ({ ...row, name: `${number}. ${title}: ${row.name}` })));
  table.push([{ colSpan: 6, content: `${number}. ${title}` }]);
  for (const row of computed) {
    table.push([`   ${row.name}`, round(row.expected), ...said(row)]);
    if (row.note !== undefined) table.push([{ colSpan: 6, content: `      ${row.note}` }]);
    if (row.assumed !== undefined) table.push([{ colSpan: 6, content: `      assumed: ${row.assumed}` }]);
  }
  for (const reason of new Set(computed.flatMap((row) => (row.held === null ? [row.skipped] : []))))
    table.push([{ colSpan: 6, content: `      skipped: ${reason}` }]);
  table.push([{ colSpan: 6, content: `      ${computed[0]?.source ?? ""}` }]);
}
const failed = all.filter(({ held }) => held === false);
const judged = all.filter(({ held }) => held !== null);
const tally = `${judged.length - failed.length} of ${judged.length} hold`;
const unseen = judged.length === all.length ? "" : `; ${all.length - judged.length} skipped`;
if (isJson) process.stdout.write(`${JSON.stringify({ targets: all }, null, 2)}\n`);
else process.stdout.write(`${table.toString()}\n${tally}${unseen}\n`);
process.exitCode = failed.length === 0 ? 0 : 1;
