import type { AnyEvent } from "../event.ts";
import { type FaultKind, faultKinds, isOfLinks } from "../fault-kind.ts";
import type { RunResult } from "../result.ts";
import { phasesOf } from "./recovery-phases.ts";

/** What there is of a run: its journal and what it came to. */
export interface RecordedRun {
  readonly events: ReadonlyArray<AnyEvent>;
  readonly result: RunResult;
}

/** The mean of some samples, in microseconds, and how many there were. */
export interface MeasuredTime {
  readonly meanUs: number;
  readonly samples: number;
}

/** The times of a job that the model takes as given: what runs of it can be measured for. */
export const measuredTimes = [
  "step",
  "stall",
  "persist",
  "load",
  "crash",
  "hang",
  "cut",
  "reconnect",
  "restart",
] as const;
export type MeasuredTimeName = (typeof measuredTimes)[number];

export const measuredTimeMeanings: Readonly<Record<MeasuredTimeName, string>> = {
  step: "a step, saves apart",
  stall: "how long a save blocks training",
  persist: "how long a copy takes in the background after that",
  load: "from the first byte of a checkpoint to the next step",
  crash: "from a crash until it is noticed",
  hang: "from a hang until its collective is given up",
  cut: "from the cut of a path until it is given up",
  reconnect: "from when a path that was cut is whole again until the job goes on",
  restart: "from when it is noticed until every rank loads",
};

/** Times by name; those that no run had a sample of are missing. */
export type MeasuredTimes = Readonly<Partial<Record<MeasuredTimeName, MeasuredTime>>>;

/**
 * Measures a job's times from runs of it. Steps by those in which nothing struck, for a fault may slow them: their mean, as
 * a median would leave out what the slow ones cost.
 */
export const timesOf = (runs: ReadonlyArray<RecordedRun>): MeasuredTimes => {
  const samples: Record<MeasuredTimeName, Samples> = {
    step: new Samples(),
    stall: new Samples(),
    persist: new Samples(),
    load: new Samples(),
    crash: new Samples(),
    hang: new Samples(),
    cut: new Samples(),
    reconnect: new Samples(),
    restart: new Samples(),
  };
  for (const { events, result } of runs) {
    const { productive, degraded, recompute } = result.ledgerUs;
    if (result.counts.faults === 0 && result.counts.steps > 0)
      samples.step.add(productive + degraded + recompute, result.counts.steps);
    addSaves(events, samples);
    addReconnects(events, samples.reconnect);
    for (const { kind, phasesUs, isOver } of phasesOf(events, result.wallUs)) {
      if (!isOver) continue;
      const detection = kind in faultKinds ? faultKinds[kind as FaultKind].detection : "crash";
      if (detection === "crash" || detection === "hang") samples[detection].add(phasesUs.detecting);
      if (detection === "cut") samples.cut.add(phasesUs.stalled + phasesUs.detecting);
      samples.restart.add(phasesUs.restarting);
      samples.load.add(phasesUs.loading);
    }
  }
  return Object.fromEntries(
    Object.entries(samples).flatMap(([name, { sumUs, count }]) =>
      count === 0 ? [] : [[name, { meanUs: sumUs / count, samples: count }]],
    ),
  );
};

class Samples {
  sumUs = 0;
  count = 0;

  add(us: number, count = 1): void {
    this.sumUs += us;
    this.count += count;
  }
}

/** How much longer a stall lasts than the cut of its path. The ends of flaps tell nothing: their links were whole before. */
const addReconnects = (events: ReadonlyArray<AnyEvent>, samples: Samples): void => {
  const losses = new Set<string>();
  const cuts = new Set<string>();
  let isStalled = false;
  let wholeUs: number | undefined;
  for (const { type, atUs, data } of events) {
    if (type === "fault.started" && isOfLinks(data.kind) && data.kind !== "link.flap") losses.add(data.faultId);
    else if (type === "path.cut" && losses.has(data.faultId)) cuts.add(data.faultId);
    else if (type === "job.stalled") isStalled = true;
    else if (type === "fault.ended" && cuts.delete(data.faultId) && isStalled) wholeUs = atUs;
    else if (type === "job.unstalled" || type === "job.stopped") {
      if (type === "job.unstalled" && wholeUs !== undefined) samples.add(atUs - wholeUs);
      isStalled = false;
      wholeUs = undefined;
    }
  }
};

/** How long saves block, and how long their copies take after that. */
const addSaves = (events: ReadonlyArray<AnyEvent>, samples: Readonly<Record<"stall" | "persist", Samples>>): void => {
  let startedUs: number | undefined;
  const endedUs = new Map<string, number>();
  for (const { type, atUs, data } of events) {
    if (type === "checkpoint.save.started") startedUs = atUs;
    else if (type === "checkpoint.save.ended") {
      if (startedUs !== undefined) samples.stall.add(atUs - startedUs);
      endedUs.set(`${data.tier} ${data.step}`, atUs);
      startedUs = undefined;
    } else if (type === "checkpoint.persist.ended") {
      const key = `${data.tier} ${data.step}`;
      const sinceUs = endedUs.get(key);
      // A copy that is whole before the save ends was written while it blocked.
      samples.persist.add(sinceUs === undefined ? 0 : atUs - sinceUs);
      endedUs.delete(key);
    } else if (type === "job.stopped") {
      startedUs = undefined;
      endedUs.clear();
    }
  }
};
