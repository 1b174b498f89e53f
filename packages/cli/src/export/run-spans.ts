import { type AnyEvent, type JobMode, JobWatch } from "@ordeal/model";

/** What a span is about: each is drawn by itself. */
export const tracks = ["job", "outage", "recovery", "fault", "checkpoint", "node", "cooling"] as const;
export type Track = (typeof tracks)[number];

export type Attribute = string | number | boolean | ReadonlyArray<string>;

/** A stretch of a run in which something was the case. Times in microseconds since the start of the run. */
export interface Span {
  /** Its number in the run, from 1. */
  readonly id: number;
  /** The span that it is a part of; `undefined` where that is the whole run. */
  readonly parent?: number | undefined;
  /** Spans that brought it about. */
  readonly causes: ReadonlyArray<number>;
  readonly track: Track;
  /** Spans of one track and lane never overlap; lanes count from 0, and there are as many as are needed at once. */
  readonly lane: number;
  readonly name: string;
  readonly fromUs: number;
  readonly toUs: number;
  /** Whether it ended before the journal did. */
  readonly isOver: boolean;
  readonly attributes: Readonly<Record<string, Attribute>>;
}

interface Open extends Omit<Span, "toUs" | "isOver" | "attributes" | "causes"> {
  attributes: Record<string, Attribute>;
  causes: Array<number>;
}

/** Cuts a run into spans, by its journal alone. It holds what is going on, however long the run is. */
export class RunSpans {
  private readonly open = new Map<string, Open>();
  private readonly lanes = new Map<Track, Array<boolean>>();
  private readonly job = new JobWatch();
  private mode: JobMode | undefined;
  private count = 0;
  private ended: Array<Span> = [];

  /** Takes the next event; returns the spans that are over with it. */
  see(event: AnyEvent): ReadonlyArray<Span> {
    this.ended = [];
    this.follow(event);
    this.job.see(event);
    const { mode } = this.job;
    if (event.type !== "run.ended" && mode !== this.mode) {
      this.end("mode", event.atUs);
      this.begin("mode", "job", mode, event.atUs);
      this.mode = mode;
    }
    return this.ended;
  }

  /** The spans that were still going on when the journal ended. */
  close(atUs: number): ReadonlyArray<Span> {
    this.ended = [];
    for (const key of [...this.open.keys()]) this.end(key, atUs, {}, false);
    return this.ended;
  }

