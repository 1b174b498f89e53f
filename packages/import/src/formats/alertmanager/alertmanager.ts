import { readIsoDate } from "../../dates/date.ts";
import { bad, type Finding, other } from "../../finding.ts";
import type { Format } from "../../format.ts";
import { readElements } from "../../json/read-elements.ts";
import type { Mapping } from "../../mapping/mapping.ts";
import { compileRules, type FieldOf, joinFields } from "../../mapping/rules.ts";
import { Openings } from "../../openings.ts";
import { type Alert, alertsOf, decodeAlert, endOf } from "./alert.ts";
import { defaultRules } from "./default-rules.ts";

/** An alert that fires, read as far as it goes. */
interface Firing {
  readonly alert: Alert;
  readonly atUs: number;
}

/** Labels that say which machine an alert is of, the first that an alert has; `instance` is an address with a port. */
const machines = [
  "node",
  "Hostname",
  "hostname",
  "host",
  "nodename",
  "kubernetes_node",
  "switch",
  "rack",
  "instance",
] as const;
/** Labels that say which card or port of it. */
const parts = ["gpu", "npu", "device_id", "port", "device"] as const;

/**
 * Alerts of the Prometheus Alertmanager: the list of its API, or the payloads that it posts to a webhook, one or many in a
 * file. Rules of the mapping, then those of `default-rules.ts`, say by labels and annotations what an alert means. An
 * alert that is told again, and once more when it is resolved, is one fault.
 */
export const alertmanager: Format = {
  name: "alertmanager",
  meaning: "Prometheus Alertmanager: the alerts of its API v2, or payloads of its webhook (JSON)",
  hints: [],
  mappingKeys: ["component", "part", "cause", "note", "rules"],
  open: ({ mapping }) => ({
    read: async function* (source) {
      const ruled = compileRules([...(mapping?.rules ?? []), ...defaultRules]);
      const openings = new Openings<Firing>();
      for await (const element of readElements(source)) {
        const { line } = element;
        if ("refused" in element) {
          yield bad(line, element.refused);
          continue;
        }
        for (const written of alertsOf(element.value)) {
          const decoded = decodeAlert(written);
          if (decoded._tag === "None") {
            yield bad(line, "not an alert of labels and startsAt");
            continue;
          }
          const alert = decoded.value;
          const start = readIsoDate(alert.startsAt, undefined);
          const end = endOf(alert);
          if ("problem" in start) yield bad(line, `startsAt: ${start.problem}`, alert.startsAt);
          else if ("problem" in end) yield bad(line, end.problem, alert.endsAt);
          else {
            const key = `${alert.fingerprint ?? JSON.stringify(Object.entries(alert.labels).sort())} ${start.us}`;
            if (end.us !== undefined) {
              const firing = openings.close(key);
              yield findingOf(firing?.line ?? line, { alert, atUs: start.us }, end.us, mapping, ruled);
            } else if (openings.has(key)) yield other(line, "an alert that was told before", alert.labels.alertname);
            else if (!openings.open(key, line, { alert, atUs: start.us })) yield bad(line, openings.tooMany);
          }
        }
      }
      for (const { line, event } of openings.left()) yield findingOf(line, event, undefined, mapping, ruled);
    },
  }),
};

const findingOf = (
  line: number,
  { alert: { labels, annotations }, atUs }: Firing,
  endUs: number | undefined,
  mapping: Mapping | undefined,
  ruled: ReturnType<typeof compileRules>,
): Finding => {
  const field: FieldOf = (name) => labels[name] ?? annotations?.[name];
  const name = labels.alertname ?? "an alert without a name";
  const rule = ruled(field);
  if (rule === undefined) return bad(line, "an alert of unknown meaning: say what it is by a rule of --mapping", name);
  if ("ignore" in rule) return other(line, "an alert that is no fault, by a rule", name);
  const component = mapping?.component === undefined ? machineOf(field) : joinFields(mapping.component, field, "/");
  const partNames = mapping?.part === undefined ? parts : [mapping.part];
  const part = partNames
    .map((label) => /(\d{1,6})$/.exec(field(label) ?? "")?.[1])
    .find((digits) => digits !== undefined);
  const summary = joinFields(mapping?.note ?? "summary", field, "; ") ?? field("description");
  return {
    line,
    fault: {
      ...rule,
      atUs,
      endUs,
      component,
      part: part === undefined ? undefined : Number(part),
      cause: (mapping?.cause === undefined ? undefined : joinFields(mapping.cause, field, "; ")) ?? name,
      note: [summary, endUs === undefined ? "not over when it was recorded" : undefined]
        .filter((text) => text !== undefined)
        .join("; "),
    },
  };
};

const machineOf = (field: FieldOf): string | undefined => {
  const label = machines.find((name) => (field(name) ?? "") !== "");
  return label === undefined ? undefined : field(label)?.replace(/^(.+):\d+$/, "$1");
};
