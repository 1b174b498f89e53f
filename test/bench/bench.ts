import { join } from "node:path";
import { Worker } from "node:worker_threads";
import { loadExperiment } from "@ordeal/cli";
import Table from "cli-table3";
import { campaignFigures } from "./campaign.ts";
import { ctrlCFigures } from "./ctrl-c.ts";
import { dashboardFigures } from "./dashboard.ts";
import { hostileFigures } from "./hostile.ts";
import { replayFigures } from "./replay.ts";
import { socketFigures } from "./socket.ts";
import { twoWorkersFigures } from "./two-workers.ts";

/** `pnpm bench [--json]`: medians of everything that is claimed about speed. Plain Node.js runs it, without a loader. */
const isJson = process.argv.includes("--json");
/** Cases of one sample of the property group in `simulate.ts`. */
const PROPERTY_CASES = 200;

interface Measured {
  readonly failures: number;
  /** In milliseconds, by name. */
  readonly medians: ReadonlyArray<readonly [name: string, ms: number]>;
}

/** One group of `simulate.ts`, in a thread of its own. */
const measure = (group: string): Promise<Measured> => {
  process.stderr.write(`simulate: ${group}\n`);
  return inThread("./simulate.ts", { group });
};

/** What a file of this folder answers, in a thread of its own. */
const inThread = <A>(file: string, workerData: object = {}): Promise<A> => {
  const worker = new Worker(new URL(file, import.meta.url), { workerData });
  return new Promise((resolve, reject) => worker.once("message", resolve).once("error", reject));
};

type Figure = { readonly name: string; readonly value: number; readonly unit: string };

const groups = [await measure("quiet"), await measure("heard"), await measure("random")];
const failures = groups[0]?.failures ?? 0;
const medians = new Map(groups.flatMap((group) => group.medians));
const median = (name: string): number => medians.get(name) ?? Number.NaN;

process.stderr.write("the socket\n");
const loading = await loadExperiment(
  join(import.meta.dirname, "..", "..", "experiments", "08-shenzhen-thirty-days.yaml"),
);
if ("problems" in loading) throw new Error(JSON.stringify(loading.problems));
const overSocket = await socketFigures(loading.loaded.experiment);
process.stderr.write("a campaign\n");
const campaigned = campaignFigures(loading.loaded.experiment);
process.stderr.write("two workers (four minutes)\n");
const withTwo = await twoWorkersFigures();
process.stderr.write("the dashboard\n");
const shown = await dashboardFigures();
process.stderr.write("eight hostile clients\n");
const besideHostile = await hostileFigures();
process.stderr.write("Ctrl-C (a minute)\n");
const interrupted = await ctrlCFigures();
process.stderr.write("the hunt (some minutes)\n");
const hunted: Array<Figure> = [];
for (const part of ["one supernode", "54 days", "weaknesses"])
  hunted.push(...(await inThread<ReadonlyArray<Figure>>("./hunt.ts", { part })));
process.stderr.write("import and replay (a minute)\n");
const replayed = await replayFigures();
const floorMs = median("floor") / 50;
const results = [
  { name: "simulate 14000 cards 90 days journal off", value: median("small"), unit: "ms/run" },
  { name: "simulate 14000 cards 90 days journal on", value: median("smallHeard"), unit: "ms/run" },
  { name: "simulate 1000000 cards 90 days journal off", value: median("large"), unit: "ms/run" },
  { name: "1000000 cards to 14000 cards", value: median("large") / median("small"), unit: "ratio" },
  { name: "closed-form loop over the failures", value: floorMs * 1_000, unit: "µs/run" },
  { name: "simulate 14000 cards to the closed-form loop", value: median("small") / floorMs, unit: "ratio" },
  {
    name: "journal on, a call an event, to journal off",
    value: median("smallHeard") / median("unheard"),
    unit: "ratio",
  },
  { name: "journal on, in blocks, to journal off", value: median("blocks") / median("unheard"), unit: "ratio" },
  {
    name: "journal as text, beyond journal off, to a template of its bytes",
    value: (median("text") - median("unheard")) / median("template"),
    unit: "ratio",
  },
  { name: "faults in a run", value: failures, unit: "faults" },
  {
    name: "property cases",
    value: (1_000 * PROPERTY_CASES) / median("properties"),
    unit: "cases/s",
  },
  ...overSocket,
  ...campaigned,
  ...withTwo,
  ...shown,
  ...besideHostile,
  ...interrupted,
  ...hunted,
  ...replayed,
].map(({ name, value, unit }) => ({ name, value: Number(value.toPrecision(4)), unit }));

if (isJson) {
  process.stdout.write(`${JSON.stringify({ results }, null, 2)}\n`);
} else {
  const table = new Table({
    head: ["benchmark", "median", ""],
    style: { head: [], border: [] },
    colAligns: ["left", "right"],
  });
  for (const { name, value, unit } of results) table.push([name, String(value), unit]);
  process.stdout.write(`${table.toString()}\n`);
}