  private follow(event: AnyEvent): void {
    const { atUs } = event;
    switch (event.type) {
      case "fault.started": {
        const { faultId, kind, targets, origin, cause } = event.data;
        this.begin(`fault ${faultId}`, "fault", `${kind} ${shortened(targets)}`.trim(), atUs, {
          fault: faultId,
          kind,
          targets: targets.slice(0, TARGETS_MAX),
          origin,
          cause,
        });
        return;
      }
      case "fault.ended":
        return this.end(`fault ${event.data.faultId}`, atUs);
      case "job.stopped": {
        const { kind, faultIds, step } = event.data;
        const outage = this.begin("outage", "outage", `down: ${kind}`, atUs, { kind, faults: faultIds, step });
        outage.causes.push(...this.idsOf(faultIds));
        // What was being saved is saved no more.
        for (const key of [...this.open.keys()]) if (key.startsWith("save ")) this.end(key, atUs, { torn: true });
        return;
      }
      case "job.struck":
        this.open.get("outage")?.causes.push(...this.idsOf([event.data.faultId]));
        return this.end("recovery", atUs, { outcome: "struck" });
      case "job.resumed": {
        const { step, from, lostSteps } = event.data;
        this.end("recovery", atUs, { outcome: "succeeded" });
        return this.end("outage", atUs, { resumedFrom: from, resumedAtStep: step, lostSteps });
      }
      case "rung.started":
        this.part("recovery", event.data.rung, atUs, { rung: event.data.rung, does: event.data.does });
        return;
      case "rung.failed":
      case "rung.succeeded":
        return this.end("recovery", atUs, { outcome: event.type === "rung.failed" ? "failed" : "succeeded" });
      case "job.waiting":
        this.part("recovery", "waiting for nodes", atUs, { nodesMissing: event.data.nodesMissing });
        return;
      case "load.started":
        this.part("recovery", `load from ${event.data.tier}`, atUs, event.data);
        return;
      case "load.rejected":
        return this.end("recovery", atUs, { outcome: "rejected", reason: event.data.reason });
      case "checkpoint.save.started":
        this.begin(`save ${event.data.tier}`, "checkpoint", `save to ${event.data.tier}`, atUs, event.data);
        return;
      case "checkpoint.save.ended":
        return this.end(`save ${event.data.tier}`, atUs);
      case "checkpoint.persist.started":
        this.begin(`persist ${event.data.tier}`, "checkpoint", `persist to ${event.data.tier}`, atUs, event.data);
        return;
      case "checkpoint.persist.ended":
        return this.end(`persist ${event.data.tier}`, atUs);
      case "checkpoint.torn":
        this.end(`save ${event.data.tier}`, atUs, { torn: true });
        return this.end(`persist ${event.data.tier}`, atUs, { torn: true });
      case "node.down": {
        const { node, faultId } = event.data;
        this.begin(`node ${node}`, "node", `${node} down`, atUs, { node, fault: faultId }).causes.push(
          ...this.idsOf([faultId]),
        );
        return;
      }
      case "node.up":
        return this.end(`node ${event.data.node}`, atUs);
      case "loop.throttled":
      case "loop.tripped": {
        const { loop, temperatureC } = event.data;
        this.begin(`loop ${loop}`, "cooling", `${loop} ${event.type === "loop.tripped" ? "off" : "throttled"}`, atUs, {
          loop,
          temperatureC,
        });
        return;
      }
      case "loop.released":
      case "loop.restored":
        return this.end(`loop ${event.data.loop}`, atUs);
    }
  }

  /** Begins a part of what the job goes through while it is down; the part before it is over. */
  private part(key: string, name: string, atUs: number, attributes: Readonly<Record<string, Attribute>>): void {
    this.begin(key, "recovery", name, atUs, attributes, this.open.get("outage")?.id);
  }

  private begin(
    key: string,
    track: Track,
    name: string,
    atUs: number,
    attributes: Readonly<Record<string, Attribute>> = {},
    parent?: number,
  ): Open {
    this.end(key, atUs);
    const lane = this.takeLane(track);
    const open = {
      id: ++this.count,
      track,
      lane,
      name,
      fromUs: atUs,
      attributes: { ...attributes },
      parent,
      causes: [],
    };
    this.open.set(key, open);
    return open;
  }

  private end(key: string, atUs: number, attributes: Readonly<Record<string, Attribute>> = {}, isOver = true): void {
    const open = this.open.get(key);
    if (open === undefined) return;
    this.open.delete(key);
    const lanes = this.lanes.get(open.track);
    if (lanes !== undefined) lanes[open.lane] = false;
    // What the job passes through within an instant is nothing to look at.
    if (key === "mode" && open.fromUs === atUs) return;
    this.ended.push({ ...open, toUs: atUs, isOver, attributes: { ...open.attributes, ...attributes } });
  }

  /** The lowest lane of a track that nobody is on. */
  private takeLane(track: Track): number {
    const lanes = this.lanes.get(track) ?? [];
    this.lanes.set(track, lanes);
    const free = lanes.indexOf(false);
    const lane = free < 0 ? lanes.length : free;
    lanes[lane] = true;
    return lane;
  }

  private idsOf(faultIds: ReadonlyArray<string>): ReadonlyArray<number> {
    return faultIds.flatMap((faultId) => this.open.get(`fault ${faultId}`)?.id ?? []);
  }
}

/** A switch or a rack strikes many: so many are named. */
const TARGETS_MAX = 20;

const shortened = (targets: ReadonlyArray<string>): string => {
  const [first = "", second] = targets;
  return second === undefined ? first : `${first} and ${targets.length - 1} more`;
};
