import { expect, test } from "vitest";
import { describeShared } from "../support/describe-shared.ts";
import { OrdealProcess } from "../support/processes.ts";
import { sharedPath } from "../support/shared-folder.ts";

const nostrike = "cases/hostile/nostrike2.yaml";

describeShared(nostrike, "an experiment whose only fault never strikes", () => {
  test("is unknown, on this machine's simulator", async () => {
    const run = new OrdealProcess(["run", sharedPath(nostrike)]);
    expect(await run.ended).toBe(4);
    expect(run.out).toMatch(/^UNKNOWN/);
    expect(run.out).toContain("no injected fault struck");
  });
});
