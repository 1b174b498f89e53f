import * as Schema from "effect/Schema";

/** A fault as a snapshot of MindCluster tells it. */
export interface AscendFault {
  readonly node: string;
  readonly realm: "chip" | "node" | "switch";
  readonly code: string;
  /** The level that the snapshot says. */
  readonly level: string | undefined;
  /** The chip, such as `Ascend910-3`; empty where the node itself failed. */
  readonly device: string;
  /** Which card of the node it is. */
  readonly part: number | undefined;
  readonly atMs: number | undefined;
}

/** What the faults of a node were at one time. */
export interface Snapshot {
  readonly node: string;
  /** Which part of the node's faults it tells: what is not in it any more is over. */
  readonly topic: string;
  readonly takenMs: number | undefined;
  readonly faults: ReadonlyArray<AscendFault>;
}

const Text = Schema.optionalKey(Schema.NullOr(Schema.String));
const TimeAndLevel = Schema.Struct({ fault_time: Schema.optionalKey(Schema.Finite), fault_level: Text });
/** One entry of `huawei.com/Ascend910-Fault` (since MindCluster 5.0; `fault_time_and_level_map` since 6.0). */
const DeviceFault = Schema.Struct({
  fault_type: Text,
  npu_name: Text,
  fault_level: Text,
  fault_handling: Text,
  fault_code: Schema.String,
  alarm_raised_time: Schema.optionalKey(Schema.Finite),
  fault_time_and_level_map: Schema.optionalKey(Schema.NullOr(Schema.Record(Schema.String, TimeAndLevel))),
});
const DeviceInfo = Schema.Struct({
  DeviceInfo: Schema.Struct({
    DeviceList: Schema.Record(Schema.String, Schema.String),
    UpdateTime: Schema.optionalKey(Schema.Finite),
  }),
});
const SwitchInfo = Schema.Struct({
  FaultCode: Schema.NullOr(Schema.Array(Schema.Unknown)),
  FaultLevel: Text,
  UpdateTime: Schema.optionalKey(Schema.Finite),
});
const NodeInfo = Schema.Struct({
  NodeInfo: Schema.Struct({
    FaultDevList: Schema.NullOr(
      Schema.Array(
        Schema.Struct({
          DeviceType: Text,
          DeviceId: Schema.optionalKey(Schema.Finite),
          FaultCode: Schema.NullOr(Schema.Array(Schema.String)),
          FaultLevel: Text,
        }),
      ),
    ),
    HeartbeatTime: Schema.optionalKey(Schema.Finite),
  }),
});
const ConfigMap = Schema.Struct({
  metadata: Schema.Struct({ name: Schema.String }),
  data: Schema.Record(Schema.String, Schema.String),
});
const ConfigMaps = Schema.Struct({ items: Schema.Array(ConfigMap) });

const deviceFaults = Schema.decodeUnknownOption(Schema.Array(DeviceFault));
const deviceInfo = Schema.decodeUnknownOption(DeviceInfo);
const switchInfo = Schema.decodeUnknownOption(SwitchInfo);
const nodeInfo = Schema.decodeUnknownOption(NodeInfo);
const configMaps = Schema.decodeUnknownOption(ConfigMaps);
const configMap = Schema.decodeUnknownOption(ConfigMap);

/**
 * Reads what MindCluster keeps about a node: the ConfigMap `mindx-dl-deviceinfo-NODE` of its device plugin or
 * `mindx-dl-nodeinfo-NODE` of NodeD, as `kubectl get -o json` prints it, one or a list of them; or only the text of its
 * `DeviceInfoCfg`, where a `node` may stand beside `DeviceInfo`. `undefined` for anything else.
 */
export const readSnapshots = (value: unknown): ReadonlyArray<Snapshot> | undefined => {
  const list = configMaps(value);
  if (list._tag === "Some") return all(list.value.items.map(ofConfigMap));
  const one = configMap(value);
  if (one._tag === "Some") return ofConfigMap(one.value);
  const node = (value as { readonly node?: unknown } | null)?.node;
  return ofDevices(value, typeof node === "string" && node !== "" ? node : "node");
};

const all = (parts: ReadonlyArray<ReadonlyArray<Snapshot> | undefined>): ReadonlyArray<Snapshot> | undefined =>
  parts.includes(undefined) ? undefined : parts.flatMap((part) => part ?? []);

