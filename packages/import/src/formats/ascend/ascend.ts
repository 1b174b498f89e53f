import { type ZoneClock, zoneClock } from "../../dates/zone.ts";
import { bad, type Finding, other } from "../../finding.ts";
import type { Format, Read } from "../../format.ts";
import { isJson, peek } from "../../json/peek.ts";
import { readElements } from "../../json/read-elements.ts";
import { readLines } from "../../lines/read-lines.ts";
import { compileRules } from "../../mapping/rules.ts";
import { Openings } from "../../openings.ts";
import { readCodeTables } from "./code-tables.ts";
import { type DeviceEvent, readDeviceEvent } from "./events.ts";
import { findingOf, type Meaning } from "./fault.ts";
import { type AscendFault, readSnapshots } from "./snapshot.ts";
import { Standing } from "./standing.ts";

/**
 * Faults of Ascend chips, nodes and switches as MindCluster writes them: the device plugin's Kubernetes events (lines, or
 * `-o json`), and the ConfigMaps of device plugin and NodeD (JSON; several snapshots of a node tell when a fault was
 * over). A code's handling level, from the tables of `--codes` or beside the code, says what kind of fault it is.
 */
export const ascend: Format = {
  name: "ascend",
  meaning: "Ascend faults by MindCluster: the device plugin's events (kubectl get events) or its ConfigMaps (JSON)",
  hints: ["zone", "codes"],
  mappingKeys: ["rules"],
  open: ({ mapping, zone, codes }) => {
    const tables = readCodeTables(codes ?? []);
    if ("problem" in tables) return tables;
    const meaning: Meaning = { ruled: compileRules(mapping?.rules ?? []), levelNameOf: tables.levelNameOf };
    const clock = zone === undefined ? undefined : zoneClock(zone);
    return {
      read: async function* (source) {
        const peeked = await peek(source);
        yield* (isJson(peeked.first) ? readJson : readText)(meaning, clock)(peeked.source);
      },
    };
  },
};

const readText = (meaning: Meaning, clock: ZoneClock | undefined): Read =>
  async function* (source) {
    const events = new Events(meaning);
    for await (const one of readLines(source)) {
      if ("refused" in one) {
        yield bad(one.line, one.refused);
        continue;
      }
      const event = readDeviceEvent(one.text, clock);
      if (event !== undefined) yield* events.read(one.line, event);
      else if (one.text.includes("device fault,")) yield bad(one.line, "not a whole event of the device plugin");
      else if (one.text.trim() !== "") yield other(one.line, "a line that is no event of the device plugin");
    }
    yield* events.left();
  };

const readJson = (meaning: Meaning, clock: ZoneClock | undefined): Read =>
  async function* (source) {
    const events = new Events(meaning);
    const standing = new Standing();
    for await (const element of readElements(source)) {
      const { line } = element;
      if ("refused" in element) {
        yield bad(line, element.refused);
        continue;
      }
      const messages = messagesOf(element.value);
      for (const message of messages ?? []) {
        const event = readDeviceEvent(message, clock);
        if (event === undefined) yield other(line, "an event that the device plugin did not write");
        else yield* events.read(line, event);
      }
      if (messages !== undefined) continue;
      const snapshots = readSnapshots(element.value);
      if (snapshots === undefined) yield bad(line, "neither an event nor a ConfigMap of MindCluster");
      for (const snapshot of snapshots ?? []) {
        const { over, still, refused } = standing.update(line, snapshot);
        for (const one of over) yield findingOf(one.line, one.fault, snapshot.takenMs, meaning);
        for (let count = 0; count < still; count++) yield other(line, "a fault that stood in the snapshot before");
        for (let count = 0; count < refused; count++) yield bad(line, standing.tooMany);
      }
    }
    for (const one of standing.left()) yield findingOf(one.line, one.fault, undefined, meaning);
    yield* events.left();
  };

/** The messages of Kubernetes events, one or a list of them; `undefined` for anything else. */
const messagesOf = (value: unknown): ReadonlyArray<string> | undefined => {
  const { items, message } = (value ?? {}) as { readonly items?: unknown; readonly message?: unknown };
  if (typeof message === "string") return [message];
  if (!Array.isArray(items) || items.length === 0) return undefined;
  const messages = items.map((item: unknown) => (item as { readonly message?: unknown } | null)?.message);
  return messages.every((text) => typeof text === "string") ? messages : undefined;
};

/** Pairs what the device plugin says was recovered with what occurred. */
class Events {
  readonly #meaning: Meaning;
  readonly #openings = new Openings<AscendFault>();

  constructor(meaning: Meaning) {
    this.#meaning = meaning;
  }

  *read(line: number, { assertion, date, faults }: DeviceEvent): Generator<Finding> {
    if ("problem" in date) {
      yield bad(line, date.problem);
      return;
    }
    for (const fault of faults) {
      const key = `${fault.node} ${fault.device} ${fault.code}`;
      if (assertion === "Once") yield findingOf(line, fault, fault.atMs, this.#meaning);
      else if (assertion === "Recover") {
        const start = this.#openings.close(key);
        if (start === undefined)
          yield other(line, "recovered from a fault that occurred before the record", fault.code);
        else yield findingOf(start.line, start.event, fault.atMs, this.#meaning);
      } else if (this.#openings.has(key)) yield other(line, "an event that was told before", fault.code);
      else if (!this.#openings.open(key, line, fault)) yield bad(line, this.#openings.tooMany);
    }
  }

  *left(): Generator<Finding> {
    for (const { line, event } of this.#openings.left()) yield findingOf(line, event, undefined, this.#meaning);
  }
}
