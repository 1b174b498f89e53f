import { createWriteStream, existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { sharedPath } from "../support/shared-folder.ts";
import { ordeal } from "./ordeal.ts";

/** Importing and replaying as people do: a process of its own for each, from its start to its end. */
interface Figure {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
}

const root = join(import.meta.dirname, "..", "..");
const trace = sharedPath("traces/infinitehbd/fault_trace.json");
const experiment = join(root, "fixtures", "incidents", "infinitehbd-run.yaml");
const ROUNDS = 5;
const FAULTS = 1_000_000;
const NODES = 400;
const DAYS = 348;

const median = (values: ReadonlyArray<number>): number =>
  values.toSorted((a, b) => a - b)[values.length >> 1] ?? Number.NaN;

/** A trace of that many outages of an hour on average, of nodes and at times that are always the same. */
const outages = function* (): Generator<string> {
  let state = 1;
  const drawn = (): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
  yield "day,node,hours\n";
  for (let nth = 0; nth < FAULTS; nth += 1_000) {
    const lines = Array.from({ length: 1_000 }, (_, index) => {
      const day = ((nth + index) * DAYS) / FAULTS;
      return `${day.toFixed(6)},n${Math.floor(drawn() * NODES)},${(2 * drawn()).toFixed(3)}\n`;
    });
    yield lines.join("");
  }
};

const mapping = `time: { column: day, unit: days, since: "2024-03-30T00:00:00Z" }
duration: { column: hours, unit: hours }
component: node
rules: [{ kind: node.crash }]
`;

export const replayFigures = async (): Promise<ReadonlyArray<Figure>> => {
  const folder = mkdtempSync(join(tmpdir(), "ordeal-"));
  try {
    return [...(await published(folder)), ...(await generated(folder))];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};

/** The InfiniteHBD trace; what the same commands take for nothing is their start-up. */
const published = async (folder: string): Promise<ReadonlyArray<Figure>> => {
  const name = "import and replay 584 faults after start-up";
  if (!existsSync(trace)) {
    process.stderr.write(`skipped "${name}": the trace is not there, ${trace}\n`);
    return [];
  }
  const nothing = join(folder, "nothing.json");
  writeFileSync(nothing, "[]");
  const timeline = join(folder, "trace.ndjson");
  const both = async (file: string, ...more: ReadonlyArray<string>): Promise<number> => {
    const imported = await ordeal("import", "infinitehbd", file, "--out", timeline);
    return imported.seconds + (await ordeal("replay", timeline, "--on", experiment, ...more)).seconds;
  };
  const seconds: Array<number> = [];
  for (let round = 0; round < ROUNDS; round++)
    seconds.push((await both(trace)) - (await both(nothing, "--set", "duration=1 hour")));
  return [{ name, value: median(seconds), unit: "s" }];
};

/** So many faults that the job is down for good, and still no more memory than a bound. */
const generated = async (folder: string): Promise<ReadonlyArray<Figure>> => {
  const table = join(folder, "outages.csv");
  const rules = join(folder, "outages.yaml");
  const timeline = join(folder, "outages.ndjson");
  await pipeline(Readable.from(outages()), createWriteStream(table));
  writeFileSync(rules, mapping);
  const imported = await ordeal("import", "csv", table, "--mapping", rules, "--out", timeline);
  const replayed = await ordeal("replay", timeline, "--on", experiment, "--set", "thresholds=[]");
  const fitted = await ordeal("fit", timeline, "--nodes", String(NODES), "--to", `${DAYS + 1} days`);
  return [
    { name: "import 1000000 faults", value: imported.seconds, unit: "s" },
    { name: "import 1000000 faults: peak memory", value: imported.peakMb, unit: "MB" },
    { name: "replay 1000000 faults", value: replayed.seconds, unit: "s" },
    { name: "replay 1000000 faults: peak memory", value: replayed.peakMb, unit: "MB" },
    { name: "fit 1000000 faults", value: fitted.seconds, unit: "s" },
    { name: "fit 1000000 faults: peak memory", value: fitted.peakMb, unit: "MB" },
  ];
};
