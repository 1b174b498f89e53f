import { bad, type Finding, other } from "../../finding.ts";
import type { Assertion, DeviceEvent } from "./events.ts";
import type { AscendFault } from "./snapshot.ts";

/** The most events that are kept until all are there; Kubernetes itself forgets them after an hour. */
const EVENTS_MAX = 1_000_000;

interface Kept {
  readonly line: number;
  readonly atUs: number;
  readonly assertion: Assertion;
  readonly fault: AscendFault;
}

/** Makes a finding of a fault, and of its end in milliseconds since 1970 where there is one. */
export type FindingsOf = (
  line: number,
  fault: AscendFault,
  end: { readonly ms: number | undefined } | undefined,
) => Iterable<Finding>;

/**
 * Pairs what the device plugin says was recovered with what occurred, in order of time: kubectl prints events in any order.
 */
export class EventLog {
  readonly #byFault = new Map<string, Array<Kept>>();
  #count = 0;

  *read(line: number, { assertion, date, fault }: DeviceEvent): Generator<Finding> {
    if ("problem" in date) yield bad(line, date.problem, fault.codes.join(","));
    else if (this.#count >= EVENTS_MAX) yield bad(line, `more than ${EVENTS_MAX.toLocaleString("en-US")} events`);
    else {
      this.#count += 1;
      const key = `${fault.node} ${fault.device} ${fault.codes.toSorted().join(",")}`;
      const there = this.#byFault.get(key);
      const kept = { line, atUs: date.us, assertion, fault };
      if (there === undefined) this.#byFault.set(key, [kept]);
      else there.push(kept);
    }
  }

  /** What they come to. */
  *findings(findingsOf: FindingsOf): Generator<Finding> {
    for (const events of this.#byFault.values()) {
      let open: Kept | undefined;
      for (const event of events.sort((a, b) => a.atUs - b.atUs || a.line - b.line)) {
        const { line, atUs, assertion, fault } = event;
        const codes = fault.codes.join(",");
        if (assertion === "notice") yield* findingsOf(line, fault, { ms: fault.atMs });
        else if (assertion === "occur") {
          if (open !== undefined) yield other(line, "an event that was told before", codes);
          open ??= event;
        } else if (open === undefined) {
          yield other(line, "recovered from a fault that occurred before the record", codes);
        } else {
          yield* findingsOf(open.line, open.fault, { ms: atUs / 1_000 });
          open = undefined;
        }
      }
      if (open !== undefined) yield* findingsOf(open.line, open.fault, undefined);
    }
  }
}
