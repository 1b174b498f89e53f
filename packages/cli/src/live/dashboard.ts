import { join } from "node:path";
import { writeExperiment } from "@ordeal/agent";
import { livePage, type OfferedRun } from "@ordeal/dashboard";
import * as Effect from "effect/Effect";
import { fixturesFolder } from "../files/fixtures.ts";
import type { InputProblem } from "../files/input-problem.ts";
import { loadExperiment } from "../files/load.ts";
import { clientScript } from "../report/client-script.ts";
import { version } from "../version.ts";

/** What may be opened from the page where nobody names anything else. */
const scenes = ["shenzhen", "four-nodes"].map((name) => join(fixturesFolder, "scenes", `${name}.yaml`));

/** The dashboard's page as bytes, made once, when it is first asked for; what is wrong with an experiment is thrown. */
export const dashboardLater = (): (() => Promise<Uint8Array>) => {
  let making: Promise<Uint8Array> | undefined;
  const make = async () => {
    const made = await Effect.runPromise(dashboardPage([]));
    if ("page" in made) return made.page;
    throw new Error(made.bad.flatMap(({ problems }) => problems.map(({ message }) => message)).join("; "));
  };
  return () => {
    making ??= make();
    return making;
  };
};

/** The dashboard's page as bytes, with the experiments that it offers; or what is wrong with those. */
export const dashboardPage = Effect.fnUntraced(function* (files: ReadonlyArray<string>) {
  const offered: Array<OfferedRun> = [];
  const bad: Array<{ readonly file: string; readonly problems: ReadonlyArray<InputProblem> }> = [];
  for (const file of files.length > 0 ? files : scenes) {
    const loading = yield* Effect.promise(() => loadExperiment(file, { overrides: [] }));
    if ("problems" in loading) {
      bad.push({ file, problems: loading.problems });
      continue;
    }
    const { experiment } = loading.loaded;
    const written = yield* Effect.result(writeExperiment({ ...experiment, scenario: experiment }));
    if (written._tag === "Success") offered.push({ title: experiment.title, experiment: written.success });
    else bad.push({ file, problems: [{ place: { source: file }, path: [], message: written.failure.reason }] });
  }
  if (bad.length > 0) return { bad };
  const script = yield* Effect.promise(() => clientScript("live-client"));
  return { page: Buffer.from(livePage({ version, offered }, script)) };
});
