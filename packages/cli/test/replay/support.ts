import * as Effect from "effect/Effect";
import type { ReplayFlags } from "../../src/replay/flags.ts";
import { Screen } from "../../src/screen.ts";
import { replay } from "../../src/verbs/replay.ts";
import { keptScreen } from "../support.ts";

export const flags: Omit<ReplayFlags, "timeline"> = {
  policies: [],
  on: undefined,
  seed: undefined,
  set: [],
  map: "order",
  vary: [],
  against: [],
  agent: undefined,
  tokenFile: undefined,
  rate: undefined,
  out: undefined,
  json: false,
};

/** Replays as the command would, on a screen that keeps what is written. */
export const call = async (timeline: string, given: Partial<ReplayFlags> = {}) => {
  const { screen, out, err } = keptScreen();
  const exitCode = await Effect.runPromise(
    replay({ ...flags, timeline, ...given }).pipe(Effect.provideService(Screen, screen)),
  );
  return { exitCode, out: out(), err: err() };
};
