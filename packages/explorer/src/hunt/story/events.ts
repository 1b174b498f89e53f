import type { AnyEvent } from "@ordeal/model";
import { span } from "./words.ts";

const waitsFor = (nodes: number): string =>
  nodes === 0 ? "the recovery waits" : `the recovery waits for ${nodes} more node${nodes === 1 ? "" : "s"}`;

/** What an event means for the story; `undefined` for what would only make it longer. */
const tell = (event: AnyEvent): string | undefined => {
  switch (event.type) {
    case "path.cut":
      return "a path of the job is cut";
    case "job.stalled":
      return "the job stalls";
    case "job.hung":
      return "a collective hangs, and only a timeout will show it";
    case "job.corrupted":
      return "from here on the numbers are wrong, and nobody has noticed";
    case "job.stopped":
      return `the job stops after step ${event.data.step} (${event.data.kind})`;
    case "job.struck":
      return `it strikes a job that is down already (${event.data.phase}): the recovery starts again`;
    case "job.waiting":
      return event.data.schedulerUp ? waitsFor(event.data.nodesMissing) : "the recovery waits for the scheduler";
    case "job.starved":
      return "the run ends, and the job still waits";
    case "job.shrunk":
      return `the job goes on with ${event.data.replicas} replicas`;
    case "job.grown":
      return `the job is back to ${event.data.replicas} replicas`;
    case "rung.started":
      return `the recovery tries "${event.data.rung}"${event.data.takesUs === null ? "" : ` (${span(event.data.takesUs)})`}`;
    case "rung.failed":
      return `"${event.data.rung}" did not help`;
    case "load.started":
      return `it reads step ${event.data.step} back from ${event.data.tier}`;
    case "load.rejected":
      return `the copy of step ${event.data.step} is no good: ${event.data.reason}`;
    case "job.resumed":
      return `the job steps again from step ${event.data.step} (${event.data.from}); ${event.data.lostSteps} steps are lost`;
    case "checkpoint.torn":
      return `the copy of step ${event.data.step} is left unfinished in ${event.data.tier}`;
    case "checkpoint.poisoned":
      return `the copies in ${event.data.tier} from step ${event.data.steps[0]} on turn out to be wrong`;
    case "checkpoint.lost":
      return `all copies in ${event.data.tier} are gone: what held them was struck`;
    case "loop.throttled":
      return `${event.data.loop} runs hot: its cards slow down to ${Math.round(event.data.speed * 100)} %`;
    case "loop.tripped":
      return `${event.data.loop} powers its cards off at ${Math.round(event.data.temperatureC)} °C`;
    case "loop.restored":
      return `${event.data.loop} is whole and cool again`;
    case "node.assigned":
      return `spare ${event.data.node} joins the job`;
    case "node.quarantined":
      return `${event.data.node} is put aside${event.data.untilUs === null ? " for good" : ""}`;
    case "speed.changed":
      return `steps take ${span(event.data.stepUs)} from here on`;
    case "fault.skipped":
      return `${event.data.faultId} finds nothing to strike: ${event.data.reason}`;
    default:
      return undefined;
  }
};

export interface Told {
  readonly atUs: number;
  readonly text: string;
  /** How often the same thing happened in a row. */
  readonly times: number;
}

/** What happened, in words. Things that keep happening are told once, with how often. */
export const tellEvents = (journal: ReadonlyArray<AnyEvent>, countMax: number): ReadonlyArray<Told> => {
  const told: Array<Told> = [];
  const placeOf = new Map<string, number>();
  for (const event of journal) {
    const text = tell(event);
    if (text === undefined) continue;
    const sort = text.replace(/\d+/g, "#");
    const place = placeOf.get(sort);
    const before = place === undefined ? undefined : told[place];
    if (place !== undefined && before !== undefined) {
      told[place] = { ...before, times: before.times + 1 };
    } else if (told.length < countMax) {
      placeOf.set(sort, told.length);
      told.push({ atUs: event.atUs, text, times: 1 });
    }
  }
  return told;
};
