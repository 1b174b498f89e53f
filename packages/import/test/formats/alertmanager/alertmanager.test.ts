import { HOUR_US } from "@ordeal/model";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { importing, type Told } from "../../support.ts";

interface Written {
  readonly labels?: Readonly<Record<string, string>>;
  readonly [key: string]: unknown;
}

/** An alert of a webhook that fires, but for what is said. */
const alert = ({ labels = {}, ...more }: Written = {}): Record<string, unknown> => ({
  status: "firing",
  labels: { alertname: "GpuLost", node: "n1", gpu: "3", ...labels },
  annotations: {},
  startsAt: "2024-05-06T07:00:00Z",
  endsAt: "0001-01-01T00:00:00Z",
  ...more,
});

const read = async (alerts: ReadonlyArray<unknown>, told: Told & { readonly isStrict?: boolean } = {}) => {
  const { imported, refused, timeline } = await importing("alertmanager", { text: JSON.stringify(alerts) }, told);
  return { faults: timeline?.faults, skipped: imported?.skipped ?? [], refused };
};

describe("which card or port it is", () => {
  test.each([
    [{ gpu: "5" }, 5],
    [{ gpu: "", device: "nvidia6" }, 6],
    [{ gpu: "", card: "card2" }, 2],
    [{ gpu: "", npu_id: "7" }, 7],
    [{ gpu: "", npuId: "7" }, 7],
    [{ gpu: "", NPU: "Ascend910-9" }, 9],
    [{ gpu: "", device: "/dev/davinci4" }, 4],
    [{ gpu: "", UUID: "GPU-17" }, 0],
    [{ gpu: "GPU-5fd4f087-86f3-7a43-b711-4771313afc50" }, 0],
    [{ gpu: "", pci_bus_id: "00000000:3B:00.0" }, 0],
    [{ gpu: "", port: "1" }, undefined],
  ])("a card of %j is %s", async (labels, part) => {
    expect((await read([alert({ labels })])).faults?.[0]?.part).toBe(part);
  });

  test.each([
    [{ port: "2" }, 2],
    [{ device: "mlx5_6", port: "1" }, 6],
    [{ interface: "swp12" }, 12],
    [{ interface: "Ethernet1/14" }, 14],
    [{}, 3],
  ])("a link of %j is %s", async (labels, part) => {
    expect((await read([alert({ labels: { alertname: "IBPortDown", ...labels } })])).faults?.[0]?.part).toBe(part);
  });

  test("a node, a switch or storage has none, whatever its labels count", async () => {
    const labels = { alertname: "NodeDown", device: "sda1", id: "7" };
    expect((await read([alert({ labels })])).faults?.[0]).not.toHaveProperty("part");
  });

  test("cards that only a UUID tells apart are several, and keep the number that another alert gave", async () => {
    const of = (UUID: string, gpu: string, startsAt: string) => alert({ labels: { UUID, gpu }, startsAt });
    const { faults, skipped } = await read([
      of("GPU-b", "0", "2024-05-06T07:00:00Z"),
      of("GPU-a", "", "2024-05-06T07:00:00Z"),
      of("GPU-c", "", "2024-05-06T07:00:00Z"),
      of("GPU-b", "", "2024-05-06T08:00:00Z"),
      of("GPU-a", "", "2024-05-06T08:00:00Z"),
    ]);
    expect(faults?.map(({ part }) => part)).toEqual([0, 1, 2, 0, 1]);
    expect(skipped).toEqual([]);
  });

  test.each([
    ["10.0.0.7:9100", "10.0.0.7"],
    ["gpu-7", "gpu-7"],
    ["[fe80::1]:9100", "[fe80::1]"],
    ["fe80::1:9100", "fe80::1:9100"],
  ])("the machine of the instance %s is %s", async (instance, component) => {
    const labels = { alertname: "NodeDown", node: "", instance };
    expect((await read([alert({ labels })])).faults?.[0]?.component).toBe(component);
  });
});

