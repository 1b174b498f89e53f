import { describe, expect, test } from "vitest";
import { complaints, doubled, good, lineOf, messages, resulting } from "./support.ts";

const name = "tally";
const { counts, interruptions } = good.result;

describe("tally complains about", () => {
  const names = Object.keys(counts).filter((one) => one !== "faultsOnJob") as ReadonlyArray<keyof typeof counts>;
  test.each(names)("one too many of %s, and alone", (one) => {
    const evidence = resulting({ counts: { ...counts, [one]: counts[one] + 1 } });
    expect(complaints(evidence)).toEqual([name]);
    expect(messages(evidence, name)).toEqual([
      `${one} is ${counts[one] + 1} in the result, ${counts[one]} by the journal`,
    ]);
  });

  test("a line that the result does not know of", () => {
    expect(messages(doubled(lineOf("checkpoint.skipped")), name)[0]).toMatch(/^checkpointsSkipped is/);
  });

  test("an interruption that began before the job last stepped, or after it was stopped", () => {
    const [first, ...others] = interruptions;
    if (first === undefined) throw new Error("the good run has no interruption");
    const began = (atUs: number) => resulting({ interruptions: [{ ...first, atUs }, ...others] });
    expect(messages(began(first.atUs - 1), name)[0]).toContain("the job stepped until");
    expect(messages(began(first.atUs + 1), name)[0]).toContain("was stopped at");
  });

  test("a recovery that took another time, and one by another fault", () => {
    const [first, ...others] = interruptions;
    if (first === undefined) throw new Error("the good run has no interruption");
    const recoveryUs = (first.recoveryUs ?? 0) + 1;
    expect(messages(resulting({ interruptions: [{ ...first, recoveryUs }, ...others] }), name)[0]).toContain("took");
    const faultId = "ghost";
    expect(messages(resulting({ interruptions: [{ ...first, faultId }, ...others] }), name)[0]).toContain("ghost");
  });

  test("a job that is said to starve and does not", () => {
    expect(messages(resulting({ starved: true }), name)).toEqual(["the result says starved, the journal does not"]);
  });
});
