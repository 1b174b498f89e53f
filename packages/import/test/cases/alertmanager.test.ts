import { expect, test } from "vitest";
import { describeShared } from "../../../../test/support/describe-shared.ts";
import { sharedPath } from "../../../../test/support/shared-folder.ts";
import { importing, type Told } from "../support.ts";

// Alerts that strangers tried: what is right stands in the README of the cases.
describeShared("cases/import", "cases of alertmanager", () => {
  const read = (name: string, told: Told & { readonly isStrict?: boolean } = {}) =>
    importing("alertmanager", { file: sharedPath(`cases/import/${name}`) }, told);

  test("20: a payload that was cut off says by how many alerts, and is read", async () => {
    const { imported, timeline } = await read("20-webhook-truncated.json");
    expect(timeline?.faults).toMatchObject([{ kind: "card.crash", component: "gpu-017", part: 3 }]);
    expect(imported?.skipped).toMatchObject([
      { reason: expect.stringMatching(/^37 alerts were cut off by the sender/), isHarmless: false, line: 1 },
    ]);
  });

  test("20: --strict refuses it, with the number", async () => {
    const { refused } = await read("20-webhook-truncated.json", { isStrict: true });
    expect(refused).toMatchObject({ line: 1, message: expect.stringMatching(/^37 alerts were cut off/) });
  });

  test("25: an Xid in a label decides as the Xid format does", async () => {
    const { imported, timeline } = await read("25-dcgm-xid-labels.json", { isStrict: true });
    expect(timeline?.faults).toMatchObject([{ kind: "job.crash", component: "gpu-017" }]);
    expect(timeline?.faults[0]).not.toHaveProperty("duration");
    expect(imported?.skipped).toMatchObject([
      { reason: "an Xid that strikes nothing by itself", count: 2, isHarmless: true },
    ]);
    expect(imported?.skipped[0]?.such.map((one) => one.slice(0, 6))).toEqual(["Xid 45", "Xid 63"]);
  });

  test("26: cards named by a label id are two cards, 3 and 5", async () => {
    const { imported, timeline } = await read("26-npu-alert-id.json", { isStrict: true });
    expect(timeline?.faults).toMatchObject([
      { kind: "card.crash", component: "node-07", part: 3 },
      { kind: "card.crash", component: "node-07", part: 5 },
    ]);
    expect(imported?.skipped).toEqual([]);
  });

  test("27: words inside of other words mean nothing, and every such alert is told", async () => {
    const { refused } = await read("27-substring-alerts.json");
    expect(refused?.message).toBe(
      "nothing in it can be used: 6 × an alert of unknown meaning: say what it is by a rule of --mapping (first on line 1)",
    );
  });
});