test.each([
  ["NodeTorDown", "tor-3"],
  ["RackPowerLost", "r7"],
  ["CduPumpFailed", "cdu-1"],
  ["NodeDown", "n1"],
])("%s is of what it struck, %s, where labels name several things", async (alertname, component) => {
  const labels = { alertname, switch: "tor-3", rack: "r7", cdu: "cdu-1" };
  expect((await read([alert({ labels })])).faults?.[0]?.component).toBe(component);
});

describe("an Xid", () => {
  const xid = (labels: Readonly<Record<string, string>>, annotations: Readonly<Record<string, string>> = {}) =>
    read([alert({ labels: { alertname: "GpuXidError", ...labels }, annotations })]);

  test.each([
    [{ err_code: "79" }, {}],
    [{ xid: "79" }, {}],
    [{ XID: "79.0" }, {}],
    [{ xid_code: "Xid 79" }, {}],
    [{ alertname: "GpuXid79" }, {}],
    [{}, { summary: "GPU 3 reported Xid 79" }],
    [{}, { description: "NVRM: Xid (PCI:0000:3b:00): 79" }],
    [{ alertname: "GpuErrors", err_code: "79", err_msg: "GPU has fallen off the bus" }, {}],
    [{ alertname: "NoNameThatSaysIt", xid: "79", severity: "info" }, {}],
  ])("is read from %j and %j", async (labels, annotations) => {
    const { faults } = await xid(labels, annotations);
    expect(faults).toMatchObject([{ kind: "card.crash", part: 3, note: expect.stringMatching(/^Xid 79: /) }]);
  });

  test("in a label goes before the one in a text", async () => {
    expect((await xid({ err_code: "31" }, { summary: "after Xid 79" })).faults).toMatchObject([{ kind: "job.crash" }]);
  });

  test("that nobody says is not guessed, nor one that the table does not have", async () => {
    expect((await xid({})).refused?.message).toMatch(/an alert of an Xid that does not say which/);
    expect((await xid({ err_code: "9999" })).refused?.message).toMatch(/an Xid of unknown meaning/);
  });

  test("is no error code of anything else", async () => {
    const labels = { alertname: "ApiErrors", gpu: "", err_code: "79" };
    expect((await read([alert({ labels: { ...labels, node: "n1" } })])).refused?.message).toMatch(/unknown meaning/);
  });

  test("0 is none: the name says what it is", async () => {
    const { faults } = await read([alert({ labels: { alertname: "NodeDown", err_code: "0" } })]);
    expect(faults).toMatchObject([{ kind: "node.crash" }]);
  });

  test("means what a rule of the mapping says first", async () => {
    const mapping = { rules: [{ when: { err_code: "^79$" }, kind: "node.crash" }] };
    const { faults } = await read([alert({ labels: { alertname: "GpuXidError", err_code: "79" } })], { mapping });
    expect(faults).toMatchObject([{ kind: "node.crash" }]);
  });
});

