/** What a quicker restart is worth: the same run and the same faults, twice. */
import { readExperiment, simulate } from "ordeal";

const drill = await readExperiment("drill.yaml");
for (const restart of ["30 seconds", "2 minutes", "10 minutes"]) {
  const { metrics } = await simulate(drill, { set: { "recovery.restart": restart } });
  const throughput = metrics.effectiveThroughput;
  console.log(`${restart.padEnd(10)} ${throughput === null ? "unknown" : `${(throughput * 100).toFixed(2)} %`}`);
}
