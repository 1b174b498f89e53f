import { type ReadDate, readIsoDate } from "../../dates/date.ts";
import type { ZoneClock } from "../../dates/zone.ts";
import type { AscendFault } from "./snapshot.ts";

/** An event that the device plugin reported: a fault that occurred, was recovered from, or was a moment. */
export interface DeviceEvent {
  readonly assertion: "Occur" | "Recover" | "Once";
  readonly date: ReadDate;
  readonly faults: ReadonlyArray<AscendFault>;
}

const message =
  /device fault, nodeName:([^,]*), assertion:(\w+), cardID:(\d+), deviceID:(\d+), faultCodes:([^,]*(?:,\s*[0-9A-Fa-f]{8,9})*), faultLevelName:(\w*), alarmRaisedTime:(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\S*)/;

/**
 * Reads a line of `kubectl get events -n kube-system` that the device plugin wrote: `device fault, nodeName:…,
 * assertion:Occur, cardID:2, deviceID:0, faultCodes:8C084E00, faultLevelName:RestartBusiness, alarmRaisedTime:…`. Its
 * time is the node's, without a zone. `undefined` for any other line.
 */
export const readDeviceEvent = (text: string, clock: ZoneClock | undefined): DeviceEvent | undefined => {
  const match = message.exec(text);
  if (match === null) return undefined;
  const [, node = "", assertion = "", card = "", device = "", codes = "", level = "", raised = ""] = match;
  if (assertion !== "Occur" && assertion !== "Recover" && assertion !== "Once") return undefined;
  const date = readIsoDate(raised, clock);
  const atMs = "us" in date ? date.us / 1_000 : undefined;
  const faults = codes.split(",").map(
    (code): AscendFault => ({
      node,
      realm: "chip",
      code: code.trim(),
      level: level === "" ? undefined : level,
      device: `card ${card}, chip ${device}`,
      part: Number(card),
      atMs,
    }),
  );
  return { assertion, date, faults };
};