const ofConfigMap = ({ metadata, data }: typeof ConfigMap.Type): ReadonlyArray<Snapshot> | undefined => {
  const node = metadata.name.replace(/^mindx-dl-(deviceinfo|nodeinfo)-/, "");
  const parts = [
    [data.DeviceInfoCfg, ofDevices],
    [data.SwitchInfoCfg, ofSwitches],
    [data.NodeInfo, ofNode],
  ] as const;
  const there = parts.filter(([text]) => text !== undefined && text !== "");
  return there.length === 0 ? undefined : all(there.map(([text, read]) => read(parse(text), node)));
};

const ofDevices = (value: unknown, node: string): ReadonlyArray<Snapshot> | undefined => {
  const decoded = deviceInfo(value);
  if (decoded._tag === "None") return undefined;
  const { DeviceList, UpdateTime } = decoded.value.DeviceInfo;
  const faults: Array<AscendFault> = [];
  for (const [name, text] of Object.entries(DeviceList)) {
    if (!name.endsWith("-Fault") || text.trim() === "") continue;
    const entries = deviceFaults(parse(text));
    if (entries._tag === "None") return undefined;
    faults.push(...entries.value.flatMap((entry) => ofEntry(entry, node)));
  }
  return [{ node, topic: "devices", takenMs: UpdateTime === undefined ? undefined : UpdateTime * 1_000, faults }];
};

/** Codes of one chip stand in one text, with commas between them; a table gives the time and level of each. */
const ofEntry = (entry: typeof DeviceFault.Type, node: string): ReadonlyArray<AscendFault> =>
  entry.fault_code
    .split(",")
    .map((code) => code.trim())
    .filter((code) => code !== "")
    .map((code) => {
      const own = entry.fault_time_and_level_map?.[code];
      return {
        node,
        realm: entry.fault_type === "NodeUnhealthy" ? "node" : "chip",
        code,
        level: own?.fault_level ?? entry.fault_handling ?? entry.fault_level ?? undefined,
        device: entry.npu_name ?? "",
        part: partOf(entry.npu_name ?? ""),
        atMs: own?.fault_time ?? entry.alarm_raised_time,
      };
    });

/** `Ascend910-3` is the node's card 3. */
const partOf = (name: string): number | undefined => {
  const digits = /-(\d{1,4})$/.exec(name)?.[1];
  return digits === undefined ? undefined : Number(digits);
};

/** An entry of the switches' codes is a text such as `[0x00f1fef5,155912,cpu,na]`, or a JSON object that holds it. */
const SwitchEvent = Schema.Struct({
  AssembledFaultCode: Schema.String,
  AlarmRaisedTime: Schema.optionalKey(Schema.Finite),
});
const switchEvent = Schema.decodeUnknownOption(SwitchEvent);

const ofSwitches = (value: unknown, node: string): ReadonlyArray<Snapshot> | undefined => {
  const decoded = switchInfo(value);
  if (decoded._tag === "None") return undefined;
  const { FaultCode, FaultLevel, UpdateTime } = decoded.value;
  const takenMs = UpdateTime === undefined ? undefined : UpdateTime * 1_000;
  const faults = (FaultCode ?? []).map((written): AscendFault => {
    const event = switchEvent(typeof written === "string" && written.startsWith("{") ? parse(written) : written);
    const code = event._tag === "Some" ? event.value.AssembledFaultCode : String(written);
    const raisedMs = event._tag === "Some" ? event.value.AlarmRaisedTime : undefined;
    const level = FaultLevel === null || FaultLevel === "" ? undefined : FaultLevel;
    return { node, realm: "switch", code, level, device: "", part: undefined, atMs: raisedMs ?? takenMs };
  });
  return [{ node, topic: "switches", takenMs, faults }];
};

const ofNode = (value: unknown, node: string): ReadonlyArray<Snapshot> | undefined => {
  const decoded = nodeInfo(value);
  if (decoded._tag === "None") return undefined;
  const { FaultDevList, HeartbeatTime } = decoded.value.NodeInfo;
  const takenMs = HeartbeatTime === undefined ? undefined : HeartbeatTime * 1_000;
  const faults = (FaultDevList ?? []).flatMap(({ DeviceType, DeviceId, FaultCode, FaultLevel }) =>
    (FaultCode ?? []).map(
      (code): AscendFault => ({
        node,
        realm: "node",
        code,
        level: FaultLevel ?? undefined,
        device: [DeviceType ?? "", DeviceId ?? ""].join("-"),
        part: undefined,
        atMs: takenMs,
      }),
    ),
  );
  return [{ node, topic: "parts", takenMs, faults }];
};

const parse = (text: string | undefined): unknown => {
  try {
    return JSON.parse(text ?? "") as unknown;
  } catch {
    return undefined;
  }
};
