import { expect, test } from "vitest";
import { nextCommand } from "../../src/summary/next.ts";

test("what an experiment says to try next is called as Ordeal is called here", () => {
  expect(nextCommand("npx ordeal run mine.yaml")).toBe("pnpm ordeal run mine.yaml");
  expect(nextCommand("pnpm ordeal run mine.yaml --seed 3")).toBe("pnpm ordeal run mine.yaml --seed 3");
  expect(nextCommand("make tea")).toBe("make tea");
});
