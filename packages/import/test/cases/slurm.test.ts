import { expect, test } from "vitest";
import { describeShared } from "../../../../test/support/describe-shared.ts";
import { sharedPath } from "../../../../test/support/shared-folder.ts";
import { importing } from "../support.ts";

const file = "cases/import/10-sacctmgr-event-hostlist.txt";

describeShared(file, "events of nodes by sacctmgr", () => {
  test("c[1-2] are c1 and c2, nodes that did not respond were down, and one that was only drained was not", async () => {
    const { imported, timeline } = await importing("slurm", { file: sharedPath(file) }, { zone: "UTC" });
    expect(timeline?.faults.map(({ component, duration, cause }) => [component, duration, cause])).toEqual([
      ["c1", undefined, "Not responding"],
      ["c2", undefined, "Not responding"],
      ["c3", 3_600_000_000, "Not responding"],
      ["c4", 3_000_000_000, "Kill task failed"],
      ["c5", 2_400_000_000, "bad GPU"],
      ["c6", 1_800_000_000, "ResumeTimeout reached"],
      ["c7", 1_200_000_000, "node maint"],
      ["c8", 600_000_000, "Xid 79 | needs RMA"],
    ]);
    expect(timeline?.faults.every(({ kind }) => kind === "node.crash")).toBe(true);
    expect(imported?.skipped).toMatchObject([
      { reason: "an event of the whole cluster, of no node", count: 1 },
      { reason: "a node that was not down", count: 1, such: ["DRAIN"] },
    ]);
  });
});
