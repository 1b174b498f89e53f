import { MINUTE_US } from "@ordeal/model";
import { describe, expect, test } from "vitest";
import { importing, type Told } from "../../support.ts";

const AT = 1_744_167_455_784;
const TAKEN = 1_744_168_000;

interface Entry {
  readonly [key: string]: unknown;
}

const entry = (more: Entry = {}): Entry => ({
  fault_type: "CardUnhealthy",
  npu_name: "Ascend910-4",
  fault_level: "SeparateNPU",
  fault_handling: "SeparateNPU",
  fault_code: "80E18402",
  fault_time_and_level_map: { "80E18402": { fault_time: AT, fault_level: "SeparateNPU" } },
  ...more,
});

const deviceList = (entries: ReadonlyArray<Entry>, more: Readonly<Record<string, string>> = {}) => ({
  DeviceList: { "huawei.com/Ascend910-Fault": JSON.stringify(entries), ...more },
});
const configMap = (name: string, data: Readonly<Record<string, unknown>>, metadata: Entry = {}) => ({
  kind: "ConfigMap",
  metadata: { name, ...metadata },
  data: Object.fromEntries(Object.entries(data).map(([key, value]) => [key, JSON.stringify(value)])),
});
const devices = (entries: ReadonlyArray<Entry>, taken = TAKEN, more: Readonly<Record<string, string>> = {}) =>
  configMap("mindx-dl-deviceinfo-n1", {
    DeviceInfoCfg: { DeviceInfo: { ...deviceList(entries, more), UpdateTime: taken } },
  });
const cluster = (entries: ReadonlyArray<Entry>, taken = TAKEN) =>
  configMap("cluster-info-device-0", {
    "cluster-info-device-0": { "mindx-dl-deviceinfo-n1": { ...deviceList(entries), UpdateTime: taken } },
  });
const switches = (more: Entry) =>
  configMap("mindx-dl-deviceinfo-n1", { SwitchInfoCfg: { FaultLevel: "Separate", UpdateTime: TAKEN, ...more } });
const parts = (info: Entry, metadata: Entry = {}) =>
  configMap("mindx-dl-nodeinfo-n1", { NodeInfo: { NodeInfo: info } }, metadata);
const cpu = { DeviceType: "CPU", DeviceId: 0, FaultCode: ["0100001D"], FaultLevel: "SeparateFault" };

const read = async (values: ReadonlyArray<unknown>, told: Told & { readonly isStrict?: boolean } = {}) => {
  const text = values.map((value) => JSON.stringify(value)).join("\n");
  const { imported, refused, timeline } = await importing("ascend", { text }, told);
  const faults = timeline?.faults.map((fault) => ({
    ...fault,
    ms: (timeline.startsAt ?? 0) + (fault.at as number) / 1_000,
  }));
  return { faults, skipped: imported?.skipped ?? [], refused };
};
const lost = (skipped: Awaited<ReturnType<typeof read>>["skipped"]) => skipped.filter(({ isHarmless }) => !isHarmless);

