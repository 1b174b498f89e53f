import { describe, expect, test } from "vitest";
import type { Situation } from "../../src/recovery.ts";
import { checkedPolicy } from "../../src/user-functions/action.ts";
import { UserFunctionFailed } from "../../src/user-functions/failed.ts";

const situation: Situation = {
  atUs: 0,
  kinds: ["job.crash"],
  failedRungs: [],
  unusableNodes: 0,
  sparesInScope: 1,
  spares: 1,
  replicas: 4,
  replicasPossible: 4,
  replicasMin: 4,
};

const whole = {
  name: "restart",
  does: "job",
  handles: ["*"],
  takes: 60_000_000,
  takesPerThousandCards: 0,
  success: 1,
  keepsProgress: false,
};

/** What is made of an answer. */
const read = (...answers: ReadonlyArray<unknown>) => {
  const left = [...answers];
  const policy = checkedPolicy((() => left.shift()) as never, ["recovery", "policy"]);
  return answers.map(() => policy(situation));
};

const refused = (...answers: ReadonlyArray<unknown>): string => {
  try {
    read(...answers);
  } catch (error) {
    if (error instanceof UserFunctionFailed) return error.reason;
    throw error;
  }
  return "";
};

describe("what a policy function answers", () => {
  test.each([
    ["a whole rung in microseconds", whole],
    ["only what has no default", { name: "restart", does: "job", takes: "60 seconds" }],
    ["a duration as text", { ...whole, takes: "1 minute" }],
    ["a share as text", { ...whole, success: "100 %" }],
  ])("may be %s", (_, answer) => {
    expect(read(answer)).toEqual([whole]);
  });

  test("keeps a chance of success to the last digit", () => {
    expect(read({ ...whole, success: 1 / 3 })[0]?.success).toBe(1 / 3);
  });

  test("may trust an unfinished copy", () => {
    expect(read({ ...whole, trust: "any" })).toEqual([{ ...whole, trust: "any" }]);
  });

  test.each([
    [{ ...whole, takes: 0.5 }, "takes expected a duration"],
    [{ ...whole, takes: Number.NaN }, "found NaN"],
    [{ ...whole, takes: Number.POSITIVE_INFINITY }, "found Infinity"],
    [{ ...whole, takes: -1 }, "takes expected a duration"],
    [{ ...whole, takes: "soon" }, 'found "soon"'],
    [
      { ...whole, takes: { lognormal: { median: "90 seconds", mean: "1 minute" } } },
      "takes.lognormal.mean expected at least",
    ],
    [{ ...whole, handles: ["nod.crash"] }, 'handles[0] expected a fault kind, a family such as "link.*", or "*"'],
    [{ ...whole, success: Number.NaN }, "success expected a share"],
    [{ ...whole, success: 1.5 }, "success expected a share"],
    [{ ...whole, does: "restart" }, 'found "restart"'],
    [{ ...whole, keepsProgress: "no" }, "keepsProgress expected true or false"],
    [{ ...whole, sucess: 0.5 }, "sucess is not a field"],
    [{ name: "restart" }, "does is required"],
    [{}, "name is required, and it is missing; does is required"],
    [undefined, "found undefined"],
    [null, "found null"],
    ["job", 'found "job"'],
    [[whole], "expected a mapping"],
    [() => whole, "found a function"],
  ])("is refused where it is no rung: %j", (answer, reason) => {
    expect(refused(answer)).toContain(reason);
  });

  test("is refused where it comes later, and its failure ends nothing else", async () => {
    expect(refused(Promise.resolve(whole))).toContain("not an async one");
    expect(refused(Promise.reject(new Error("too late")))).toContain("not an async one");
    await new Promise((resolve) => setImmediate(resolve));
  });

  test("may be a law, of text or microseconds", () => {
    const law = { lognormal: { median: 60_000_000, mean: 90_000_000 } };
    const written = { lognormal: { median: "1 minute", mean: "90 seconds" } };
    expect(read({ ...whole, takes: law }, { ...whole, takes: written })).toEqual(
      Array(2).fill({ ...whole, takes: law }),
    );
  });

  test("is refused where reading it throws", () => {
    const answer = Object.defineProperty({ ...whole }, "takes", {
      enumerable: true,
      get: () => {
        throw new Error("no time known");
      },
    });
    expect(refused(answer)).toBe("threw: no time known");
  });

  test("is read again when the function changes the object it gave before", () => {
    const answer = { ...whole, handles: ["*"] };
    const policy = checkedPolicy(() => answer as never, []);
    expect(policy(situation).takes).toBe(60_000_000);
    answer.takes = 0.5;
    expect(() => policy(situation)).toThrow(UserFunctionFailed);
  });

  test("is refused for what differs from a good answer in one thing only", () => {
    expect(refused(whole, { ...whole, extra: () => 1 })).toContain("extra is not a field");
    expect(refused(whole, { ...whole, takes: () => 60_000_000 })).toContain("takes expected a duration");
    expect(refused({ name: "a", does: "job" }, { name: "a", does: "job", takes: Number.NaN })).toContain("found NaN");
  });

  test("is read in the same way after many others", () => {
    const answers = Array.from({ length: 100 }, (_, index) => ({ ...whole, takes: index % 40 }));
    expect(read(...answers)).toEqual(answers);
  });
});

test("a policy function that throws is told with what it threw and where the experiment has it", () => {
  const thrown = new TypeError("no such spare");
  const policy = checkedPolicy(() => {
    throw thrown;
  }, ["changes", 0, "recovery", "policy"]);
  expect(() => policy(situation)).toThrow("changes[0].recovery.policy threw: no such spare");
  expect(() => policy(situation)).toThrow(expect.objectContaining({ cause: thrown }));
});

test("a policy function that changes what it is told changes nothing of the run", () => {
  const policy = checkedPolicy((told) => {
    (told.failedRungs as Array<string>).push("restart");
    (told as { spares: number }).spares = 9;
    return whole as never;
  }, []);
  policy(situation);
  expect(situation).toMatchObject({ failedRungs: [], spares: 1 });
});
