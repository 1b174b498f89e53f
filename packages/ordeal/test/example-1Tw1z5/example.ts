import { connect, experiment, hunt, readExperiment, run, serve, simulate } from "../../src/index.ts";

const { metrics, ledgerUs } = await simulate("experiment.yaml", { seed: 7 });
console.log(metrics.effectiveThroughput, ledgerUs.recompute / 3.6e9, "hours done again");
