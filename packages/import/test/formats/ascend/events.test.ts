import { MINUTE_US } from "@ordeal/model";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { importing, type Told } from "../../support.ts";

const event = (assertion: string, minute: number, more: { readonly codes?: string; readonly level?: string } = {}) => {
  const raised = `2025-04-09 05:${String(minute).padStart(2, "0")}:00`;
  const { codes = "80E18402", level = "SeparateNPU" } = more;
  return `kube-system 9m Warning X pod/p device fault, nodeName:n1, assertion:${assertion}, cardID:2, deviceID:1, faultCodes:${codes}, faultLevelName:${level}, alarmRaisedTime:${raised}`;
};

const read = async (lines: ReadonlyArray<string>, told: Told & { readonly isStrict?: boolean } = { zone: "UTC" }) => {
  const { imported, refused, timeline } = await importing("ascend", { text: `${lines.join("\n")}\n` }, told);
  return { faults: timeline?.faults, skipped: imported?.skipped ?? [], refused };
};

describe("an event of the device plugin", () => {
  test.each([
    ["Recovery", "Notice"],
    ["Recover", "Once"],
    ["recover", "once"],
  ])("says %s and %s", async (recovery, notice) => {
    const { faults } = await read([event("Occur", 1), event(recovery, 11), event(notice, 20)]);
    expect(faults).toMatchObject([{ part: 2, duration: 10 * MINUTE_US }, { duration: 0 }]);
  });

  test("of any other word is counted", async () => {
    const { skipped } = await read([event("Occur", 1), event("Vanished", 2)]);
    expect(skipped).toMatchObject([{ reason: "not a whole event of the device plugin", line: 2 }]);
  });

  test("is paired in order of time, whatever the order of the lines", async () => {
    const lines = [
      event("Occur", 1),
      event("Recovery", 5),
      event("Occur", 10),
      event("Recovery", 20),
      event("Occur", 30),
    ];
    await fc.assert(
      fc.asyncProperty(fc.shuffledSubarray(lines, { minLength: 5 }), async (shuffled) => {
        const { faults, skipped } = await read(shuffled);
        expect(faults?.map(({ duration }) => duration)).toEqual([4 * MINUTE_US, 10 * MINUTE_US, undefined]);
        expect(skipped).toEqual([]);
      }),
      { numRuns: 30 },
    );
  });

  test("that recovered before it occurred ends nothing, and is told", async () => {
    const { faults, skipped } = await read([event("Occur", 10), event("Recovery", 5)]);
    expect(faults).toMatchObject([{ note: expect.stringMatching(/not over when the record ends/) }]);
    expect(skipped).toMatchObject([{ reason: "recovered from a fault that occurred before the record", line: 2 }]);
  });

  test("of a clock that was not set is counted, and the rest goes on", async () => {
    const unset = event("Occur", 1).replace("2025-04-09 05:01:00", "1970-01-01 08:00:00");
    const { faults, skipped } = await read([unset, event("Occur", 2)]);
    expect(faults?.length).toBe(1);
    expect(skipped).toMatchObject([{ reason: expect.stringMatching(/^a fault without a time/), isHarmless: false }]);
  });

  test("as JSON tells its time with a zone, to the microsecond", async () => {
    const items = [{ kind: "Event", message: event("Occur", 1), eventTime: "2025-04-08T21:01:00.123456Z" }];
    const { timeline } = await importing("ascend", { text: JSON.stringify({ kind: "List", items }) }, {});
    const [fault] = timeline?.faults ?? [];
    expect((timeline?.startsAt ?? 0) * 1_000 + (fault?.at as number)).toBe(
      Date.UTC(2025, 3, 8, 21, 1) * 1_000 + 123_456,
    );
  });

  test("is read from YAML, and from the newer API's notes", async () => {
    const { timeline } = await importing("ascend", { text: `message: '${event("Occur", 1)}'\n` }, { zone: "UTC" });
    expect(timeline?.faults).toMatchObject([{ part: 2 }]);
    const items = [{ kind: "Event", note: event("Occur", 1), eventTime: "2025-04-08T21:01:00Z" }];
    const { imported } = await importing("ascend", { text: JSON.stringify({ kind: "List", items }) }, {});
    expect(imported).toMatchObject({ faults: 1, from: "2025-04-08T21:01:00.000Z" });
  });

  test("as JSON with no eventTime needs a zone", async () => {
    const items = [{ kind: "Event", message: event("Occur", 1), eventTime: null }];
    const { refused } = await importing("ascend", { text: JSON.stringify({ kind: "List", items }) }, {});
    expect(refused?.message).toMatch(/without a time zone/);
  });

  test("of several codes is one fault, but for the codes whose own level a table says", async () => {
    const lines = [event("Occur", 1, { codes: "80E18402,80E18401" })];
    expect((await read(lines)).faults).toMatchObject([{ cause: "SeparateNPU 80E18402,80E18401" }]);
    const codes = [{ NotHandleFaultCodes: ["80E18401"], SeparateNPUCodes: ["80E18402"] }];
    const { faults, skipped } = await read(lines, { zone: "UTC", codes });
    expect(faults).toMatchObject([{ cause: "SeparateNPU 80E18402" }]);
    expect(skipped).toMatchObject([{ reason: "a fault that MindCluster does nothing about" }]);
    const half = await read(lines, { zone: "UTC", codes: [{ NotHandleFaultCodes: ["80E18401"] }] });
    expect(half.faults).toMatchObject([{ cause: "SeparateNPU 80E18402" }]);
  });
});

describe("text that nothing of MindCluster is in", () => {
  test.each([
    ["a table of ConfigMaps", "NAME DATA AGE\nmindx-dl-deviceinfo-n1 2 4d\n"],
    ["YAML", "apiVersion: v1\ndata:\n  DeviceInfoCfg: '{}'\nkind: ConfigMap\n"],
    ["a description of something else", "Name:         coredns\nNamespace:    kube-system\nLabels:       <none>\n"],
    ["a log", "all is well\n"],
  ])("(%s) is refused with what to run instead", async (_, text) => {
    const { refused, imported } = await importing("ascend", { text }, {});
    expect(imported).toBeUndefined();
    expect(refused?.message).toMatch(/kubectl get configmap -A -o json/);
  });

  test("is no fault where it lists other events", async () => {
    const { faults, skipped } = await read([
      "LAST SEEN   TYPE   REASON   OBJECT   MESSAGE",
      "1m Normal Pulled pod/x done",
    ]);
    expect(faults).toEqual([]);
    expect(skipped).toMatchObject([{ isHarmless: true, count: 2 }]);
  });
});
