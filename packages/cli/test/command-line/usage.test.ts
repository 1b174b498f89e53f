import { existsSync } from "node:fs";
import { join } from "node:path";
import * as Effect from "effect/Effect";
import { expect, test } from "vitest";
import { main } from "../../src/command-line/main.ts";
import { Screen } from "../../src/screen.ts";
import { keptScreen, root } from "../support.ts";

const call = async (...args: ReadonlyArray<string>) => {
  const { screen, out, err } = keptScreen();
  const exit = await Effect.runPromiseExit(main(args).pipe(Effect.provideService(Screen, screen)));
  const failure = exit._tag === "Failure" ? exit.cause.reasons[0] : undefined;
  const exitCode =
    failure?._tag === "Fail" && failure.error._tag === "Ended"
      ? failure.error.exitCode
      : failure === undefined
        ? 0
        : -1;
  return { exitCode, out: out(), err: err() };
};

test.each([[["--help"]], [["run", "--help"]], [["check", "--help"]], [["run", "-h"]]])(
  "%j prints help on stdout",
  async (args) => {
    const { exitCode, out, err } = await call(...args);
    expect(exitCode).toBe(0);
    expect(err).toBe("");
    expect(out).toMatch(/\nExamples\n/);
    expect(out.split("\n").filter((line) => line.length > 80 && !line.startsWith("  pnpm "))).toEqual([]);
  },
);

test("what a verb is for ends as a sentence does, and a question as a question", async () => {
  for (const verb of ["run", "plan", "campaign"]) {
    const { out } = await call(verb, "--help");
    expect(out.split("\n\n")[0]?.trim()).toMatch(/\w[.?]$/);
  }
});

test("every example names files that exist", async () => {
  const helps = await Promise.all([call("--help"), call("run", "--help"), call("check", "--help")]);
  const files = helps.flatMap(({ out }) => out.match(/experiments\/[\w.-]+\.yaml/g) ?? []);
  expect(files.length).toBeGreaterThan(0);
  expect(files.filter((file) => !existsSync(join(root, file)))).toEqual([]);
});

test("--version prints the version alone", async () => {
  expect(await call("--version")).toEqual({ exitCode: 0, out: "0.1.0\n", err: "" });
});

test.each([
  [["run"], "EXPERIMENT is missing"],
  [["run", "--sed", "3", "x.yaml"], "there is no flag --sed; did you mean --seed"],
  [["run", "--seed", "x", "x.yaml"], '--seed "x" is not valid'],
  [["rum"], 'there is no verb "rum"; did you mean run?'],
  [["check"], "FILE is missing"],
])("%j is told on stderr with what to do next, and ends with 2", async (args, told) => {
  const { exitCode, out, err } = await call(...args);
  expect(exitCode).toBe(2);
  expect(out).toBe("");
  expect(err).toContain(told);
  expect(err).toMatch(/Usage: pnpm ordeal .*\nFor examples and all flags: pnpm ordeal ?\w* --help\n$/);
});

test("no verb at all is a wrong call: the help goes to stderr", async () => {
  const { exitCode, out, err } = await call();
  expect(exitCode).toBe(2);
  expect(out).toBe("");
  expect(err).toContain("Verbs");
});
