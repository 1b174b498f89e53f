import * as Schema from "effect/Schema";
import { keyOf } from "./code-tables.ts";
import { type AscendFault, parseJson, type Snapshot, type Teller, toldLevel } from "./snapshot.ts";
import { stampMs } from "./stamp.ts";

const Text = Schema.optionalKey(Schema.NullOr(Schema.String));
const Stamp = Schema.optionalKey(Schema.NullOr(Schema.Finite));
const TimeAndLevel = Schema.Struct({ fault_time: Stamp, fault_level: Text });
/** One entry of `huawei.com/Ascend910-Fault` (since MindCluster 5.0; `fault_time_and_level_map` since 6.0). */
const DeviceFault = Schema.Struct({
  fault_type: Text,
  npu_name: Text,
  fault_level: Text,
  fault_handling: Text,
  fault_code: Text,
  alarm_raised_time: Stamp,
  fault_time_and_level_map: Schema.optionalKey(Schema.NullOr(Schema.Record(Schema.String, TimeAndLevel))),
});
const DeviceInfo = Schema.Struct({
  DeviceList: Schema.Record(Schema.String, Schema.String),
  UpdateTime: Stamp,
});
const deviceFaults = Schema.decodeUnknownOption(Schema.NullOr(Schema.Array(DeviceFault)));
const deviceInfo = Schema.decodeUnknownOption(DeviceInfo);

/**
 * The chips' faults: of the device plugin's `DeviceInfo`, or of a node's entry in ClusterD's `cluster-info-device-N`.
 * `undefined` for anything else.
 */
export const readDeviceInfo = (
  value: unknown,
  node: string,
  teller: Teller,
  elseMs: number | undefined,
): ReadonlyArray<Snapshot> | undefined => {
  const decoded = deviceInfo(value);
  if (decoded._tag === "None") return undefined;
  const { DeviceList, UpdateTime } = decoded.value;
  const faults: Array<AscendFault> = [];
  const publicFaults: Array<AscendFault> = [];
  const chips: Array<string> = [];
  for (const [name, text] of Object.entries(DeviceList)) {
    if (!name.endsWith("-Fault")) chips.push(...text.split(",").map((chip) => chip.trim()));
    else if (text.trim() !== "") {
      const entries = deviceFaults(parseJson(text));
      if (entries._tag === "None") return undefined;
      for (const entry of entries.value ?? []) {
        chips.push(entry.npu_name ?? "");
        (entry.fault_type === "PublicFault" ? publicFaults : faults).push(...faultsOf(entry, node));
      }
    }
  }
  const taken = { node, takenMs: stampMs(UpdateTime) ?? elseMs, chips };
  return [
    { ...taken, topic: "devices", faults },
    // Only ClusterD tells public faults: what the device plugin does not tell of them is not over.
    { ...taken, topic: `public faults by the ${teller}`, faults: publicFaults },
  ];
};

/** Codes of one chip stand in one text, with commas between them; a table gives the time and level of each. */
const faultsOf = (entry: typeof DeviceFault.Type, node: string): ReadonlyArray<AscendFault> => {
  const own = new Map(
    Object.entries(entry.fault_time_and_level_map ?? {}).map(([code, timeAndLevel]) => [keyOf(code), timeAndLevel]),
  );
  const codes = (entry.fault_code ?? "").split(",").map((code) => code.trim());
  const told = codes.filter((code) => code !== "");
  const common = {
    node,
    realm: entry.fault_type === "NodeUnhealthy" ? ("node" as const) : ("chip" as const),
    device: entry.npu_name ?? "",
  };
  const level = toldLevel(entry.fault_handling, entry.fault_level);
  const faults = told.flatMap((code): ReadonlyArray<AscendFault> => {
    const { fault_level, fault_time } = own.get(keyOf(code)) ?? {};
    const ownLevel = toldLevel(fault_level);
    if (ownLevel === undefined && told.length > 1) return [];
    const atMs = stampMs(fault_time) ?? stampMs(entry.alarm_raised_time);
    return [{ ...common, codes: [code], level: ownLevel ?? level, atMs }];
  });
  const shared = told.filter((code) => told.length > 1 && toldLevel(own.get(keyOf(code))?.fault_level) === undefined);
  const [only] = own.size === 1 ? own.values() : [];
  const atMs = stampMs(entry.alarm_raised_time) ?? stampMs(only?.fault_time);
  if (told.length === 0 || shared.length > 0) faults.push({ ...common, codes: shared, level, atMs });
  return faults;
};
