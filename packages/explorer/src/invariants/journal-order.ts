import type { AnyEvent } from "@ordeal/model";
import { Findings } from "./findings.ts";
import type { Follower, Invariant, RunEvidence } from "./invariant.ts";

/** The journal is one numbered line of time, from the run's start to its end. */
export const journalOrder: Invariant = {
  name: "journal order",
  says: "lines are numbered 0, 1, 2, … and never go back in time, from run.started at 0 to run.ended at the duration",
  follow({ scenario, journal, result }: RunEvidence): Follower {
    const findings = new Findings("journal order");
    let latestUs = 0;
    let index = 0;
    const see = (event: AnyEvent) => {
      const { seq, atUs, type } = event;
      if (seq !== index) findings.at(event, `is number ${seq}, and it is line ${index}`);
      if (!Number.isSafeInteger(atUs)) findings.at(event, `is at ${atUs} µs: expected a whole number`);
      if (atUs < latestUs) findings.at(event, `is at ${atUs} µs, after a line at ${latestUs} µs`);
      latestUs = Math.max(latestUs, atUs);
      if ((type === "run.started") !== (index === 0)) findings.at(event, `${type} is line ${index}`);
      if ((type === "run.ended") !== (index === journal.length - 1))
        findings.at(event, `${type} is line ${index} of ${journal.length}`);
      index++;
    };
    const end = () => {
      const [first, last] = [journal[0], journal.at(-1)];
      if (first === undefined || last === undefined) findings.overall(0, "the journal is empty");
      else {
        if (first.atUs !== 0) findings.at(first, `starts at ${first.atUs} µs`);
        if (last.atUs !== scenario.duration) findings.at(last, `ends at ${last.atUs} µs of ${scenario.duration} µs`);
      }
      if (result.wallUs !== scenario.duration)
        findings.overall(result.wallUs, `the result covers ${result.wallUs} µs of ${scenario.duration} µs`);
    };
    return { violations: findings.violations, see, end };
  },
};
