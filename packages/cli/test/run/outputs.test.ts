import { expect, test } from "vitest";
import type { LoadedExperiment } from "../../src/files/load.ts";
import { uniqueNames } from "../../src/run/outputs.ts";

test("experiments of the same name do not overwrite each other", () => {
  const named = ["a", "b", "a", "a-2", "a"].map((name) => ({ name }) as LoadedExperiment);
  expect(uniqueNames(named)).toEqual(["a", "b", "a-2", "a-2-2", "a-3"]);
});
