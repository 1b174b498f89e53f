import { decodeExperiment, decodeTimeline, type Experiment, type JournalEvent, type Timeline } from "@ordeal/model";

/** A decoded experiment: a small cluster for a day, with these sections put in the place of its own. */
export const experiment = (sections: Readonly<Record<string, unknown>> = {}): Experiment => {
  const decoded = decodeExperiment({
    title: "A day",
    seed: 7,
    duration: "24 hours",
    cluster: { name: "small", nodes: 12, nodesPerSupernode: 6 },
    job: { nodes: 8, step: "10 seconds" },
    checkpoint: { interval: "10 minutes", tiers: [{ stall: "10 seconds", load: "20 seconds" }] },
    ...sections,
  });
  if ("problems" in decoded) throw new Error(JSON.stringify(decoded.problems));
  return decoded.value;
};

export const timeline = (
  faults: ReadonlyArray<Readonly<Record<string, unknown>>>,
  header: Readonly<Record<string, unknown>> = {},
): Timeline => {
  const decoded = decodeTimeline({ title: "A test", ...header, faults });
  if ("problems" in decoded) throw new Error(JSON.stringify(decoded.problems));
  return decoded.value;
};

/** A journal that is kept, and who keeps it. */
export const keeper = (): {
  readonly journal: Array<JournalEvent>;
  readonly onEvent: (event: JournalEvent) => void;
} => {
  const journal: Array<JournalEvent> = [];
  return { journal, onEvent: (event) => void journal.push(event) };
};
