import { join } from "node:path";
import { loadExperiment } from "@ordeal/cli";
import { DAY_US, type Scenario } from "@ordeal/model";
import { simulate } from "@ordeal/simulator";

const loading = await loadExperiment(join(import.meta.dirname, "../../experiments/08-shenzhen-thirty-days.yaml"));
if ("problems" in loading) throw new Error();
const reference = loading.loaded.experiment;
const small: Scenario = { ...reference, duration: 90 * DAY_US, faults: [] };
const N = Number(process.argv[2] ?? 400),
  R = Number(process.argv[3] ?? 12);
let seed = 0;
const rounds: number[] = [];
for (let r = 0; r < R; r++) {
  const t = process.cpuUsage();
  for (let i = 0; i < N; i++) simulate(small, { seed: ++seed });
  const d = process.cpuUsage(t);
  rounds.push((d.user + d.system) / 1000 / N);
}
rounds.sort((a, b) => a - b);
console.log("min", rounds[0]!.toFixed(3), "median", rounds[R >> 1]!.toFixed(3));
console.log(simulate(small, { seed: 1 }).counts);
