import { parentPort, workerData } from "node:worker_threads";
import { partText, runShard } from "@ordeal/explorer";
import { type RunnerRequest, Scenarios, type ShardTask } from "./shard-task.ts";

/** One of several threads that run shards: answers each task by its part, one after the other. */
const { file, eventsMax } = workerData as RunnerRequest;
const scenarios = new Scenarios(file);

let turn = Promise.resolve();
parentPort?.on("message", ({ set, campaign, seeds }: ShardTask) => {
  turn = turn.then(async () => {
    const experiment = await scenarios.of(set);
    parentPort?.postMessage(partText(campaign, runShard(experiment, seeds, { eventsMax })));
  });
});
