import * as Schema from "effect/Schema";
import { type AscendFault, parseJson, type Snapshot, toldLevel } from "./snapshot.ts";
import { stampMs } from "./stamp.ts";

const Stamp = Schema.optionalKey(Schema.NullOr(Schema.Finite));
const Text = Schema.optionalKey(Schema.NullOr(Schema.String));
const Entries = Schema.optionalKey(Schema.NullOr(Schema.Array(Schema.Unknown)));
const TimeAndLevel = Schema.Struct({ fault_time: Stamp, fault_level: Text });
const SwitchInfo = Schema.Struct({
  FaultCode: Entries,
  FaultInfo: Entries,
  FaultLevel: Text,
  UpdateTime: Stamp,
  FaultTimeAndLevelMap: Schema.optionalKey(Schema.NullOr(Schema.Record(Schema.String, TimeAndLevel))),
});
/** An entry of the switches' codes is a text such as `[0x00f1fef5,155912,cpu,na]`, or an object that holds it, or its text. */
const SwitchEvent = Schema.Struct({
  AssembledFaultCode: Schema.String,
  SwitchChipId: Stamp,
  SwitchPortId: Stamp,
  Assertion: Stamp,
  AlarmRaisedTime: Stamp,
});
type SwitchEvent = typeof SwitchEvent.Type;
const switchInfo = Schema.decodeUnknownOption(SwitchInfo);
const switchEvent = Schema.decodeUnknownOption(SwitchEvent);

const RECOVERED = 0;
const NOTICE = 2;

/** The faults of a node's UB switches (`SwitchInfoCfg`, or an entry of `cluster-info-switch-N`); `undefined` for anything else. */
export const readSwitchInfo = (
  value: unknown,
  node: string,
  elseMs: number | undefined,
): ReadonlyArray<Snapshot> | undefined => {
  const decoded = switchInfo(value);
  if (decoded._tag === "None") return undefined;
  const { FaultCode, FaultInfo, FaultLevel, UpdateTime, FaultTimeAndLevelMap } = decoded.value;
  const entries = FaultCode ?? FaultInfo;
  if (entries === undefined && FaultLevel === undefined) return undefined;
  const takenMs = stampMs(UpdateTime) ?? elseMs;
  const level = toldLevel(FaultLevel);
  const faults: Array<AscendFault> = [];
  const shared: Array<AscendFault> = [];
  for (const event of (entries ?? []).map(eventOf)) {
    if (event.Assertion === RECOVERED) continue;
    const { AssembledFaultCode: code, SwitchChipId: chip, SwitchPortId: port, AlarmRaisedTime: raised } = event;
    const own = FaultTimeAndLevelMap?.[`${code}_${chip ?? 0}_${port ?? 0}`];
    const ownLevel = toldLevel(own?.fault_level);
    // A code alone stands since the update at the latest; a stamp of 0 says that nobody knows.
    const atMs = stampMs(raised) ?? stampMs(own?.fault_time) ?? (raised === undefined ? takenMs : undefined);
    (ownLevel === undefined ? shared : faults).push({
      node,
      realm: "switch",
      codes: [code],
      level: ownLevel ?? level,
      device: [chip === undefined ? "" : `switch chip ${chip}`, port === undefined ? "" : `port ${port}`]
        .filter((text) => text !== "")
        .join(", "),
      atMs,
      isMoment: event.Assertion === NOTICE,
    });
  }
  return [{ node, topic: "switches", takenMs, faults: [...faults, ...together(shared)], chips: [] }];
};

const eventOf = (written: unknown): SwitchEvent => {
  const event = switchEvent(typeof written === "string" && written.startsWith("{") ? parseJson(written) : written);
  return event._tag === "Some"
    ? event.value
    : { AssembledFaultCode: typeof written === "string" ? written : JSON.stringify(written) };
};

/** Codes that only have the node's worst level between them are one fault since the first of them whose time is known. */
const together = (shared: ReadonlyArray<AscendFault>): ReadonlyArray<AscendFault> => {
  const [first] = shared;
  if (first === undefined || shared.length === 1) return shared;
  const timesMs = shared.flatMap(({ atMs }) => (atMs === undefined ? [] : [atMs]));
  const codes = shared.flatMap((fault) => fault.codes);
  const atMs = timesMs.length === 0 ? undefined : Math.min(...timesMs);
  return [{ ...first, codes, device: "", atMs, isMoment: shared.every(({ isMoment }) => isMoment === true) }];
};
