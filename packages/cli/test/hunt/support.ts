import { join } from "node:path";
import * as Effect from "effect/Effect";
import { Screen } from "../../src/screen.ts";
import { type HuntFlags, hunt } from "../../src/verbs/hunt.ts";
import { folder, keptScreen, smallExperiment } from "../support.ts";

export const flags = {
  seed: 1,
  set: [],
  timelines: undefined,
  time: undefined,
  workers: 1,
  exhaustive: false,
  example: [],
  path: undefined,
  junit: undefined,
  markdown: undefined,
  json: false,
} as const;

export type Given = Partial<HuntFlags> & Pick<HuntFlags, "experiment">;

/** Where a hunt saves unless a test says another place. */
export const outOf = (experiment: string): string => join(experiment, "..", "found");

/** Hunts as the command would, on a screen that keeps what is written. */
export const call = async (given: Given) => {
  const { screen, out, err } = keptScreen();
  const whole: HuntFlags = { ...flags, out: outOf(given.experiment), ...given };
  const exitCode = await Effect.runPromise(hunt(whole).pipe(Effect.provideService(Screen, screen)));
  return { exitCode, out: out(), err: err() };
};

export type Sections = Readonly<Record<string, string>>;

/** The file of a small experiment, with a budget. */
export const experimentFile = (sections: Sections = {}): string =>
  join(
    folder({
      "small.yaml": smallExperiment({
        budget: "at most 2 card faults and 1 link fault, any two at least 1 minute apart",
        ...sections,
      }),
    }),
    "small.yaml",
  );

/** One that a crash at a bad moment breaks. */
export const weak = (sections: Sections = {}): string =>
  experimentFile({ thresholds: "[lostWork max <= 7 minutes]", ...sections });

/** One that nothing within its budget breaks. */
export const sound = (sections: Sections = {}): string =>
  experimentFile({
    budget: "{ atMost: { link.degrade: 1 }, durations: { from: 10 seconds, to: 1 minute } }",
    thresholds: "[effectiveThroughput >= 10 %]",
    ...sections,
  });
