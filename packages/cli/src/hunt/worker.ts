import { parentPort, workerData } from "node:worker_threads";
import { Hunt } from "@ordeal/explorer";
import { loadExperiment } from "../files/load.ts";
import { parseOverride } from "../files/override.ts";
import type { HuntRequest } from "./request.ts";
import { advanceTo, huntOptions } from "./search.ts";
import { Turns } from "./turns.ts";

/** One of several searches that go on at once: says how much there is to try, then answers each number by a report. */
const { request, worker } = workerData as { readonly request: HuntRequest; readonly worker: number };

const overrides = request.set.map(parseOverride).flatMap((one) => ("written" in one ? [one] : []));
const loading = await loadExperiment(request.file, { overrides });
if ("problems" in loading) throw new Error(`${request.file} is not what it was a moment ago`);
const hunt = new Hunt(loading.loaded.experiment, huntOptions(request, worker));

const turns = new Turns();
let turn = Promise.resolve();
parentPort?.on("message", (count: number) => {
  turn = turn.then(async () => {
    await advanceTo(hunt, turns, hunt.tried + count);
    parentPort?.postMessage(hunt.report);
  });
});
parentPort?.postMessage(hunt.length);
