import { expect, test } from "vitest";
import { ordeal } from "../../packages/cli/test/command-line/command.ts";
import { describeShared } from "../support/describe-shared.ts";
import { sharedPath } from "../support/shared-folder.ts";

const nostrike = "cases/hostile/nostrike2.yaml";

describeShared(nostrike, "an experiment whose only fault never strikes", () => {
  test("is unknown, on this machine's simulator", async () => {
    const run = await ordeal(["run", sharedPath(nostrike)]);
    expect(run.code).toBe(4);
    expect(run.out).toMatch(/^UNKNOWN/);
    expect(run.out).toContain("no injected fault struck");
  });
});
