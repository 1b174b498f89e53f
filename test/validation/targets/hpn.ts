import { simulate } from "@ordeal/simulator";
import { decoded } from "../scenario.ts";
import { exactly, type Target } from "../target.ts";

const SOURCE = "Alibaba HPN, SIGCOMM 2024, §9.3";

/** Nothing but links can disturb this job: whole steps of ten seconds, saves that cost nothing. */
const linked = (sections: object) =>
  decoded({
    title: "links",
    duration: "10 days",
    job: { nodes: 32, step: "10 seconds", linearity: "0.01 %" },
    checkpoint: { interval: "1 day", tiers: [{ stall: "0 seconds" }] },
    ...sections,
  });

export const uplinkTarget: Target = {
  number: 12,
  title: "one of 16 uplink ports of a node lost, dual ToR",
  rows: () => {
    const experiment = linked({
      cluster: { name: "dual ToR", nodes: 32, scaleOut: { uplinks: 16, tors: 2 }, failover: "0 seconds" },
      faults: [{ kind: "link.down", target: "sn00/n01/up03", at: "0 seconds", duration: "11 days" }],
    });
    const { metrics } = simulate(experiment, { seed: 1 });
    const given = {
      name: "throughput, %",
      expected: -6.25,
      tolerance: 0.01,
      source: SOURCE,
      assumed: "all communication is exposed (linearity 0.01 %, the least there is), and moves to the other 15 at once",
    };
    return [exactly(given, 100 * ((metrics.effectiveThroughput ?? Number.NaN) - 1))];
  },
};

export const singleTorTarget: Target = {
  number: 16,
  title: "single ToR, a cut times out after 2 minutes",
  rows: () =>
    [
      { seconds: 59, stops: 0 },
      { seconds: 121, stops: 1 },
    ].map(({ seconds, stops }) => {
      const experiment = linked({
        cluster: { name: "single ToR", nodes: 32, scaleOut: { uplinks: 1, tors: 1 } },
        recovery: { detect: { cut: "2 minutes" } },
        faults: [{ kind: "link.down", target: "sn00/n01/up00", at: "1 hour", duration: `${seconds} seconds` }],
      });
      const given = {
        name: `stops of the job, link down for ${seconds} s`,
        expected: stops,
        tolerance: 0,
        source: SOURCE,
        assumed: "one uplink a node, so that its loss cuts the path",
      };
      return exactly(given, simulate(experiment, { seed: 1 }).counts.interruptions);
    }),
};
