import { describe, expect, test } from "vitest";
import { altered, complaints, dropped, good, lineOf, messages, replaced } from "./support.ts";

const name = "steps in order";
const stop = lineOf("job.stopped", ({ data }) => data.step > 100);
const back = lineOf("job.resumed", ({ data }) => data.lostSteps > 0);

describe("steps in order complains about", () => {
  test("a step too many", () => {
    expect(messages(altered(stop, { step: stop.data.step + 1 }), name)[0]).toContain("more than the step time allows");
  });

  test("a step that went missing", () => {
    expect(messages(altered(stop, { step: stop.data.step - 1 }), name)[0]).toContain("fewer than were committed");
  });

  test("a last step that was never reached", () => {
    const ended = lineOf("run.ended");
    expect(messages(altered(ended, { step: ended.data.step + 1 }), name)[0]).toContain(
      "more than the step time allows",
    );
  });

  test("steps that were lost and not counted, or counted twice", () => {
    expect(messages(altered(back, { lostSteps: back.data.lostSteps - 1 }), name)[0]).toMatch(/^lost \d+ steps/);
    expect(messages(altered(back, { lostSteps: back.data.lostSteps + 1 }), name)[0]).toMatch(/^lost \d+ steps/);
  });

  test("a resume ahead of the stop", () => {
    const before = lineOf("job.stopped", ({ seq }) => seq > back.seq - 30 && seq < back.seq);
    expect(messages(altered(back, { step: before.data.step + 3 }), name)[0]).toContain("were committed");
  });

  test("progress that was kept and is gone", () => {
    const kept = lineOf("job.resumed", ({ data }) => data.from === "memory");
    expect(messages(altered(kept, { step: kept.data.step - 1, lostSteps: 1 }), name)[0]).toContain(
      "resumes from memory",
    );
  });

  test("a save of a step that was not reached, and one in the middle of a step", () => {
    const save = lineOf("checkpoint.save.started", ({ data }) => data.step > 50);
    expect(complaints(altered(save, { step: save.data.step + 1 }))).toContain(name);
    expect(messages(replaced(save, { ...save, atUs: save.atUs + 1 }), name)[0]).toContain(
      "saves in the middle of step",
    );
  });

  test("a copy of another step than was saved", () => {
    const copy = lineOf("checkpoint.persist.ended");
    expect(messages(altered(copy, { step: copy.data.step + 1 }), name)[0]).toMatch(
      /writes step \d+ to \w+, which saved/,
    );
  });

  test("a step faster than a healthy one", () => {
    const change = lineOf("speed.changed");
    expect(messages(altered(change, { stepUs: 6_999_999 }), name)[0]).toContain("less than a healthy one");
  });

  test("steps that went by while the job was down", () => {
    expect(complaints(dropped(stop))).toContain(name);
  });

  test("a line that was said twice with another step", () => {
    const save = lineOf("checkpoint.save.ended");
    const journal = good.journal.flatMap((event) =>
      event.seq === save.seq ? [event, { ...event, data: { ...save.data, step: save.data.step - 1 } }] : [event],
    ) as typeof good.journal;
    expect(complaints({ ...good, journal })).toContain(name);
  });
});
