import * as Schema from "effect/Schema";
import { bad, type Finding, other } from "../finding.ts";
import type { Format } from "../format.ts";
import { readElements } from "../json/read-elements.ts";
import { compileRules } from "../mapping/rules.ts";
import { Openings } from "../openings.ts";

const Event = Schema.Struct({
  node_id: Schema.NonEmptyString,
  event_time: Schema.Finite,
  event_type: Schema.Literals(["fault_start", "fault_end"]),
  fault_type: Schema.Struct({ Level: Schema.String, Class: Schema.String, Desc: Schema.String }),
});
const decode = Schema.decodeUnknownOption(Event);

/** The trace counts days since this date. */
const STARTS_AT_MS = Date.UTC(2024, 2, 30);
const DAY_US = 86_400_000_000;

/**
 * The InfiniteHBD fault trace (arXiv 2502.03885): a JSON list of faults that start and end. It says when a server was out
 * of service, so every fault is a `node.crash`, unless a rule of the mapping (on `level`, `class`, `description`) says
 * otherwise. An end belongs to the oldest start of the same node and type that has none.
 */
export const infinitehbd: Format = {
  name: "infinitehbd",
  meaning: "the InfiniteHBD fault trace: JSON, a list of fault_start and fault_end",
  hints: [],
  mappingKeys: ["rules"],
  startsAtMs: STARTS_AT_MS,
  open: ({ mapping }) => ({
    read: async function* (source) {
      const ruled = compileRules(mapping?.rules ?? []);
      const openings = new Openings<typeof Event.Type>();
      for await (const element of readElements(source)) {
        const { line } = element;
        if ("refused" in element) {
          yield bad(line, element.refused);
          continue;
        }
        const decoded = decode(element.value);
        if (decoded._tag === "None") {
          yield bad(line, "not an event of a node_id, an event_time, an event_type and a fault_type");
          continue;
        }
        const event = decoded.value;
        const { Level, Class, Desc } = event.fault_type;
        const key = JSON.stringify([event.node_id, Level, Class, Desc]);
        if (event.event_type === "fault_start") {
          if (!openings.open(key, line, event)) yield bad(line, openings.tooMany);
          continue;
        }
        const start = openings.close(key);
        if (start === undefined) yield bad(line, "an end without a start", event.node_id);
        else yield found(start.line, start.event, event.event_time, ruled);
      }
      for (const { line, event } of openings.left()) yield found(line, event, undefined, ruled);
    },
  }),
};

const found = (
  line: number,
  { node_id, event_time, fault_type }: typeof Event.Type,
  endDays: number | undefined,
  ruled: ReturnType<typeof compileRules>,
): Finding => {
  const { Level, Class, Desc } = fault_type;
  const fields: Readonly<Record<string, string>> = { level: Level, class: Class, description: Desc };
  const rule = ruled((name) => fields[name]) ?? { kind: "node.crash", parameters: {} };
  if ("ignore" in rule) return other(line, "ignored by a rule of the mapping", Class);
  const us = (days: number): number => STARTS_AT_MS * 1_000 + Math.round(days * DAY_US);
  return {
    line,
    fault: {
      ...rule,
      atUs: us(event_time),
      endUs: endDays === undefined ? undefined : us(endDays),
      component: node_id,
      cause: Class,
      note: `${Level}: ${Desc}${endDays === undefined ? stillOpen : ""}`,
    },
  };
};

const stillOpen = "; not over when the trace ends";
