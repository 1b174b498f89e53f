import * as Schema from "effect/Schema";
import { readIsoDate } from "../../dates/date.ts";
import { type AscendFault, type Snapshot, toldLevel } from "./snapshot.ts";
import { stampMs } from "./stamp.ts";

const Text = Schema.optionalKey(Schema.NullOr(Schema.String));
const When = Schema.optionalKey(Schema.NullOr(Schema.Union([Schema.Finite, Schema.String])));
const NodeInfo = Schema.Struct({
  FaultDevList: Schema.NullOr(
    Schema.Array(
      Schema.Struct({
        DeviceType: Text,
        DeviceId: Schema.optionalKey(Schema.NullOr(Schema.Finite)),
        FaultCode: Schema.optionalKey(Schema.NullOr(Schema.Array(Schema.String))),
        FaultLevel: Text,
      }),
    ),
  ),
  HeartbeatTime: When,
  UpdateTime: When,
  updateTime: When,
});
const nodeInfo = Schema.decodeUnknownOption(NodeInfo);

/**
 * The faults of a node's parts (NodeD's `NodeInfo`, or an entry of `cluster-info-node-cm`); `undefined` for anything else.
 * They have no times of their own: each stands since the snapshot that tells it first. Newer versions of NodeD do not say
 * when that was taken either.
 */
export const readNodeInfo = (
  value: unknown,
  node: string,
  elseMs: number | undefined,
): ReadonlyArray<Snapshot> | undefined => {
  const decoded = nodeInfo(value);
  if (decoded._tag === "None") return undefined;
  const { FaultDevList, HeartbeatTime, UpdateTime, updateTime } = decoded.value;
  const takenMs = [HeartbeatTime, UpdateTime, updateTime].map(whenMs).find((ms) => ms !== undefined) ?? elseMs;
  const faults = (FaultDevList ?? []).flatMap(
    ({ DeviceType, DeviceId, FaultCode, FaultLevel }): ReadonlyArray<AscendFault> => {
      const codes = (FaultCode ?? []).map((code) => code.trim()).filter((code) => code !== "");
      const device = [DeviceType ?? "", DeviceId ?? ""].join("-");
      return codes.length === 0 && toldLevel(FaultLevel) === undefined
        ? []
        : [{ node, realm: "node", codes, level: toldLevel(FaultLevel), device, atMs: takenMs }];
    },
  );
  return [{ node, topic: "parts", takenMs, faults, chips: [] }];
};

/** A stamp or a date in milliseconds since 1970; `undefined` where it is neither. */
export const whenMs = (when: number | string | null | undefined): number | undefined => {
  if (typeof when !== "string") return stampMs(when);
  const date = readIsoDate(when, undefined);
  return "us" in date ? date.us / 1_000 : /^\d+$/.test(when.trim()) ? stampMs(Number(when)) : undefined;
};
