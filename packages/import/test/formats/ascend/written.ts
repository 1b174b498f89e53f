import { importing, type Told } from "../../support.ts";

/** When faults occurred, in milliseconds since 1970, and when a snapshot tells of them, in seconds. */
export const AT = 1_744_167_455_784;
export const TAKEN = 1_744_168_000;

export interface Entry {
  readonly [key: string]: unknown;
}

export const entry = (more: Entry = {}): Entry => ({
  fault_type: "CardUnhealthy",
  npu_name: "Ascend910-4",
  fault_level: "SeparateNPU",
  fault_handling: "SeparateNPU",
  fault_code: "80E18402",
  fault_time_and_level_map: { "80E18402": { fault_time: AT, fault_level: "SeparateNPU" } },
  ...more,
});

export const deviceList = (entries: ReadonlyArray<Entry>, more: Readonly<Record<string, string>> = {}) => ({
  DeviceList: { "huawei.com/Ascend910-Fault": JSON.stringify(entries), ...more },
});
export const configMap = (name: string, data: Readonly<Record<string, unknown>>, metadata: Entry = {}) => ({
  kind: "ConfigMap",
  metadata: { name, ...metadata },
  data: Object.fromEntries(Object.entries(data).map(([key, value]) => [key, JSON.stringify(value)])),
});
export const devices = (entries: ReadonlyArray<Entry>, taken = TAKEN, more: Readonly<Record<string, string>> = {}) =>
  configMap("mindx-dl-deviceinfo-n1", {
    DeviceInfoCfg: { DeviceInfo: { ...deviceList(entries, more), UpdateTime: taken } },
  });
export const cluster = (entries: ReadonlyArray<Entry>, taken = TAKEN) =>
  configMap("cluster-info-device-0", {
    "cluster-info-device-0": { "mindx-dl-deviceinfo-n1": { ...deviceList(entries), UpdateTime: taken } },
  });
export const switches = (more: Entry) =>
  configMap("mindx-dl-deviceinfo-n1", { SwitchInfoCfg: { FaultLevel: "Separate", UpdateTime: TAKEN, ...more } });
export const parts = (info: Entry, metadata: Entry = {}) =>
  configMap("mindx-dl-nodeinfo-n1", { NodeInfo: { NodeInfo: info } }, metadata);
export const cpu = { DeviceType: "CPU", DeviceId: 0, FaultCode: ["0100001D"], FaultLevel: "SeparateFault" };

export const read = async (values: ReadonlyArray<unknown>, told: Told & { readonly isStrict?: boolean } = {}) => {
  const text = values.map((value) => JSON.stringify(value)).join("\n");
  const { imported, refused, timeline } = await importing("ascend", { text }, told);
  const faults = timeline?.faults.map((fault) => ({
    ...fault,
    ms: (timeline.startsAt ?? 0) + (fault.at as number) / 1_000,
  }));
  return { faults, skipped: imported?.skipped ?? [], refused };
};
export const lost = (skipped: Awaited<ReturnType<typeof read>>["skipped"]) =>
  skipped.filter(({ isHarmless }) => !isHarmless);
