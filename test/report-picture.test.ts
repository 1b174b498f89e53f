/** What a report draws of a journal comes to what the run itself came to, to the microsecond. */
import { JournalPainter } from "@ordeal/dashboard";
import { type AnyEvent, buckets, type RunResult } from "@ordeal/model";
import { expect, test } from "vitest";
import { holds, run } from "../packages/explorer/test/arbitraries/relation.ts";

const pictureOf = (events: ReadonlyArray<AnyEvent>) => {
  const [first, ...rest] = events;
  if (first?.type !== "run.started") throw new Error("the journal does not begin with run.started");
  const painter = new JournalPainter("a run", first.data);
  for (const event of rest) painter.see(event);
  return painter.end({ verdict: null, incomplete: null });
};

const isDrawnAs = (events: ReadonlyArray<AnyEvent>, result: RunResult) => {
  const picture = pictureOf(events);
  const drawn = Object.fromEntries(
    buckets.map((bucket) => [bucket, picture.time[bucket].reduce((sum, us) => sum + us, 0)]),
  );
  expect(drawn).toEqual(result.ledgerUs);
  expect(picture.wallUs).toBe(result.wallUs);
  for (const [window] of picture.time.productive.entries()) {
    const length = Math.min(picture.windowUs, picture.wallUs - window * picture.windowUs);
    expect(buckets.reduce((sum, bucket) => sum + (picture.time[bucket][window] as number), 0)).toBe(length);
  }
  expect(picture.recoveries.map(({ atUs, tookUs, isOver }) => ({ atUs, tookUs, isOver }))).toEqual(
    result.interruptions.map(({ atUs, recoveryUs, isOver }) => ({ atUs, tookUs: recoveryUs, isOver })),
  );
  for (const { phases, tookUs } of picture.recoveries) expect(phases.reduce((sum, { us }) => sum + us, 0)).toBe(tookUs);
};

test("of random scenarios: ledger, windows, interruptions and their phases", () => {
  holds(150, {}, (scenario, seed) => {
    const { journal, result } = run(scenario, seed);
    isDrawnAs(journal as ReadonlyArray<AnyEvent>, result);
  });
});
