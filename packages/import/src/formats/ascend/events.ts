import { type ReadDate, readIsoDate } from "../../dates/date.ts";
import type { ZoneClock } from "../../dates/zone.ts";
import { type AscendFault, toldLevel } from "./snapshot.ts";
import { isSet } from "./stamp.ts";

/** What an event asserts of a fault: that it occurred, was recovered from, or was a moment. */
export type Assertion = "occur" | "recovery" | "notice";

/** An event that the device plugin reported. */
export interface DeviceEvent {
  readonly assertion: Assertion;
  readonly date: ReadDate;
  readonly fault: AscendFault;
}

const message =
  /device fault, nodeName:([^,]*), assertion:(\w+), cardID:(\d+), deviceID:(\d+), faultCodes:([^,]*(?:,\s*[0-9A-Fa-f]{8,9})*), faultLevelName:(\w*), alarmRaisedTime:(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d[^\s'"]*)/;

/** The device plugin says Occur, Recovery and Notice; other programs of MindCluster Recover and Once. */
const assertions: Readonly<Record<string, Assertion>> = {
  occur: "occur",
  recovery: "recovery",
  recover: "recovery",
  notice: "notice",
  once: "notice",
};

/**
 * Reads a line of `kubectl get events -n kube-system` that the device plugin wrote: `device fault, nodeName:…,
 * assertion:Occur, cardID:2, deviceID:0, faultCodes:8C084E00, faultLevelName:RestartBusiness, alarmRaisedTime:…`. Its
 * time is the node's, without a zone; `eventTime`, where Kubernetes tells it too, is the same moment and needs none.
 * `undefined` for any other line.
 */
export const readDeviceEvent = (
  text: string,
  clock: ZoneClock | undefined,
  eventTime?: string,
): DeviceEvent | undefined => {
  const match = message.exec(text);
  if (match === null) return undefined;
  const [, node = "", asserted = "", card = "", device = "", codes = "", level = "", raised = ""] = match;
  const assertion = assertions[asserted.toLowerCase()];
  if (assertion === undefined) return undefined;
  const exact = eventTime === undefined ? undefined : readIsoDate(eventTime, undefined);
  const date = exact !== undefined && "us" in exact && isSet(exact.us) ? exact : readIsoDate(raised, clock);
  return {
    assertion,
    date:
      "us" in date && !isSet(date.us)
        ? { problem: "a fault without a time: the clock that stamped it was not set" }
        : date,
    fault: {
      node,
      realm: "chip",
      codes: codes
        .split(",")
        .map((code) => code.trim())
        .filter((code) => code !== ""),
      level: toldLevel(level),
      device: `card ${card}, chip ${device}`,
      part: Number(card),
      atMs: "us" in date ? date.us / 1_000 : undefined,
    },
  };
};
