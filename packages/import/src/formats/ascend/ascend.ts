import { type ZoneClock, zoneClock } from "../../dates/zone.ts";
import { bad, type Finding, other } from "../../finding.ts";
import type { Format, Read } from "../../format.ts";
import { isJson, peek } from "../../json/peek.ts";
import { readElements } from "../../json/read-elements.ts";
import { readLines } from "../../lines/read-lines.ts";
import { compileRules } from "../../mapping/rules.ts";
import { Chips } from "./chips.ts";
import { readCodeTables } from "./code-tables.ts";
import { asConfigMap, INSTEAD, readInfo } from "./config-map.ts";
import { DescribedReader } from "./described.ts";
import { readDeviceEvent } from "./events.ts";
import type { Meaning } from "./fault.ts";
import { AscendRecord } from "./record.ts";

/** A ConfigMap, which `kubectl describe` prints on a line, holds up to 1 MiB. */
const LINE_BYTES_MAX = 2_000_000;

/**
 * Faults of Ascend chips, nodes and switches as MindCluster writes them: the device plugin's Kubernetes events (lines, or
 * `-o json`), and the ConfigMaps of device plugin, NodeD and ClusterD (JSON, or described; several snapshots of a node tell
 * when a fault was over). A code's handling level, from the tables of `--codes` or beside the code, says what kind of fault
 * it is.
 */
export const ascend: Format = {
  name: "ascend",
  meaning:
    "Ascend faults by MindCluster: its events (kubectl get events) or its ConfigMaps (kubectl get configmap -A -o json)",
  hints: ["zone", "codes"],
  mappingKeys: ["rules", "chipsPerCard"],
  open: ({ mapping, zone, codes }) => {
    const tables = readCodeTables(codes ?? []);
    if ("problem" in tables) return tables;
    const clock = zone === undefined ? undefined : zoneClock(zone);
    const newMeaning = (): Meaning => ({
      ruled: compileRules(mapping?.rules ?? []),
      levelNameOf: tables.levelNameOf,
      chips: new Chips(mapping?.chipsPerCard),
    });
    return {
      read: async function* (source) {
        const peeked = await peek(source);
        const record = new AscendRecord(newMeaning());
        let isEmpty = true;
        let isToldWhy = false;
        for await (const finding of (isJson(peeked.first) ? readJson : readText)(record, clock)(peeked.source)) {
          isEmpty = false;
          isToldWhy ||= "bad" in finding;
          yield finding;
        }
        yield* record.end();
        if (!record.isOurs && !isEmpty && !isToldWhy) yield bad(1, NOTHING);
      },
    };
  },
};

const NOTHING = `nothing that MindCluster wrote: ${INSTEAD}, or \`kubectl get events -n kube-system\``;

const readText = (record: AscendRecord, clock: ZoneClock | undefined): Read =>
  async function* (source) {
    const described = new DescribedReader();
    for await (const one of readLines(source, LINE_BYTES_MAX)) {
      if ("refused" in one) {
        yield bad(one.line, one.refused);
        continue;
      }
      const { line, text } = one;
      const event = readDeviceEvent(text, clock);
      if (event !== undefined) yield* record.event(line, event);
      else if (text.includes("device fault,")) yield bad(line, "not a whole event of the device plugin");
      else {
        const { isTaken, ended } = described.read(line, text);
        if (ended !== undefined) yield* record.configMap(ended.line, ended.configMap);
        if (/^(?:NAMESPACE\s+)?LAST SEEN\s/.test(text)) record.isOurs = true;
        if (!isTaken && text.trim() !== "") yield other(line, "a line that is no event of the device plugin");
      }
    }
    const last = described.end();
    if (last !== undefined) yield* record.configMap(last.line, last.configMap);
  };

const readJson = (record: AscendRecord, clock: ZoneClock | undefined): Read =>
  async function* (source) {
    for await (const element of readElements(source)) {
      const { line } = element;
      if ("refused" in element) yield bad(line, element.refused);
      else {
        const { items } = (element.value ?? {}) as { readonly items?: unknown };
        if (!Array.isArray(items)) yield* readElement(record, clock, line, element.value);
        else {
          record.isOurs ||= items.length === 0;
          if (items.length === 0) yield other(line, "a list without anything in it");
          for (const item of items) yield* readElement(record, clock, line, item);
        }
      }
    }
  };

const readElement = function* (
  record: AscendRecord,
  clock: ZoneClock | undefined,
  line: number,
  value: unknown,
): Generator<Finding> {
  const { message: told, note, eventTime } = (value ?? {}) as Readonly<Record<string, unknown>>;
  // The newer API of events calls their message a note.
  const message = told ?? note;
  if (typeof message === "string") {
    const event = readDeviceEvent(message, clock, typeof eventTime === "string" ? eventTime : undefined);
    if (event !== undefined) yield* record.event(line, event);
    else if (message.includes("device fault,")) yield bad(line, "not a whole event of the device plugin");
    else {
      record.isOurs = true;
      yield other(line, "an event that the device plugin did not write");
    }
    return;
  }
  const configMap = asConfigMap(value);
  const snapshots = configMap === undefined ? readInfo(value, "node", "node") : undefined;
  if (configMap !== undefined) yield* record.configMap(line, configMap);
  else if (snapshots === undefined || snapshots.length === 0) {
    yield bad(line, `neither an event nor a ConfigMap of MindCluster: ${INSTEAD}`);
  } else yield* record.snapshots(line, snapshots);
};
