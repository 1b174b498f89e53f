import type { Simulation } from "../mock/simulation.ts";
import { cardFamilies } from "./cards.ts";
import type { Family } from "./family.ts";
import { jobFamilies } from "./job.ts";
import { supernodeFamilies } from "./supernodes.ts";
import { textOf } from "./text.ts";

interface Shown {
  readonly id: string;
  readonly simulation: Pick<Simulation, "snapshot" | "telemetry">;
}

/**
 * What a real cluster would show, of every run, in Prometheus' text format. Everything of a run is read at one instant
 * of it, so that its series agree with each other.
 */
export const metricsText = (runs: ReadonlyArray<Shown>, isHalted: boolean): string => {
  const perRun = runs.map(({ id, simulation }) => {
    const telemetry = simulation.telemetry();
    return [
      ...jobFamilies(id, simulation.snapshot()),
      ...supernodeFamilies(id, telemetry),
      ...cardFamilies(id, telemetry),
    ];
  });
  const agent: ReadonlyArray<Family> = [
    { name: "ordeal_agent_runs", help: "runs that are open", samples: [{ labels: {}, value: runs.length }] },
    {
      name: "ordeal_agent_halted",
      help: "whether the agent is halted and takes no new fault",
      samples: [{ labels: {}, value: Number(isHalted) }],
    },
  ];
  const [first = [], ...others] = perRun;
  const merged = first.map((family, index) => ({
    ...family,
    samples: [family, ...others.map((families) => families[index] as Family)].flatMap(({ samples }) => samples),
  }));
  return textOf([...agent, ...merged]);
};
