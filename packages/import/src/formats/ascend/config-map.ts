import * as Schema from "effect/Schema";
import { readDeviceInfo } from "./device-info.ts";
import { readNodeInfo, whenMs } from "./node-info.ts";
import { parseJson, type Snapshot, type Teller } from "./snapshot.ts";
import { readSwitchInfo } from "./switch-info.ts";

const ConfigMap = Schema.Struct({
  metadata: Schema.Struct({
    name: Schema.String,
    managedFields: Schema.optionalKey(Schema.Array(Schema.Struct({ time: Schema.optionalKey(Schema.String) }))),
  }),
  data: Schema.optionalKey(Schema.NullOr(Schema.Record(Schema.String, Schema.String))),
});
export type ConfigMap = typeof ConfigMap.Type;
const configMap = Schema.decodeUnknownOption(ConfigMap);

/** A ConfigMap, as `kubectl get -o json` prints one; `undefined` for anything else. */
export const asConfigMap = (value: unknown): ConfigMap | undefined => {
  const decoded = configMap(value);
  return decoded._tag === "Some" ? decoded.value : undefined;
};

/** What a ConfigMap tells, or why nothing: it is not MindCluster's, or of MindCluster and not to be read. */
export type Told =
  | { readonly snapshots: ReadonlyArray<Snapshot> }
  | { readonly other: string }
  | { readonly bad: string };

/** The keys under which MindCluster keeps faults: device plugin, NodeD, and ClusterD for the whole cluster. */
const faultKey = /^(?:DeviceInfoCfg|SwitchInfoCfg|NodeInfo|cluster-info-(?:device|switch|node)-[\w.-]+)$/;
/** Other ConfigMaps of MindCluster that speak of faults. */
const elsewhere = /^(?:statistic-fault-info|clusterd-manual-info-cm|mindx-dl-.*|cluster-info-.*)$/;

/** Reads what MindCluster keeps about nodes: `mindx-dl-deviceinfo-NODE`, `mindx-dl-nodeinfo-NODE`, `cluster-info-…`. */
export const readConfigMap = ({ metadata, data }: ConfigMap): Told => {
  const there = Object.entries(data ?? {}).filter(([key, text]) => faultKey.test(key) && text.trim() !== "");
  const { name } = metadata;
  if (there.length === 0) {
    return elsewhere.test(name)
      ? { bad: `a ConfigMap of MindCluster that this format does not read: ${INSTEAD}` }
      : { other: "a ConfigMap that holds no faults of MindCluster" };
  }
  const writtenMs = (metadata.managedFields ?? []).flatMap(({ time }) => whenMs(time) ?? []);
  const elseMs =
    whenMs(data?.updateTime ?? data?.UpdateTime) ?? (writtenMs.length === 0 ? undefined : Math.max(...writtenMs));
  const told = there.map(([key, text]) =>
    readInfo(parseJson(text), nodeOf(name), key.startsWith("cluster-info-") ? "cluster" : "node", elseMs),
  );
  return told.includes(undefined)
    ? { bad: "a ConfigMap of MindCluster whose faults are not written as it writes them" }
    : { snapshots: told.flatMap((snapshots) => snapshots ?? []) };
};

/** What can be read instead. */
export const INSTEAD =
  "give what `kubectl get configmap -A -o json` prints of mindx-dl-deviceinfo-NODE, mindx-dl-nodeinfo-NODE and cluster-info-…";

const nodePrefix = /^mindx-dl-[a-z]+info-/;
const nodeOf = (name: string): string => name.replace(nodePrefix, "");

/**
 * Reads the JSON that a ConfigMap keeps: of one node, whose name may also stand in it as `node`, or of several by their
 * ConfigMaps' names. `undefined` for anything else.
 */
export const readInfo = (
  value: unknown,
  node: string,
  teller: Teller,
  elseMs?: number,
): ReadonlyArray<Snapshot> | undefined => {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return undefined;
  const { DeviceInfo, NodeInfo, node: named, UpdateTime, updateTime } = value as Readonly<Record<string, unknown>>;
  const here = typeof named === "string" && named !== "" ? named : node;
  const hereMs =
    elseMs ?? [UpdateTime, updateTime].map((when) => whenMs(when as string)).find((ms) => ms !== undefined);
  if (DeviceInfo !== undefined) return readDeviceInfo(DeviceInfo, here, teller, hereMs);
  if (NodeInfo !== undefined) return readNodeInfo(NodeInfo, here, hereMs);
  const entries = Object.entries(value);
  if (entries.every(([name]) => nodePrefix.test(name))) {
    const told = entries.map(([name, info]) => readInfo(info, nodeOf(name), "cluster", elseMs));
    return told.includes(undefined) ? undefined : told.flatMap((snapshots) => snapshots ?? []);
  }
  return (
    readDeviceInfo(value, here, teller, hereMs) ??
    readNodeInfo(value, here, hereMs) ??
    readSwitchInfo(value, here, hereMs)
  );
};
