import { parentPort, workerData } from "node:worker_threads";
import type { Seeds } from "@ordeal/explorer";
import { partText, runShard } from "@ordeal/explorer";
import { loadExperiment } from "../files/load.ts";
import { parseOverride } from "../files/override.ts";
import type { CampaignRequest } from "./request.ts";

/** One of several threads of a campaign: answers seeds by their part. */
const { file, set, campaign, eventsMax } = workerData as CampaignRequest;

const overrides = set.map((text) => parseOverride(text)).flatMap((one) => ("written" in one ? [one] : []));
const loading = await loadExperiment(file, { overrides });
if ("problems" in loading) throw new Error(`${file} is not what it was a moment ago`);
const { experiment } = loading.loaded;

parentPort?.on("message", (seeds: Seeds) => {
  parentPort?.postMessage(partText(campaign, runShard(experiment, seeds, { eventsMax })));
});
