import { readIsoDate } from "../../dates/date.ts";
import { bad, type Finding, other } from "../../finding.ts";
import type { Format } from "../../format.ts";
import { readElements } from "../../json/read-elements.ts";
import { Openings } from "../../openings.ts";
import { TextSet } from "../../text-set.ts";
import { type Alert, decodeAlert, type Over, overOf, readTold } from "./alert.ts";
import { AlertMeaning } from "./meaning.ts";
import { type Taken, whySuppressed } from "./suppressed.ts";
import { Truncated } from "./truncated.ts";

/** An alert that fires, read as far as it goes. */
interface Firing {
  readonly alert: Alert;
  readonly atUs: number;
}

/**
 * Alerts of the Prometheus Alertmanager: the list of its API, or the payloads that it posts to a webhook, one or many in a
 * file. Rules of the mapping say by labels and annotations what an alert means, then the Xid that it tells, then the words
 * of its name (`default-rules.ts`). An alert that is told again, and once more when it is resolved, is one fault.
 */
export const alertmanager: Format = {
  name: "alertmanager",
  meaning: "Prometheus Alertmanager: the alerts of its API v2, or payloads of its webhook (JSON)",
  hints: [],
  mappingKeys: ["component", "part", "cause", "note", "rules", "silenced", "inhibited"],
  open: ({ mapping = {} }) => ({
    read: async function* (source) {
      const taken = { silenced: mapping.silenced === "take", inhibited: mapping.inhibited === "take" };
      const alerts = new Alerts(new AlertMeaning(mapping), taken);
      const truncated = new Truncated();
      for await (const element of readElements(source)) {
        const { line } = element;
        if ("refused" in element) {
          yield bad(line, element.refused);
          continue;
        }
        const told = readTold(element.value);
        if (told.truncated > 0) truncated.add(line, told.group, told.truncated);
        if (told.alerts.length === 0) yield other(line, "a list without alerts");
        for (const written of told.alerts) yield* alerts.read(line, written);
      }
      yield* alerts.left();
      const lost = truncated.lost();
      if (lost !== undefined) yield bad(lost.line, lost.reason);
    },
  }),
};

/** Brings together what was told of one alert. */
class Alerts {
  readonly #meaning: AlertMeaning;
  readonly #taken: Taken;
  readonly #firing = new Openings<Firing>();
  /** Alerts that are over. */
  readonly #over = new TextSet();

  constructor(meaning: AlertMeaning, taken: Taken) {
    this.#meaning = meaning;
    this.#taken = taken;
  }

  *read(line: number, written: unknown): Generator<Finding> {
    const decoded = decodeAlert(written);
    if (decoded._tag === "None") {
      yield bad(line, "not an alert of labels and startsAt");
      return;
    }
    const alert = decoded.value;
    const start = readIsoDate(alert.startsAt, undefined);
    const end = overOf(alert);
    if ("problem" in start) yield bad(line, `startsAt: ${start.problem}`, alert.startsAt);
    else if ("problem" in end) yield bad(line, end.problem, alert.endsAt);
    else yield* this.#told(line, { alert, atUs: start.us }, end.over);
  }

  *#told(line: number, event: Firing, over: Over | undefined): Generator<Finding> {
    const { labels, fingerprint } = event.alert;
    const key = `${fingerprint ?? JSON.stringify(Object.entries(labels).sort())} ${event.atUs}`;
    const isOpen = this.#firing.has(key);
    const suppressed = isOpen ? undefined : whySuppressed(event.alert, this.#taken);
    if (suppressed !== undefined) yield other(line, suppressed, labels.alertname);
    else if (this.#over.has(key) || (isOpen && over === undefined)) {
      yield other(line, "an alert that was told before", labels.alertname);
    } else if (over !== undefined) {
      this.#over.add(key);
      yield this.#finding(this.#firing.close(key)?.line ?? line, event, over);
    } else if (!this.#firing.open(key, line, event)) yield bad(line, this.#firing.tooMany);
  }

  /** What still fires. */
  *left(): Generator<Finding> {
    for (const { line, event } of this.#firing.left()) yield this.#finding(line, event, undefined);
  }

  #finding(line: number, { alert, atUs }: Firing, over: Over | undefined): Finding {
    const meant = this.#meaning.of(alert);
    const { alertname = "an alert without a name" } = alert.labels;
    if ("bad" in meant) return bad(line, meant.bad, meant.such ?? alertname);
    if ("other" in meant) return other(line, meant.other, meant.such ?? alertname);
    const { note, ...fault } = meant.fault;
    const endUs = meant.isMoment ? undefined : over?.us;
    const unended = over === undefined ? "not over when it was recorded" : "over, and nobody says since when";
    const said = [note, meant.isMoment || endUs !== undefined ? undefined : unended];
    return {
      line,
      fault: { ...fault, atUs, endUs, note: said.filter((text) => text !== undefined && text !== "").join("; ") },
    };
  }
}
