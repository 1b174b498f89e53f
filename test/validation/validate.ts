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
const interval = ({ interval: [low, high] }: Row): string => (low === high ? "" : `${round(low)} … ${round(high)}`);

const all: Array<Row> = [];
const table = new Table({
  head: ["target", "expected", "simulated", "95 % interval", "tolerance", "held"],
  style: { head: [], border: [] },
});
for (const { number, title, rows } of targets) {
  process.stderr.write(`${number}. ${title}\n`);
  const computed = rows();
  all.push(...computed.map((row) => ({ ...row, name: `${number}. ${title}: ${row.name}` })));
  table.push([{ colSpan: 6, content: `${number}. ${title}` }]);
  for (const row of computed) {
    table.push([
      `   ${row.name}`,
      round(row.expected),
      round(row.simulated),
      interval(row),
      `± ${round(row.tolerance)}`,
      row.held ? "yes" : "NO",
    ]);
    if (row.note !== undefined) table.push([{ colSpan: 6, content: `      ${row.note}` }]);
  }
  table.push([{ colSpan: 6, content: `      ${computed[0]?.source ?? ""}` }]);
}
const failed = all.filter(({ held }) => !held);
if (isJson) process.stdout.write(`${JSON.stringify({ targets: all }, null, 2)}\n`);
else process.stdout.write(`${table.toString()}\n${all.length - failed.length} of ${all.length} hold\n`);
process.exitCode = failed.length === 0 ? 0 : 1;
