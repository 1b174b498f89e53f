import { type EventType, type FaultSpec, HOUR_US, MINUTE_US } from "@ordeal/model";
import fc from "fast-check";
import { record } from "./record.ts";
import { type Fit, given, instantIn, type Scene } from "./scene.ts";
import { maybe, time } from "./time.ts";

/** Events whose next moment is a nasty one. */
const moments = [
  "job.stopped",
  "checkpoint.save.started",
  "checkpoint.persist.started",
  "checkpoint.persist.ended",
  "rung.started",
  "load.started",
  "job.resumed",
  "fault.started",
  "fault.ended",
  "node.up",
  "node.assigned",
  "job.waiting",
  "job.struck",
  "job.hung",
  "job.stalled",
  "job.shrunk",
  "loop.throttled",
  "loop.tripped",
  "loop.restored",
  "planned.started",
  "planned.ended",
] as const satisfies ReadonlyArray<EventType>;

type Run = Pick<Scene, "duration" | "startsAt">;

export type Start = Pick<FaultSpec, "at" | "on" | "every">;

/** When a fault starts: at an instant, on a trigger, or again and again; shrinks towards an early instant. */
export const startIn = (durationMaxUs: number): fc.Arbitrary<Fit<Start, Run>> =>
  fc.oneof(
    { withCrossShrink: true },
    {
      weight: 7,
      arbitrary: time(0, durationMaxUs - 1).map((us) => (run: Run) => ({ at: instantIn(run, us) })),
    },
    {
      weight: 3,
      arbitrary: record({
        event: fc.constantFrom(...moments),
        time: fc.integer({ min: 1, max: 4 }),
        after: time(0, 10 * MINUTE_US),
        times: maybe(maybe(fc.integer({ min: 1, max: 5 }))),
      }).map(({ times, ...on }) => () => ({ on: times === undefined ? on : { ...on, every: true, times } })),
    },
    {
      weight: 1,
      arbitrary: record({
        period: time(MINUTE_US, 2 * HOUR_US),
        from: maybe(time(0, durationMaxUs - 1)),
        times: maybe(fc.integer({ min: 1, max: 5 })),
      }).map(({ period, from, times }) => ({ duration }: Run) => ({
        every: given<NonNullable<FaultSpec["every"]>>({
          period,
          from: from === undefined ? undefined : from % duration,
          times,
        }),
      })),
    },
  );
