import { MINUTE_US } from "@ordeal/model";
import { describe, expect, test } from "vitest";
import { AT, cluster, configMap, cpu, deviceList, devices, entry, lost, read, TAKEN } from "./written.ts";

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

  test("tell a fault again when its level was raised, since then", async () => {
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