describe("an alert that was suppressed", () => {
  const status = (more: Readonly<Record<string, unknown>>) => ({ state: "suppressed", ...more });
  const of = (more: Readonly<Record<string, unknown>>) => alert({ status: status(more) });
  const active = alert({ status: { state: "active", silencedBy: [], inhibitedBy: [] }, labels: { gpu: "0" } });

  test.each([
    ["silenced", of({ silencedBy: ["a1"], inhibitedBy: [] })],
    ["silenced", of({ silencedBy: [], inhibitedBy: [], mutedBy: ["nights"] })],
    ["silenced", of({})],
    ["inhibited", of({ silencedBy: null, inhibitedBy: ["f1"] })],
  ])("(%s) is passed over and counted, unless the mapping takes it", async (by, one) => {
    const { faults, skipped } = await read([active, one], { isStrict: true });
    expect(faults?.map(({ part }) => part)).toEqual([0]);
    expect(skipped).toMatchObject([{ count: 1, isHarmless: true, reason: expect.stringMatching(`^${by} when`) }]);
    const taken = await read([active, one], { mapping: { [by]: "take" }, isStrict: true });
    expect(taken.faults?.map(({ part }) => part)).toEqual([0, 3]);
    const other = by === "silenced" ? "inhibited" : "silenced";
    expect((await read([active, one], { mapping: { [other]: "take", [by]: "skip" } })).faults?.length).toBe(1);
  });

  test("by both is taken where both are", async () => {
    const one = of({ silencedBy: ["a1"], inhibitedBy: ["f1"] });
    expect((await read([active, one], { mapping: { silenced: "take" } })).faults?.length).toBe(1);
    expect((await read([active, one], { mapping: { silenced: "take", inhibited: "take" } })).faults?.length).toBe(2);
  });

  test("only after it fired ends the fault that began then", async () => {
    const over = of({ silencedBy: ["a1"] });
    const ended = { ...over, endsAt: "2024-05-06T08:00:00Z", updatedAt: "2024-05-06T08:01:00Z" };
    expect((await read([alert(), ended])).faults).toMatchObject([{ part: 3, duration: HOUR_US }]);
  });
});

describe("when it was over", () => {
  test("is unknown for a resolved alert that ends in the year 1", async () => {
    const { faults } = await read([alert({ status: "resolved" })], { isStrict: true });
    expect(faults).toMatchObject([{ note: "over, and nobody says since when" }]);
    expect(faults?.[0]).not.toHaveProperty("duration");
  });

  test("does not depend on the order in which it was told", async () => {
    const told = [
      alert(),
      alert({ annotations: { summary: "again" } }),
      alert({ status: "resolved", endsAt: "2024-05-06T08:00:00Z" }),
      alert({ status: "resolved", endsAt: "2024-05-06T08:00:00Z" }),
    ];
    await fc.assert(
      fc.asyncProperty(fc.shuffledSubarray(told, { minLength: 4 }), async (alerts) => {
        const { faults, skipped } = await read(alerts, { isStrict: true });
        expect(faults).toMatchObject([{ part: 3, duration: HOUR_US }]);
        expect(skipped.every(({ isHarmless }) => isHarmless)).toBe(true);
      }),
      { numRuns: 24 },
    );
  });

  test("before it began is told", async () => {
    const { refused } = await read([alert({ status: "resolved", endsAt: "2024-05-06T06:00:00Z" })]);
    expect(refused?.message).toMatch(/ends before it starts/);
  });
});

describe("what holds alerts", () => {
  const text = async (value: unknown) => {
    const { imported } = await importing("alertmanager", { text: JSON.stringify(value) });
    return [imported?.faults, imported?.skipped.map(({ reason }) => reason)];
  };

  test("is a payload, the API's groups, or what its version 1 answered", async () => {
    expect(await text({ alerts: [alert()] })).toEqual([1, []]);
    expect(await text([{ labels: {}, receiver: { name: "x" }, alerts: [alert()] }])).toEqual([1, []]);
    expect(await text({ status: "success", data: [alert()] })).toEqual([1, []]);
  });

  test.each([[{ alerts: [] }], [{ alerts: null }], [{ status: "success", data: [] }]])(
    "is empty, and says so: %j",
    async (value) => {
      expect(await text(value)).toEqual([0, ["a list without alerts"]]);
    },
  );

  test("was cut off: groups add up, and the same group sent again does not", async () => {
    const payload = (groupKey: string, truncatedAlerts: number) =>
      JSON.stringify({ groupKey, truncatedAlerts, alerts: [alert({ labels: { node: groupKey } })] });
    const lines = [payload("a", 0), payload("b", 1_000), payload("b", 1_200), payload("c", 1)].join("\n");
    const { imported } = await importing("alertmanager", { text: lines });
    expect(imported?.skipped.filter(({ isHarmless }) => !isHarmless)).toMatchObject([
      { line: 2, reason: "1,201 alerts were cut off by the sender (truncatedAlerts): its max_alerts is too low" },
    ]);
  });
});
