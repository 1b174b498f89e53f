import { MINUTE_US } from "@ordeal/model";
import { expect, test } from "vitest";
import { describeShared } from "../../../../test/support/describe-shared.ts";
import { sharedPath } from "../../../../test/support/shared-folder.ts";
import { importing, type Told } from "../support.ts";

// What MindCluster wrote and strangers tried: what is right stands in the README of the cases.
describeShared("cases/import", "cases of ascend", () => {
  const read = async (name: string, told: Told = {}) => {
    const file = sharedPath(`cases/import/${name}`);
    const { imported, timeline } = await importing("ascend", { file }, { ...told, isStrict: true });
    const faults = timeline?.faults.map(({ at, kind, component, part, duration, cause }) => ({
      when: new Date((timeline.startsAt ?? 0) + (at as number) / 1_000).toISOString(),
      ...{ kind, component, part, duration, cause },
    }));
    return { faults, skipped: imported?.skipped };
  };

  test("30: ClusterD's ConfigMap of a cluster is read, its public faults in seconds", async () => {
    expect((await read("30-cluster-info-device.json")).faults).toEqual([
      {
        when: "2025-01-15T07:36:45.000Z",
        kind: "card.crash",
        component: "node-07",
        part: 0,
        cause: "SeparateNPU 220001001",
      },
    ]);
  });

  test("31: a public fault's time is in seconds", async () => {
    expect((await read("31-deviceinfo-publicfault.json")).faults).toMatchObject([{ when: "2025-01-15T07:36:45.000Z" }]);
  });

  test("33: what kubectl describe prints is read, each code by its own level", async () => {
    const { faults, skipped } = await read("33-describe-cm.txt");
    const at4 = { when: "2025-04-09T02:57:35.784Z", kind: "card.crash", component: "node-07", part: 4 };
    expect(faults).toMatchObject([
      { ...at4, cause: "SeparateNPU A8028801" },
      { ...at4, cause: "SeparateNPU 80E18402" },
      { when: "2025-04-09T03:14:28.259Z", kind: "card.crash", part: 0, cause: "PreSeparateNPU 81078603" },
    ]);
    expect(skipped).toMatchObject([{ reason: "a fault that MindCluster does nothing about", count: 2 }]);
  });

  test("36: Recovery ends what Occur began, after 10 minutes; a Notice is a moment", async () => {
    expect((await read("36-events-recovery.txt", { zone: "UTC" })).faults).toEqual([
      {
        when: "2025-04-09T05:36:53.000Z",
        kind: "card.crash",
        component: "node-07",
        part: 2,
        duration: 10 * MINUTE_US,
        cause: "SeparateNPU 80E18402",
      },
      {
        when: "2025-04-09T05:56:53.000Z",
        kind: "job.crash",
        component: "node-07",
        part: 3,
        duration: 0,
        cause: "RestartBusiness 8C084E00",
      },
    ]);
  });

  test("39: two chips a card on a server of sixteen, as the events number them", async () => {
    const { faults } = await read("39-a3-sixteen-chips.json");
    expect(faults?.map(({ part }) => part)).toEqual([4, 7, 0]);
  });
});
