import type { FoundFault } from "../../finding.ts";
import type { Mapping } from "../../mapping/mapping.ts";
import { compileRules, type FieldOf, joinFields, type Ruled } from "../../mapping/rules.ts";
import type { Alert } from "./alert.ts";
import { meaningOfName } from "./default-rules.ts";
import { componentOf, type PlainLabels, plainLabelsOf } from "./labels.ts";
import { lastNumber, Parts } from "./parts.ts";
import { type AlertedXid, xidOf } from "./xid-of-alert.ts";

/** What an alert means: a fault but for its time, or why it is none; `such` is said in place of its name. */
export type Meant =
  | { readonly fault: Omit<FoundFault, "atUs">; readonly isMoment: boolean }
  | { readonly bad: string; readonly such?: string | undefined }
  | { readonly other: string; readonly such?: string | undefined };

/** Alerts that say that alerting works. */
const heartbeats = /^(?:Watchdog|InfoInhibitor|DeadMansSwitch|DeadMansSnitch|Heartbeat)$/i;
/** Severities of what nobody has to look at. */
const harmless = /^(?:info|informational|none|notice|debug)$/i;

/** Says what alerts mean, one after the other: cards that labels only tell apart are numbered as they come. */
export class AlertMeaning {
  readonly #mapping: Mapping;
  readonly #ruled: (field: FieldOf) => Ruled | undefined;
  readonly #parts = new Parts();

  constructor(mapping: Mapping) {
    this.#mapping = mapping;
    this.#ruled = compileRules(mapping.rules ?? []);
  }

  of(alert: Alert): Meant {
    const { labels, annotations } = alert;
    const plain = plainLabelsOf(alert);
    const field: FieldOf = (name) => labels[name] ?? annotations?.[name];
    const rule = this.#ruled(field);
    if (rule !== undefined && "ignore" in rule) return { other: "an alert that is no fault, by a rule" };
    if (rule !== undefined) return this.#fault(plain, field, rule, undefined);
    const xid = xidOf(alert, plain);
    if (xid !== undefined) return this.#xid(plain, field, xid);
    const { alertname = "", severity = "", job } = labels;
    if (heartbeats.test(alertname) || harmless.test(severity)) {
      return { other: "an alert that tells of no fault, by its name or severity" };
    }
    const meaning = meaningOfName(alertname, job);
    return meaning === undefined
      ? { bad: "an alert of unknown meaning: say what it is by a rule of --mapping" }
      : this.#fault(plain, field, meaning, undefined);
  }

  #xid(plain: PlainLabels, field: FieldOf, { code, known }: AlertedXid): Meant {
    if (code === undefined)
      return { bad: "an alert of an Xid that does not say which: say what it is by a rule of --mapping" };
    const such = `Xid ${code}`;
    if (known === undefined) return { bad: "an Xid of unknown meaning: say what it is by a rule of --mapping", such };
    const said = `${such}: ${known.meaning}`;
    if (known.kind === undefined) return { other: "an Xid that strikes nothing by itself", such: said };
    return this.#fault(plain, field, { kind: known.kind }, said);
  }

  #fault(
    plain: PlainLabels,
    field: FieldOf,
    { kind, parameters }: Pick<FoundFault, "kind" | "parameters">,
    xid: string | undefined,
  ): Meant {
    const { component, part, cause, note } = this.#mapping;
    const summary = joinFields(note ?? "summary", field, "; ") ?? field("description");
    return {
      fault: {
        kind,
        parameters,
        component: component === undefined ? componentOf(kind, plain) : joinFields(component, field, "/"),
        part: part === undefined ? this.#parts.of(kind, plain) : lastNumber(field(part)),
        cause: (cause === undefined ? undefined : joinFields(cause, field, "; ")) ?? field("alertname") ?? "",
        note: [xid, summary].filter((text) => text !== undefined && text !== "").join("; "),
      },
      // A program that an Xid ended is gone at once: the alert goes on for as long as its metric shows that Xid.
      isMoment: xid !== undefined && kind === "job.crash",
    };
  }
}
