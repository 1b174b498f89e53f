import { type Experiment, instantUs, type TimelineHeader } from "@ordeal/model";

/**
 * An experiment made ready for a timeline: it starts when the timeline does unless it says itself, its settings change as
 * the timeline's did, faults that are known by count only come as hazards, and the timeline takes the place of its own
 * faults.
 */
export const replayStage = (experiment: Experiment, header: TimelineHeader): Experiment => {
  const { hazards = [] } = header;
  const startsAt = experiment.startsAt ?? header.startsAt;
  return {
    ...experiment,
    ...(startsAt === undefined ? {} : { startsAt }),
    hazards: [...experiment.hazards, ...hazards],
    changes: [...experiment.changes, ...changesOf(experiment, header).map(({ change }) => change)],
    faults: [],
  };
};

/**
 * A timeline's settings as changes of the experiment, in order of time, each with the one of the list that it stems from.
 * Of those that come to the same instant the last one holds.
 */
export const changesOf = (experiment: Experiment, header: TimelineHeader): ReadonlyArray<DatedChange> => {
  const inTime = settingsOf(experiment, header)
    .map((one, nth) => ({ ...one, nth }))
    .filter(({ atUs }) => atUs === undefined || atUs < experiment.duration)
    .toSorted((a, b) => (a.atUs === b.atUs ? 0 : (a.atUs ?? 0) - (b.atUs ?? 0)));
  const changes = new Map<unknown, DatedChange>();
  for (const { atUs, setting, nth } of inTime) {
    // What changed before the run began is so from its beginning.
    const at = atUs === undefined ? setting.at : Math.max(0, atUs);
    const { checkpoint, recovery } = setting;
    const change = {
      ...changes.get(at)?.change,
      at,
      ...(checkpoint === undefined ? {} : { checkpoint }),
      ...(recovery === undefined ? {} : { recovery }),
    };
    changes.set(at, { change, nth });
  }
  return [...changes.values()];
};

interface DatedChange {
  readonly change: Experiment["changes"][number];
  readonly nth: number;
}

type Setting = NonNullable<TimelineHeader["settings"]>[number];

/** A timeline's settings with the instants at which they change in the run; `undefined` for one that nobody can tell. */
const settingsOf = (
  experiment: Experiment,
  header: TimelineHeader,
): ReadonlyArray<{ readonly setting: Setting; readonly atUs: number | undefined }> =>
  (header.settings ?? []).map((setting) => {
    const { at } = setting;
    const startsAt = experiment.startsAt ?? header.startsAt;
    if (typeof at === "number") return { setting, atUs: at + offsetUs(experiment, header) };
    return { setting, atUs: instantUs(at, startsAt) ?? (startsAt === undefined ? undefined : farUs(at, startsAt)) };
  });

/** A date more than ten years away: on which side. */
const farUs = ({ dateMs }: { readonly dateMs: number }, startsAtMs: number): number =>
  dateMs < startsAtMs ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;

/** The settings of a timeline that change only after the run has ended. */
export const settingsLeftOut = (experiment: Experiment, header: TimelineHeader): ReadonlyArray<Setting> =>
  settingsOf(experiment, header).flatMap(({ setting, atUs }) =>
    atUs !== undefined && atUs >= experiment.duration ? [setting] : [],
  );

/** How long after the run's start the timeline's start lies, in microseconds, where both have a date; negative before. */
export const offsetUs = (
  { startsAt }: Pick<Experiment, "startsAt">,
  header: Pick<TimelineHeader, "startsAt">,
): number => (startsAt === undefined || header.startsAt === undefined ? 0 : (header.startsAt - startsAt) * 1_000);
