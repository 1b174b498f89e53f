/** Imports so many rows that are in no order, reads the timeline back, and prints what it took. Run by memory.test.ts. */
import { createReadStream } from "node:fs";
import { join } from "node:path";
import { decodeMapping, formats, importTimeline, openFormat, readTimelineLines } from "../../src/index.ts";

const ROWS = Number(process.argv[3]);
const folder = process.argv[2] ?? "";

const source = async function* (): AsyncGenerator<Uint8Array> {
  let piece = "seconds,host,hours\n";
  for (let index = 0; index < ROWS; index++) {
    // A number prime to the rows takes them in an order of its own.
    piece += `${((index * 7_919) % ROWS) * 60}.000001,node-${index % 1_750},${index % 50}\n`;
    if (piece.length < 65_536) continue;
    yield Buffer.from(piece);
    piece = "";
  }
  yield Buffer.from(piece);
};

const mapping = decodeMapping({
  time: { column: "seconds", unit: "seconds", since: "2024-01-01T00:00:00Z" },
  duration: { column: "hours", unit: "hours" },
  component: "host",
  rules: [{ kind: "node.crash" }],
});
const format = formats.find(({ name }) => name === "csv");
if (format === undefined || "problems" in mapping) throw new Error("no format or mapping");
const opened = openFormat(format, { mapping: mapping.value });
if ("problem" in opened) throw new Error(opened.problem);
const file = join(folder, "many.ndjson");
const result = await importTimeline({
  format,
  read: opened.read,
  source: source(),
  name: "rows",
  isStrict: true,
  folder,
  to: { file },
});
let faults = 0;
let lastUs = 0;
let isInOrder = true;
for await (const line of readTimelineLines(createReadStream(file))) {
  if ("problem" in line) throw new Error(JSON.stringify(line));
  if (!("fault" in line)) continue;
  faults += 1;
  isInOrder &&= (line.fault.at as number) >= lastUs;
  lastUs = line.fault.at as number;
}
const imported = "imported" in result ? result.imported.faults : result.refused.message;
console.log(JSON.stringify({ imported, faults, isInOrder, lastUs, bytesMax: process.resourceUsage().maxRSS * 1_024 }));
