import { describe, expect, test } from "vitest";
import { printPath } from "../src/index.ts";

describe("a path", () => {
  test.each([
    [[], ""],
    [["title"], "title"],
    [["cluster", "cooling", "tripC"], "cluster.cooling.tripC"],
    [["faults", 3, "target"], "faults[3].target"],
    [["hazards", 0, "kinds", 12, "kind"], "hazards[0].kinds[12].kind"],
    [["hazards", "*", "kinds", "*", "repair"], "hazards[*].kinds[*].repair"],
    [[2, "at"], "[2].at"],
  ])("%j is printed as %s", (path, printed) => {
    expect(printPath(path)).toBe(printed);
  });
});
