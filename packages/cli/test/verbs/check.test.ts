import { join } from "node:path";
import * as Effect from "effect/Effect";
import { expect, test } from "vitest";
import { Screen } from "../../src/screen.ts";
import { check } from "../../src/verbs/check.ts";
import { folder, keptScreen, smallExperiment } from "../support.ts";

const call = async (json: boolean) => {
  const at = folder({ "good.yaml": smallExperiment(), "bad.yaml": smallExperiment({ seed: "-1" }) });
  const { screen, out, err } = keptScreen();
  const files = [join(at, "good.yaml"), join(at, "bad.yaml")];
  const exitCode = await Effect.runPromise(check({ files, json }).pipe(Effect.provideService(Screen, screen)));
  return { exitCode, out: out(), err: err(), files };
};

test("good files are described, bad ones told line by line", async () => {
  const { exitCode, out, err } = await call(false);
  expect(exitCode).toBe(2);
  expect(out).toMatch(/^✓ \S+good\.yaml: "A small test", 48 cards, 3 h, 1 fault, 0 hazards, 1 threshold\n$/);
  expect(err).toMatch(/bad\.yaml:2:7 seed: [\s\S]*One problem\. Fix the input/);
});

test("--json tells every file with its problems", async () => {
  const { out, files } = await call(true);
  expect(JSON.parse(out)).toMatchObject({
    files: [
      { file: files[0], good: true, problems: [] },
      { file: files[1], good: false, problems: [{ line: 2, column: 7, path: ["seed"] }] },
    ],
  });
});
