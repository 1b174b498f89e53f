import type { AnyEvent } from "@ordeal/model";
import { type ExportSource, endUs } from "../format.ts";
import { RunSpans, type Span, type Track, tracks } from "../run-spans.ts";

/** An event of the Trace Event Format; `ts` and `dur` in microseconds. */
interface TraceEvent {
  readonly name: string;
  readonly ph: "X" | "i" | "C" | "M";
  readonly pid: number;
  readonly tid: number;
  readonly ts?: number;
  readonly dur?: number;
  readonly cat?: string;
  readonly s?: "p";
  readonly args?: Readonly<Record<string, unknown>>;
}

const titles: Readonly<Record<Track, string>> = {
  job: "job",
  outage: "outages",
  recovery: "recovery",
  fault: "faults",
  checkpoint: "checkpoints",
  node: "nodes down",
  cooling: "cooling",
};
const pidOf = (track: Track): number => tracks.indexOf(track) + 1;

/**
 * A run in the JSON object form of the Trace Event Format, which Perfetto and chrome://tracing open: a process for what
 * the job does, for outages, recoveries, faults, checkpoints, nodes and cooling, with as many threads as overlap, and
 * counters for nodes that are down, storage and step time.
 */
export const perfetto = async function* (source: ExportSource): AsyncGenerator<string> {
  const { run, events, startsAtMs } = source;
  const { title, seed, verdict, incomplete } = run.summary;
  const otherData = {
    title,
    seed,
    ordeal: run.ordeal,
    verdict: verdict ?? null,
    incomplete: incomplete ?? null,
    startsAtMs,
  };
  yield `{"displayTimeUnit":"ms","otherData":${JSON.stringify(otherData)},"traceEvents":[\n`;
  const named = new Set<string>();
  const spans = new RunSpans();
  const counters = new Counters();
  let before = "";
  const written = (event: TraceEvent): string => {
    const text = `${before}${JSON.stringify(event)}`;
    before = ",\n";
    return text;
  };
  const drawn = (ended: ReadonlyArray<Span>): string =>
    ended
      .flatMap((span) => [...namesOf(span, named), spanEvent(span)])
      .map(written)
      .join("");
  for await (const event of events()) {
    yield drawn(spans.see(event)) + [...momentOf(event), ...counters.see(event)].map(written).join("");
  }
  yield `${drawn(spans.close(endUs(source)))}\n]}\n`;
};

/** What a process and a thread are called, where nobody has said so yet. */
const namesOf = ({ track, lane }: Span, named: Set<string>): ReadonlyArray<TraceEvent> => {
  const [pid, tid] = [pidOf(track), lane + 1];
  const told: Array<TraceEvent> = [];
  const once = (key: string, events: ReadonlyArray<TraceEvent>): void => {
    if (!named.has(key)) told.push(...events);
    named.add(key);
  };
  once(track, [
    { name: "process_name", ph: "M", pid, tid: 0, args: { name: titles[track] } },
    { name: "process_sort_index", ph: "M", pid, tid: 0, args: { sort_index: pid } },
  ]);
  const name = lane === 0 ? titles[track] : `${titles[track]} ${lane + 1}`;
  once(`${track} ${lane}`, [{ name: "thread_name", ph: "M", pid, tid, args: { name } }]);
  return told;
};

const spanEvent = ({ track, lane, name, fromUs, toUs, isOver, attributes }: Span): TraceEvent => ({
  name,
  cat: track,
  ph: "X",
  ts: fromUs,
  dur: toUs - fromUs,
  pid: pidOf(track),
  tid: lane + 1,
  args: { ...attributes, ...(isOver ? {} : { ongoing: true }) },
});

const moments: Readonly<Partial<Record<AnyEvent["type"], Track>>> = {
  "fault.skipped": "fault",
  "job.corrupted": "job",
  "job.shrunk": "job",
  "job.grown": "job",
  "job.starved": "job",
  "settings.changed": "job",
  "checkpoint.skipped": "checkpoint",
  "checkpoint.poisoned": "checkpoint",
  "checkpoint.lost": "checkpoint",
  "node.quarantined": "node",
};

/** What happens in an instant, and begins or ends nothing. */
const momentOf = ({ type, atUs, data }: AnyEvent): ReadonlyArray<TraceEvent> => {
  const track = moments[type];
  if (track === undefined) return [];
  return [{ name: type, cat: track, ph: "i", s: "p", ts: atUs, pid: pidOf(track), tid: 0, args: { ...data } }];
};

/** Values that change now and then: nodes down, the time of a step, the share of its bandwidth that storage has. */
class Counters {
  private readonly down = new Set<string>();

  see(event: AnyEvent): ReadonlyArray<TraceEvent> {
    const { atUs } = event;
    const told = (name: string, track: Track, value: number): ReadonlyArray<TraceEvent> => [
      { name, ph: "C", ts: atUs, pid: pidOf(track), tid: 0, args: { value } },
    ];
    switch (event.type) {
      case "node.down":
        this.down.add(event.data.node);
        return told("nodes down", "node", this.down.size);
      case "node.up":
        this.down.delete(event.data.node);
        return told("nodes down", "node", this.down.size);
      case "run.started":
      case "speed.changed":
      case "job.resumed":
        return told("step (s)", "job", event.data.stepUs / 1e6);
      case "storage.changed":
        return told("storage bandwidth (share)", "checkpoint", event.data.share);
      default:
        return [];
    }
  }
}