describe("times", () => {
  test.each([
    ["seconds", Math.floor(AT / 1_000), Math.floor(AT / 1_000) * 1_000],
    ["milliseconds", AT, AT],
    ["microseconds", AT * 1_000, AT],
  ])("in %s are read by their size", async (_, fault_time, ms) => {
    const map = { "80E18402": { fault_time, fault_level: "SeparateNPU" } };
    for (const fault_type of ["PublicFault", "CardUnhealthy"]) {
      expect((await read([devices([entry({ fault_type, fault_time_and_level_map: map })])])).faults).toMatchObject([
        { ms },
      ]);
    }
  });

  test.each([[0], [-1]])("of %s are unknown: that entry is counted, the rest goes on", async (fault_time) => {
    const map = { "80E18402": { fault_time, fault_level: "SeparateNPU" } };
    const untimed = entry({ npu_name: "Ascend910-0", fault_time_and_level_map: map });
    const { faults, skipped } = await read([devices([untimed, entry()])]);
    expect(faults).toMatchObject([{ part: 4 }]);
    expect(lost(skipped)).toMatchObject([{ reason: "a fault without a time", count: 1, such: ["80E18402"] }]);
  });

  test("AlarmRaisedTime: 0 of a switch is unknown, but for the map that tells it too", async () => {
    const of = (port: number, AlarmRaisedTime: number) =>
      JSON.stringify({
        AssembledFaultCode: "[0x1,2,cpu,na]",
        SwitchChipId: 0,
        SwitchPortId: port,
        Assertion: 1,
        AlarmRaisedTime,
      });
    const FaultTimeAndLevelMap = Object.fromEntries(
      [1, 2, 3].map((port) => [
        `[0x1,2,cpu,na]_0_${port}`,
        { fault_level: "Separate", ...(port === 3 ? { fault_time: AT + 1 } : {}) },
      ]),
    );
    const { faults, skipped } = await read([
      switches({ FaultCode: [of(1, 0), of(2, AT), of(3, 0)], FaultTimeAndLevelMap }),
    ]);
    expect(faults).toMatchObject([
      { kind: "link.down", ms: AT },
      { kind: "link.down", ms: AT + 1 },
    ]);
    expect(lost(skipped)).toMatchObject([{ reason: "a fault without a time", count: 1 }]);
  });

  test("of NodeD are its heartbeat, else what the ConfigMap or Kubernetes says, else unknown", async () => {
    const info = { FaultDevList: [cpu], NodeStatus: "UnHealthy" };
    const seconds = (at: string) => Date.parse(at);
    expect((await read([parts({ ...info, HeartbeatTime: TAKEN })])).faults).toMatchObject([{ ms: TAKEN * 1_000 }]);
    expect((await read([parts({ ...info, updateTime: "2025-04-09T05:00:00+08:00" })])).faults).toMatchObject([
      { ms: seconds("2025-04-08T21:00:00Z") },
    ]);
    const managedFields = [{ time: "2025-04-08T00:00:00Z" }, { time: "2025-04-09T00:00:00Z" }, {}];
    expect((await read([parts(info, { managedFields })])).faults).toMatchObject([
      { ms: seconds("2025-04-09T00:00:00Z") },
    ]);
    const { refused } = await read([parts(info)]);
    expect(refused?.message).toMatch(/a fault of a node's part without a time, .*--show-managed-fields/);
    const { faults, skipped } = await read([devices([entry()]), parts(info)]);
    expect([faults?.length, lost(skipped).length]).toEqual([1, 1]);
  });
});

describe("levels", () => {
  test("are each code's own, however the map spells it", async () => {
    const codes = "80E18401 , 0x80e18402,A8028801";
    const map = {
      "80e18401": { fault_time: AT, fault_level: "NotHandleFault" },
      "80E18402": { fault_time: AT + 1, fault_level: "SeparateNPU" },
      A8028801: { fault_time: AT + 2, fault_level: "RestartBusiness" },
    };
    const { faults, skipped } = await read([devices([entry({ fault_code: codes, fault_time_and_level_map: map })])]);
    expect(faults).toMatchObject([
      { kind: "card.crash", ms: AT + 1 },
      { kind: "job.crash", ms: AT + 2 },
    ]);
    expect(skipped).toMatchObject([
      { reason: "a fault that MindCluster does nothing about", such: ["80E18401 NotHandle"] },
    ]);
  });

  test("of codes that share one are the worst of them: one fault, not one of each", async () => {
    const old = { fault_code: "80E18402,80E18401", alarm_raised_time: AT, fault_time_and_level_map: null };
    expect((await read([devices([entry(old)])])).faults).toMatchObject([
      { cause: "SeparateNPU 80E18402,80E18401", ms: AT },
    ]);
    const device = { ...cpu, FaultCode: ["0100001D", "03000009"] };
    const info = { FaultDevList: [device], HeartbeatTime: TAKEN };
    expect((await read([parts(info)])).faults).toMatchObject([
      { kind: "node.crash", cause: "Separate 0100001D,03000009" },
    ]);
    const codes = [{ FaultTypeCode: { NotHandleFaultCodes: ["03000009"], SeparateFaultCodes: ["0100001D"] } }];
    expect((await read([parts(info)], { codes })).faults).toMatchObject([{ cause: "Separate 0100001D" }]);
    const FaultCode = ["[0x1,2,cpu,na]", "[0x3,4,npu,na]"];
    expect((await read([switches({ FaultCode })])).faults).toMatchObject([
      { cause: "Separate [0x1,2,cpu,na],[0x3,4,npu,na]" },
    ]);
  });

  test("that a table explains leave codes of unknown level counted", async () => {
    const device = { ...cpu, FaultCode: ["0100001D", "03000009"] };
    const codes = [{ FaultTypeCode: { SeparateFaultCodes: ["0100001D"] } }];
    const { faults, skipped } = await read([parts({ FaultDevList: [device], HeartbeatTime: TAKEN })], { codes });
    expect(faults).toMatchObject([{ cause: "Separate 0100001D" }]);
    expect(lost(skipped)).toMatchObject([
      { reason: expect.stringMatching(/only the worst level/), such: ["03000009"] },
    ]);
  });

  test("of a switch are those of its port; what was recovered is no fault", async () => {
    const of = (code: string, Assertion: number) => ({
      AssembledFaultCode: code,
      SwitchChipId: 0,
      SwitchPortId: 1,
      Assertion,
      AlarmRaisedTime: AT,
    });
    const FaultTimeAndLevelMap = { a_0_1: { fault_level: "NotHandle" }, b_0_1: { fault_level: "SubHealthFault" } };
    const FaultInfo = [of("a", 1), of("b", 1), of("c", 0)];
    const { faults, skipped } = await read([switches({ FaultInfo, FaultTimeAndLevelMap })], { isStrict: true });
    expect(faults).toMatchObject([{ kind: "link.degrade", cause: "SubHealth b", ms: AT }]);
    expect(skipped).toMatchObject([{ such: ["a NotHandle"] }]);
  });

  test("of a chip that people took out need no code", async () => {
    const out = {
      fault_code: "",
      fault_handling: "ManuallySeparateNPU",
      alarm_raised_time: AT,
      fault_time_and_level_map: {},
    };
    expect((await read([devices([entry(out)])])).faults).toMatchObject([
      { kind: "card.crash", cause: "ManuallySeparateNPU" },
    ]);
    expect((await read([devices([entry({ ...out, alarm_raised_time: -1 })])])).refused?.message).toMatch(
      /a fault without a time/,
    );
  });
});

describe("cards", () => {
  const on = (chip: string, code = "80E18402") =>
    entry({
      npu_name: chip,
      fault_code: code,
      fault_time_and_level_map: { [code]: { fault_time: AT, fault_level: "SeparateNPU" } },
    });

  test("have two chips where the node has sixteen, also where only a list names them", async () => {
    const sixteen = { "huawei.com/Ascend910": Array.from({ length: 16 }, (_, chip) => `Ascend910-${chip}`).join(",") };
    const { faults } = await read([devices([on("Ascend910-3")], TAKEN, sixteen)]);
    expect(faults).toMatchObject([{ part: 1, note: expect.stringMatching(/^Ascend910-3; card 1, chip 1;/) }]);
  });

  test("have one chip where the node has eight, and on other families", async () => {
    expect((await read([devices([on("Ascend910-7")])])).faults).toMatchObject([{ part: 7 }]);
    expect((await read([devices([on("Ascend310P-9")])])).faults).toMatchObject([{ part: 9 }]);
  });

  test("have as many chips as the mapping says", async () => {
    const of = async (chip: string, chipsPerCard: number) =>
      (await read([devices([on(chip)])], { mapping: { chipsPerCard } })).faults?.[0]?.part;
    expect(await of("Ascend910-3", 2)).toBe(1);
    expect(await of("Ascend910-15", 1)).toBe(15);
    expect(await of("npu-9", 4)).toBe(2);
  });

  test("told before the node was known to have sixteen chips are owned up to", async () => {
    const { skipped } = await read([
      devices([on("Ascend910-3")]),
      devices([], TAKEN + 60),
      devices([on("Ascend910-9")], TAKEN + 120),
    ]);
    expect(lost(skipped)).toMatchObject([{ reason: expect.stringMatching(/say `chipsPerCard: 2`/), line: 3 }]);
  });
});

describe("snapshots", () => {
  test("of device plugin and ClusterD tell a fault once, and only ClusterD ends a public one", async () => {
    const publicFault = entry({ fault_type: "PublicFault", npu_name: "Ascend910-0" });
    const both = [entry(), publicFault];
    for (const values of [
      [devices([entry()]), cluster(both)],
      [cluster(both), devices([entry()])],
    ]) {
      const { faults, skipped } = await read(values, { isStrict: true });
      expect(faults?.map(({ part }) => part).sort()).toEqual([0, 4]);
      expect(faults?.some((fault) => "duration" in fault)).toBe(false);
      expect(skipped).toMatchObject([{ reason: "a fault that stood in the snapshot before" }]);
    }
    const { faults } = await read([cluster(both, AT / 1_000 + 60), cluster([entry()], AT / 1_000 + 120)]);
    expect(faults?.find(({ part }) => part === 0)).toMatchObject({ duration: 2 * MINUTE_US });
  });

  test("out of order are not taken for the newest", async () => {
    const late = await read([devices([], TAKEN + 60), devices([entry()])]);
    expect(late.refused?.message).toMatch(/a snapshot older than the one before it/);
    const { faults } = await read([
      devices([entry()], TAKEN + 60),
      devices([entry()], TAKEN),
      devices([], TAKEN + 120),
    ]);
    expect(faults).toMatchObject([{ duration: (TAKEN + 120) * 1e6 - AT * 1e3 }]);
  });

  test("tell a fault anew when its level was raised, since then", async () => {
    const of = (fault_level: string) =>
      entry({ fault_time_and_level_map: { "80E18402": { fault_time: AT, fault_level } } });
    const values = [
      devices([of("NotHandleFault")], TAKEN),
      devices([of("ManuallySeparateNPU")], TAKEN + 60),
      devices([of("ManuallySeparateNPU")], TAKEN + 120),
      devices([], TAKEN + 180),
    ];
    const { faults, skipped } = await read(values, { isStrict: true });
    expect(faults).toMatchObject([
      { kind: "card.crash", ms: (TAKEN + 60) * 1_000, duration: 2 * MINUTE_US, cause: "ManuallySeparateNPU 80E18402" },
    ]);
    expect(skipped.map(({ reason }) => reason).sort()).toEqual([
      "a fault that MindCluster does nothing about",
      "a fault that stood in the snapshot before",
    ]);
  });

  test("of a cluster tell chips, switches and parts of every node", async () => {
    const values = [
      configMap("cluster-info-switch-0", {
        "cluster-info-switch-0": {
          "mindx-dl-switchinfo-n2": { FaultCode: ["[0x1,2,cpu,na]"], FaultLevel: "Separate", UpdateTime: TAKEN },
        },
      }),
      configMap("cluster-info-node-cm", {
        "cluster-info-node-cm": {
          "mindx-dl-nodeinfo-n3": { FaultDevList: [cpu], NodeStatus: "UnHealthy", UpdateTime: TAKEN },
          "mindx-dl-nodeinfo-n4": { FaultDevList: null, NodeStatus: "Healthy" },
        },
      }),
      { "mindx-dl-deviceinfo-n5": { ...deviceList([entry()]), UpdateTime: TAKEN } },
    ];
    const { faults } = await read(values, { isStrict: true });
    expect(faults?.map(({ kind, component }) => [kind, component]).sort()).toEqual([
      ["card.crash", "n5"],
      ["link.down", "n2"],
      ["node.crash", "n3"],
    ]);
  });
});

describe("what holds no faults that can be read", () => {
  test.each([
    ["a ConfigMap of anything else", configMap("kube-root-ca.crt", { "ca.crt": "x" })],
    ["ClusterD's counts", configMap("statistic-fault-info", { PublicFaults: {} })],
    ["chips that people took out", configMap("clusterd-manual-info-cm", { n1: { Total: [] } })],
    ["JSON of anything else", { hello: "world" }],
    ["nothing", {}],
  ])("(%s) is refused with what to run instead", async (_, value) => {
    expect((await read([value])).refused?.message).toMatch(/kubectl get configmap -A -o json/);
  });

  test("is passed over in a list, where something else can be read", async () => {
    const items = [configMap("kube-root-ca.crt", { "ca.crt": "x" }), devices([entry()])];
    const { faults, skipped } = await read([{ kind: "List", items }], { isStrict: true });
    expect(faults?.length).toBe(1);
    expect(skipped).toMatchObject([{ reason: "a ConfigMap that holds no faults of MindCluster", isHarmless: true }]);
  });

  test("is counted in a list, where it should have been readable", async () => {
    const broken = { ...devices([]), data: { DeviceInfoCfg: '{"DeviceInfo":{"DeviceList":{"x-Fault":"[{"}}}' } };
    const { faults, skipped } = await read([{ kind: "List", items: [broken, devices([entry()])] }]);
    expect(faults?.length).toBe(1);
    expect(lost(skipped)).toMatchObject([{ such: ["mindx-dl-deviceinfo-n1"] }]);
  });

  test.each([[{ kind: "List", items: [] }], [devices([])], [cluster([])]])(
    "is no fault where it is empty",
    async (value) => {
      const { faults, refused } = await read([value], { isStrict: true });
      expect([faults, refused]).toEqual([[], undefined]);
    },
  );
});

describe("what kubectl describe prints", () => {
  const describeOf = (name: string, data: Readonly<Record<string, string>>, blank: string) =>
    [
      `Name:         ${name}`,
      "Namespace:    kube-system",
      "Labels:       mx-consumer-cim=true",
      "Annotations:  <none>",
      "",
      "Data",
      "====",
      ...Object.entries(data).map(([key, text]) => `${key}:\n----\n${text}${blank}`),
      "",
      "BinaryData",
      "====",
      "",
      "Events:  <none>",
      "",
    ].join("\n");
  const info = { DeviceInfo: { ...deviceList([entry()]), UpdateTime: TAKEN } };
  const node = { NodeInfo: { FaultDevList: [cpu], HeartbeatTime: TAKEN } };

  test.each([["\n"], [""]])("is read, with and without blank lines between keys", async (blank) => {
    const data = {
      Description: "about",
      DeviceInfoCfg: JSON.stringify(info),
      ManuallySeparateNPU: "",
      NodeInfo: JSON.stringify(node),
    };
    const { imported } = await importing(
      "ascend",
      { text: describeOf("mindx-dl-deviceinfo-n1", data, blank) },
      { isStrict: true },
    );
    expect(imported).toMatchObject({ faults: 2, skipped: [] });
  });

  test("is read over several lines, and one after the other", async () => {
    const first = describeOf("mindx-dl-deviceinfo-n1", { DeviceInfoCfg: JSON.stringify(info, null, 2) }, "\n");
    const empty = { DeviceInfo: { ...deviceList([]), UpdateTime: TAKEN + 60 } };
    const text = first + describeOf("mindx-dl-deviceinfo-n1", { DeviceInfoCfg: JSON.stringify(empty) }, "\n");
    const { timeline } = await importing("ascend", { text }, { isStrict: true });
    expect(timeline?.faults).toMatchObject([{ component: "n1", duration: (TAKEN + 60) * 1e6 - AT * 1e3 }]);
  });

  test("is counted where its text is torn", async () => {
    const text = describeOf("mindx-dl-deviceinfo-n1", { DeviceInfoCfg: JSON.stringify(info).slice(0, -9) }, "\n");
    expect((await importing("ascend", { text }, {})).refused?.message).toMatch(/not written as it writes them/);
  });
});
