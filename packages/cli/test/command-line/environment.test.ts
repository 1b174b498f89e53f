import { join } from "node:path";
import * as Effect from "effect/Effect";
import { afterEach, expect, test, vi } from "vitest";
import { flagsFromEnvironment, variableOf } from "../../src/command-line/environment.ts";
import { main } from "../../src/command-line/main.ts";
import { Screen } from "../../src/screen.ts";
import { folder, keptScreen, smallExperiment } from "../support.ts";

afterEach(() => vi.unstubAllEnvs());

const call = async (...args: ReadonlyArray<string>) => {
  const { screen, out, err } = keptScreen();
  const exit = await Effect.runPromiseExit(main(args).pipe(Effect.provideService(Screen, screen)));
  return { isGood: exit._tag === "Success", out: out(), err: err() };
};

const from = (args: string, environment: Readonly<Record<string, string>>) => {
  const { args: put, problems } = flagsFromEnvironment(args.split(" "), environment);
  return [put.join(" "), ...problems];
};

test.each<readonly [args: string, environment: Readonly<Record<string, string>>, expected: string]>([
  ["run e.yaml", { ORDEAL_SEED: "3" }, "run --seed=3 e.yaml"],
  ["run e.yaml --seed 4", { ORDEAL_SEED: "3" }, "run e.yaml --seed 4"],
  ["run e.yaml --seed=4", { ORDEAL_SEED: "3" }, "run e.yaml --seed=4"],
  ["run -- --seed", { ORDEAL_SEED: "3" }, "run --seed=3 -- --seed"],
  ["run e.yaml", { ORDEAL_SEED: "", ORDEAL_NOBODY: "1", ORDEAL_SET: "a=b" }, "run e.yaml"],
  ["run e.yaml", { ORDEAL_JSON: "true", ORDEAL_STRICT: "0" }, "run --json e.yaml"],
  ["run e.yaml --no-strict", { ORDEAL_STRICT: "1" }, "run e.yaml --no-strict"],
  ["halt", { ORDEAL_AGENT: "ws://a:1", ORDEAL_TOKEN_FILE: "a b" }, "halt --agent=ws://a:1 --token-file=a b"],
  ["run --help", { ORDEAL_SEED: "3" }, "run --help"],
  ["constructor e.yaml", { ORDEAL_SEED: "3" }, "constructor e.yaml"],
  ["--version", { ORDEAL_SEED: "3" }, "--version"],
])("%s with %j is %s", (args, environment, expected) => {
  expect(from(args, environment)).toEqual([expected]);
});

test("what is neither true nor false switches nothing, and is one error", async () => {
  expect(from("run e.yaml", { ORDEAL_JSON: "perhaps" })).toEqual([
    "run e.yaml",
    'ORDEAL_JSON expected true or false, found "perhaps"',
  ]);
  vi.stubEnv("ORDEAL_JSON", "perhaps");
  expect(await call("run", "e.yaml")).toEqual({
    isGood: false,
    out: "",
    err: 'ORDEAL_JSON expected true or false, found "perhaps"\n',
  });
});

test("what is taken is told, and is in the command that runs it again", async () => {
  const file = join(folder({ "e.yaml": smallExperiment() }), "e.yaml");
  vi.stubEnv("ORDEAL_SEED", "31");
  const { isGood, out, err } = await call("run", file);
  expect(isGood).toBe(true);
  expect(err).toContain("--seed 31 is taken from the environment: ORDEAL_SEED\n");
  expect(out).toMatch(/Run it again: pnpm ordeal run \S+e\.yaml --seed 31\n$/);
});

test("a bad value is told as if it were typed", async () => {
  vi.stubEnv("ORDEAL_SEED", "soon");
  const { isGood, err } = await call("run", "e.yaml");
  expect(isGood).toBe(false);
  expect(err).toMatch(/^--seed soon is taken from the environment: ORDEAL_SEED\nerror: --seed "soon" is not valid/);
});

test("the help of each verb names the variables of its flags, and no verb has one for a flag that it lacks", async () => {
  const everywhere = ["agent", "token-file", "ca", "rate", "seed", "allow-events", "json"];
  for (const verb of ["run", "replay", "hunt", "check", "import", "agent", "halt", "orphans"]) {
    const { out } = await call(verb, "--help");
    const flags = [...out.matchAll(/^ {2}--([\w-]+)/gm)].map(([, flag = ""]) => flag);
    const variables = [...out.matchAll(/\[(ORDEAL_\w+)\]/g)].map(([, variable]) => variable);
    expect(variables).toEqual(flags.flatMap((flag) => variableOf(verb, flag) ?? []));
    for (const flag of everywhere.filter((one) => flags.includes(one))) expect(variableOf(verb, flag)).toBeDefined();
  }
});
