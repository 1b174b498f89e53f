import { type Experiment, instantUs, type TimelineHeader } from "@ordeal/model";

/**
 * An experiment made ready for a timeline: it starts when the timeline does unless it says itself, its settings change as
 * the timeline's did, faults that are known by count only come as hazards, and the timeline takes the place of its own
 * faults.
 */
export const replayStage = (experiment: Experiment, header: TimelineHeader): Experiment => {
  const { hazards = [] } = header;
  const startsAt = experiment.startsAt ?? header.startsAt;
  const changes = settingsOf(experiment, header)
    .filter(({ atUs }) => atUs === undefined || atUs < experiment.duration)
    .map(({ atUs, setting: { at, checkpoint, recovery } }) => ({
      // What changed before the run began is so from its beginning.
      at: atUs === undefined ? at : Math.max(0, atUs),
      ...(checkpoint === undefined ? {} : { checkpoint }),
      ...(recovery === undefined ? {} : { recovery }),
    }));
  return {
    ...experiment,
    ...(startsAt === undefined ? {} : { startsAt }),
    hazards: [...experiment.hazards, ...hazards],
    changes: [...experiment.changes, ...changes],
    faults: [],
  };
};

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
  dateMs < startsAtMs ? 0 : Number.POSITIVE_INFINITY;

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

/** The control group: the same run, with as many saves, without faults of any origin. */
export const twinOf = (stage: Experiment): Experiment => ({ ...stage, faults: [], hazardsOff: true });
