import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { folder, smallExperiment } from "../support.ts";
import { call } from "./support.ts";

const fault = (at: string, more = "") => `  - { kind: card.crash, component: host-7, at: ${at}${more} }\n`;
const dated =
  "title: Twelve years\non: ./on.yaml\nstartsAt: 2000-01-01T00:00:00Z\nobserved: { interruptions: 3 }\nfaults:\n" +
  fault("2000-01-01T00:30:00Z") +
  fault("2000-02-01T00:30:00Z") +
  fault("2000-02-01T00:50:00Z") +
  fault("2012-01-01T00:30:00Z");
const undated = `title: Some days\non: ./on.yaml\nfaults:\n${fault("30 minutes")}${fault("3 days")}${fault("80 hours")}`;

const written = (timeline: string, startsAt?: string) =>
  join(
    folder({ "on.yaml": smallExperiment(startsAt === undefined ? {} : { startsAt }), "t.yaml": timeline }),
    "t.yaml",
  );

const replayed = async (timeline: string, given: Parameters<typeof call>[1], startsAt?: string) => {
  const { out, err, exitCode } = await call(written(timeline, startsAt), { ...given, json: true });
  return { exitCode, err, replay: exitCode === 2 ? undefined : JSON.parse(out).replay };
};

describe("a part of a timeline", () => {
  test("is the faults that began in it; the run starts where it does", async () => {
    for (const startsAt of [undefined, "2000-01-01T00:00:00Z"]) {
      const { replay } = await replayed(dated, { from: "2000-02-01T00:00:00Z", to: "2000-02-01T00:50:00Z" }, startsAt);
      expect(replay).toMatchObject({ faults: 1, cutAway: 3, applied: 1, notApplied: { count: 0 } });
      expect(replay.events[0].atUs).toBe(30 * 60e6);
      // What was observed of the whole says nothing of a part.
      expect(replay.run.observed.interruptions).toBeNull();
    }
  });

  test("may be told by times since the timeline's start", async () => {
    const { replay } = await replayed(undated, { from: "3 days" });
    expect(replay).toMatchObject({ faults: 2, cutAway: 1, applied: 1 });
    expect((await replayed(dated, { to: "31 days" })).replay).toMatchObject({ faults: 1, cutAway: 3 });
  });

  test("in which nothing began says nothing: the verdict is unknown", async () => {
    const { out, exitCode } = await call(written(dated), { from: "2000-03-01T00:00:00Z", to: "2000-04-01T00:00:00Z" });
    expect(exitCode).toBe(4);
    expect(out.replace(/\s+/g, " ")).toContain("none began between --from and --to");
  });

  test("is told in the summary, and in the command that asks on", async () => {
    const { out } = await call(written(dated), { from: "2000-02-01T00:00:00Z" });
    expect(out).toContain("1 fault more before --from or not before --to");
    expect(out).toMatch(/Next, ask: .* --from 2000-02-01T00:00:00Z /);
  });

  test("is needed where a timeline is longer than any run, and the whole says so", async () => {
    const { replay } = await replayed(dated, {});
    expect(replay.notApplied.reasons.map(({ reason }: { readonly reason: string }) => reason)).toContain(
      "more than ten years after the start of the run, and no run lasts longer: replay a part with --from and --to",
    );
  });

  test.each([
    [dated, { from: "yesterday" }, "--from: expected a date with its time zone"],
    [dated, { from: "2001-01-01T00:00:00Z", to: "2000-01-01T00:00:00Z" }, "--to: expected a time after --from"],
    [undated, { from: "2001-01-01T00:00:00Z" }, "--from: is a date, and the timeline does not say when it starts"],
  ])("that cannot be is refused", async (timeline, given, message) => {
    const { exitCode, err } = await replayed(timeline, given);
    expect(exitCode).toBe(2);
    expect(err).toContain(message);
  });
});
