import { join } from "node:path";
import * as Effect from "effect/Effect";
import { describe, expect, test } from "vitest";
import { Screen } from "../../src/screen.ts";
import { run } from "../../src/verbs/run.ts";
import { call as hunt } from "../hunt/support.ts";
import { call as replay } from "../replay/support.ts";
import { folder, keptScreen, smallExperiment } from "../support.ts";

const runFlags = {
  json: true,
  seed: undefined,
  set: [],
  dryRun: false,
  out: undefined,
  agent: undefined,
  tokenFile: undefined,
  rate: undefined,
} as const;

const runs = async (file: string) => {
  const { screen, out, err } = keptScreen();
  const running = run({ ...runFlags, experiments: [file] }).pipe(Effect.provideService(Screen, screen));
  return { exitCode: await Effect.runPromise(running), out: out(), err: err() };
};

/** Files of an experiment whose policy stands in a file of its own. */
const bringing = (policy: string) => {
  const budget = "at most 1 job.crash fault";
  const at = folder({
    "policy.ts": policy,
    "e.yaml": smallExperiment({ recovery: "{ use: ./policy.ts }", budget }),
    "t.yaml": "title: A diary\non: ./e.yaml\nfaults:\n  - { kind: job.crash, at: 1 hour }\n",
  });
  return { policy: join(at, "policy.ts"), experiment: join(at, "e.yaml"), timeline: join(at, "t.yaml") };
};

const fractional = 'export default { policy: () => ({ name: "r", does: "job", takes: 0.5 }) };\n';
const throwing = `interface Unused { readonly one: string }
const late = (what: string): never => {
  throw new Error(\`no \${what} here\`);
};
export default { policy: (): never => late("spare") };
`;

describe.each([
  ["answers what is no rung", fractional, "policy.ts recovery.policy: answered what is no rung of recovery: takes "],
  ["throws", throwing, "policy.ts:3:9 recovery.policy: threw: no spare here"],
] as const)("A policy function that %s", (_, source, said) => {
  test("ends a run with 2, and its file is named", async () => {
    const { experiment } = bringing(source);
    const { exitCode, out, err } = await runs(experiment);
    expect(err).toContain(said);
    expect(exitCode).toBe(2);
    expect(JSON.parse(out)).toMatchObject({ results: [], problems: [{ path: ["recovery", "policy"] }] });
  });

  test.each([1, 2])("ends a hunt by %i workers with 2, and its file is named", async (workers) => {
    const { experiment } = bringing(source);
    const { exitCode, out, err } = await hunt({ experiment, workers, json: true, timelines: 50 });
    expect(err).toContain(said);
    expect(exitCode).toBe(2);
    expect(JSON.parse(out)).toMatchObject({ found: false, problems: [{ path: ["recovery", "policy"] }] });
  });

  test("ends a replay with 2, and its file is named", async () => {
    const { timeline } = bringing(source);
    const { exitCode, out, err } = await replay(timeline, { json: true });
    expect(err).toContain(said);
    expect(exitCode).toBe(2);
    expect(JSON.parse(out)).toMatchObject({ results: [], problems: [{ path: ["recovery", "policy"] }] });
  });
});

test("an interval function that answers nonsense ends a run with 2", async () => {
  const source = 'export default { interval: () => Number.NaN, tiers: [{ stall: "1 second" }] };\n';
  const at = folder({ "c.mjs": source, "e.yaml": smallExperiment({ checkpoint: "{ use: ./c.mjs }" }) });
  const { exitCode, err } = await runs(join(at, "e.yaml"));
  expect(err).toContain("c.mjs checkpoint.interval: answered what is no interval");
  expect(exitCode).toBe(2);
});

test("a policy that answers as files are written, with every default, holds like one that spells all out", async () => {
  const short = bringing(
    'export default { policy: () => ({ name: "restart job", does: "job", takes: "3 minutes" }) };\n',
  );
  const { exitCode, out } = await runs(short.experiment);
  const named = join(
    folder({ "e.yaml": smallExperiment({ recovery: "{ policy: restart, restart: 3 minutes }" }) }),
    "e.yaml",
  );
  expect(JSON.parse(out).results[0].ledgerUs).toEqual(JSON.parse((await runs(named)).out).results[0].ledgerUs);
  expect(exitCode).toBe(0);
});
