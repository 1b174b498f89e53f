import { decodeExperiment, type Experiment } from "@ordeal/model";
import { type Pool, throughputOf, uniformFrom } from "../oracles/exposure.ts";
import { overSeeds } from "../scenario.ts";
import { estimate, type Row, skipped, type Target, within } from "../target.ts";

const JOB_NODES = 32;
const SEEDS = 400;
const ORACLE_RUNS = 1_500;

const pool = (nodes: number, exposed: Pool["exposed"]): Pool => ({
  nodes,
  jobNodes: JOB_NODES,
  mtbf: 1_500,
  repair: 24,
  detect: 3 / 60,
  restart: 20 / 60,
  save: 5 / 60,
  interval: 30 / 60,
  horizon: 28 * 24,
  exposed,
});

/** The same for the simulator; nothing where it cannot say yet when a hazard is exposed. */
const scenarioOf = (nodes: number, hazard: object): Experiment | undefined => {
  const decoded = decodeExperiment({
    title: "exposure",
    duration: "28 days",
    cluster: { name: "pool", nodes, repair: { exponential: { mean: "24 hours" } } },
    job: { nodes: JOB_NODES, step: "10 seconds" },
    checkpoint: { interval: "30 minutes", tiers: [{ stall: "5 minutes" }] },
    recovery: { restart: "20 minutes", detect: { crash: "3 minutes" } },
    hazards: [{ id: "nodes", kinds: [{ kind: "node.crash" }], ...hazard }],
  });
  return "value" in decoded ? decoded.value : undefined;
};

const models = [
  {
    name: "every node fails, always",
    exposed: "every node, always",
    hazard: { rate: `${24 / 1_500} per node-day` },
    assumed: "spares, nodes under repair and the nodes of a job that is down fail like all others",
  },
  {
    name: "only the job's nodes fail, while it works",
    exposed: "the job's nodes, while it is up",
    // It steps for 30 minutes of every 35: what would strike during a save strikes between two.
    hazard: {
      rate: `${((24 / 1_500) * 35) / 30} per node-day`,
      target: "a node of the job",
      exposed: "while stepping",
    },
    assumed:
      "spares and nodes under repair do not fail, and faults during recovery are ignored; the simulator has those of saves between saves",
  },
] as const;

export const exposureTarget: Target = {
  number: 18,
  title: "who is exposed: 32 nodes in a pool, MTBF 1,500 h, repair 24 h, 28 days, throughput",
  rows: (): ReadonlyArray<Row> =>
    models.flatMap(({ name, exposed, hazard, assumed }) =>
      [32, 34].map((nodes) => {
        const uniform = uniformFrom(nodes);
        const oracle = Array.from({ length: ORACLE_RUNS }, () => throughputOf(pool(nodes, exposed), uniform));
        const given = {
          name: `${name}: a pool of ${nodes}`,
          expected: estimate(oracle).mean,
          tolerance: 0.01,
          source: `an oracle of our own: Monte Carlo of the same pool in a few lines, ${ORACLE_RUNS} runs`,
          assumed,
        };
        const scenario = scenarioOf(nodes, hazard);
        if (scenario === undefined) return skipped(given, "a hazard cannot say yet when it is exposed");
        return within(
          given,
          estimate(overSeeds(scenario, SEEDS, ({ metrics }) => metrics.effectiveThroughput ?? Number.NaN)),
        );
      }),
    ),
};
