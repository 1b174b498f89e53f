import { mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as Effect from "effect/Effect";
import * as Exit from "effect/Exit";
import * as Fiber from "effect/Fiber";
import * as TestClock from "effect/testing/TestClock";
import { describe, expect, test } from "vitest";
import { Aborted, AgentRefused, type ExperimentOptions, Incapable, readJournal, runExperiment } from "../src/index.ts";
import { crashAt, experimentOf } from "./support/experiments.ts";
import { fakeAgent, lost, type Script } from "./support/fake-agent.ts";

const options: ExperimentOptions = { version: "0" };
const twoCrashes = { faults: [crashAt("20 minutes", "a"), crashAt("30 minutes", "b")] };

const live = async (sections: object, script: Script = {}, given: Partial<ExperimentOptions> = {}) => {
  const agent = fakeAgent(script);
  const running = runExperiment(experimentOf(sections), { ...options, ...given });
  const exit = await Effect.runPromise(Effect.exit(running.pipe(Effect.provide(agent.layer))));
  return { ...agent, exit };
};

const outcomeOf = async (sections: object, script: Script = {}) => {
  const { exit } = await live(sections, script);
  if (!Exit.isSuccess(exit)) throw new Error(String(exit.cause));
  return exit.value;
};

const failureOf = (exit: Exit.Exit<unknown, unknown>): unknown =>
  Exit.isFailure(exit) ? exit.cause.reasons.find((reason) => reason._tag === "Fail")?.error : undefined;

const journalFile = () => join(mkdtempSync(join(tmpdir(), "ordeal-")), "journal.ndjson");

describe("an experiment", () => {
  test("injects all its faults before time passes, and heals what is left when it is over", async () => {
    const { asked, faults } = await live(twoCrashes);
    expect(asked.slice(0, 5)).toEqual(["describe", "open Small", "inject a", "inject b", "advance 18"]);
    expect(asked.slice(-7, -1)).toEqual(["list", "heal a", "heal b", "list", "describe", "close"]);
    expect(faults.size).toBe(0);
  });

  test("judges its thresholds", async () => {
    expect(await outcomeOf({ thresholds: ["effectiveThroughput >= 80 %"] })).toMatchObject({ verdict: "pass" });
    expect(await outcomeOf({ thresholds: ["effectiveThroughput >= 95 %"] })).toMatchObject({ verdict: "fail" });
    expect(await outcomeOf({ thresholds: ["recoveryTime p99 <= 1 minute"] })).toMatchObject({ verdict: "unknown" });
  });

  test("runs its fault-free twin only where a threshold asks for it", async () => {
    const { asked, exit } = await live({ ...twoCrashes, thresholds: ["effectiveThroughput >= 98 % of twin"] });
    expect(asked.filter((request) => request.startsWith("open"))).toEqual([
      "open Small",
      "open Small (fault-free twin)",
    ]);
    expect(asked.filter((request) => request.startsWith("inject"))).toHaveLength(2);
    expect(Exit.isSuccess(exit) && exit.value).toMatchObject({ verdict: "pass", twin: { effectiveThroughput: 0.9 } });
  });

  test("asks for what the agent cannot do before anything is injected", async () => {
    const { asked, exit } = await live(twoCrashes, { kinds: ["card.crash"] });
    expect(failureOf(exit)).toEqual(new Incapable({ agent: "fake", kinds: ["job.crash"] }));
    expect(asked).toEqual(["describe"]);
  });

  test("says why the agent cannot do it, and whether it cannot at all or not into that target", async () => {
    const capabilities = {
      kinds: ["card.crash"] as const,
      faults: { "card.crash": { targets: ["card"], mechanism: "kill -9", undo: "by restart" as const } },
      missing: { "job.crash": "there is no job" },
    };
    const { exit } = await live(twoCrashes, { capabilities });
    expect(failureOf(exit)).toEqual(new Incapable({ agent: "fake", kinds: ["job.crash (there is no job)"] }));
    const slow = { kind: "link.degrade", target: "storage", share: "50 %", at: "1 minute", duration: "1 minute" };
    const links = { faults: { "link.degrade": { targets: ["uplink"], mechanism: "tc", undo: "exact" as const } } };
    const other = await live({ faults: [slow] }, { capabilities: links });
    const kinds = ["link.degrade into storage (it can into uplink)"];
    expect(failureOf(other.exit)).toEqual(new Incapable({ agent: "fake", kinds }));
    expect(other.asked).toEqual(["describe"]);
  });

  test("takes a recorded run for its twin; of a real job it runs none, and knows nothing without", async () => {
    const sections = { ...twoCrashes, thresholds: ["effectiveThroughput >= 98 % of twin"] };
    const twin = { effectiveThroughput: 0.95 } as NonNullable<ExperimentOptions["twin"]>;
    const recorded = await live(sections, {}, { twin });
    expect(recorded.asked.filter((request) => request.startsWith("open"))).toEqual(["open Small"]);
    expect(Exit.isSuccess(recorded.exit) && recorded.exit.value).toMatchObject({ verdict: "fail" });
    const real = await live(sections, { capabilities: { virtualTime: false } });
    expect(real.asked.filter((request) => request.startsWith("open"))).toEqual(["open Small"]);
    expect(Exit.isSuccess(real.exit) && real.exit.value).toMatchObject({
      verdict: "unknown",
      doubts: [expect.stringContaining("--twin")],
    });
  });

  test("fails over what cannot be so in a real job, and does not know where something was not measured", async () => {
    const judged = { thresholds: ["effectiveThroughput >= 80 %"] };
    const violated = await outcomeOf(judged, { result: { violations: ["it went back too far"] } });
    expect(violated).toMatchObject({
      verdict: "fail",
      findings: [{ verdict: "fail", reason: "it went back too far" }],
    });
    expect(await outcomeOf(judged, { result: { doubts: ["nobody measured"] } })).toMatchObject({ verdict: "unknown" });
  });

  test("is paced where that is asked for", async () => {
    const { asked } = await live({}, {}, { rate: 1000 });
    expect(asked.filter((request) => request.startsWith("pace 1000"))).toHaveLength(200);
  });
});

describe("what was injected is healed", () => {
  const isHealed = ({ asked, faults }: Awaited<ReturnType<typeof live>>) => {
    expect(asked).toContain("heal a");
    expect(asked).toContain("heal b");
    expect(faults.size).toBe(0);
  };

  test("when the agent refuses something half-way", async () => {
    const refusal = new AgentRefused({ name: "tooMany", reason: "too many requests" });
    const told = await live(twoCrashes, { fail: (request) => (request === "advance 1800" ? refusal : undefined) });
    isHealed(told);
    expect(failureOf(told.exit)).toEqual(new Aborted({ reason: "too many requests", atUs: 1782e6, unhealed: [] }));
  });

  test("when only some of it could be injected", async () => {
    const told = await live(twoCrashes, { fail: (request) => (request === "inject b" ? lost : undefined) });
    expect(told.asked).toContain("heal a");
    expect(told.faults.size).toBe(0);
  });

  test("when the engine itself breaks", async () => {
    const script: Script = {
      shows: (atUs) => {
        if (atUs > 1_000e6) throw new Error("a bug");
        return {};
      },
    };
    const told = await live({ ...twoCrashes, stopWhen: ["nodesDown > 3"] }, script);
    expect(Exit.isFailure(told.exit)).toBe(true);
    isHealed(told);
  });

  test("when it is interrupted; and whoever interrupts is told how far it came, after that", async () => {
    const agent = fakeAgent({ advanceMs: 1_000 });
    const journal = journalFile();
    let told: unknown;
    const program = Effect.gen(function* () {
      const onInterrupted = (nowUs: number) => {
        told = { nowUs, faults: agent.faults.size, journal: readJournal(readFileSync(journal, "utf8")) };
      };
      const fiber = yield* Effect.forkChild(
        runExperiment(experimentOf(twoCrashes), { ...options, journal, onInterrupted }),
      );
      yield* TestClock.adjust(10_500);
      expect(agent.faults.size).toBe(2);
      yield* Fiber.interrupt(fiber);
    });
    await Effect.runPromise(program.pipe(Effect.provide(agent.layer), Effect.provide(TestClock.layer())));
    expect(told).toMatchObject({
      nowUs: 180e6,
      faults: 0,
      journal: { summary: { incomplete: "interrupted", unhealed: [], untilUs: 180e6 } },
    });
  });

  test("or said by name where it could not be, and then it is no pass", async () => {
    const { exit } = await live({ ...twoCrashes, thresholds: ["effectiveThroughput >= 80 %"] }, { stubborn: ["b"] });
    expect(Exit.isSuccess(exit) && exit.value).toMatchObject({
      verdict: "unknown",
      unhealed: ["b"],
      findings: [{ verdict: "unknown", reason: "nobody saw these faults healed: b" }],
    });
  });

  test("or nobody can tell, when the agent is lost for good", async () => {
    let isLost = false;
    const fail = (request: string) => {
      isLost ||= request === "advance 1800";
      return isLost ? lost : undefined;
    };
    const { exit } = await live(twoCrashes, { fail });
    expect(failureOf(exit)).toEqual(new Aborted({ reason: lost.reason, atUs: 1782e6, unhealed: ["a", "b"] }));
  });

  test("by itself, when the agent was restarted and knows nothing of the run", async () => {
    const gone = new AgentRefused({ name: "unknownRun", reason: "there is no such run" });
    let isGone = false;
    const fail = (request: string) => {
      isGone ||= request === "advance 1800";
      return isGone ? gone : undefined;
    };
    const { exit } = await live(twoCrashes, { fail });
    expect(failureOf(exit)).toMatchObject({ unhealed: [] });
  });
});

describe("a lease", () => {
  const during = async (script: Script, minutes: number) => {
    const agent = fakeAgent(script);
    const program = Effect.gen(function* () {
      const fiber = yield* Effect.forkChild(Effect.exit(runExperiment(experimentOf(twoCrashes), options)));
      for (let second = 0; second < minutes * 60; second++) yield* TestClock.adjust(1_000);
      return yield* Fiber.join(fiber);
    });
    const exit = await Effect.runPromise(program.pipe(Effect.provide(agent.layer), Effect.provide(TestClock.layer())));
    return { ...agent, exit };
  };

  test("is renewed three times as often as it must be, for as long as the run takes", async () => {
    const { asked, exit } = await during({ advanceMs: 1_000, leaseMs: 9_000 }, 4);
    expect(Exit.isSuccess(exit)).toBe(true);
    const renewals = asked.filter((request) => request === "renew").length;
    expect(renewals).toBeGreaterThanOrEqual(64);
    expect(renewals).toBeLessThanOrEqual(67);
  });

  test("that is refused ends the experiment: the agent healed everything meanwhile", async () => {
    const expired = new AgentRefused({ name: "leaseExpired", reason: "the lease expired" });
    const fail = (request: string) => (request === "renew" ? expired : undefined);
    const { exit } = await during({ advanceMs: 1_000, fail }, 4);
    expect(failureOf(exit)).toEqual(new Aborted({ reason: "the lease expired", atUs: 36e6, unhealed: [] }));
  });
});

describe("stopWhen", () => {
  const sections = { ...twoCrashes, stopWhen: ["nodesDown > 3", "downtime > 5 minutes for 3 minutes"] };

  test("stops at the first look at which one is so, and heals", async () => {
    const { exit, faults, asked } = await live(sections, { shows: (atUs) => ({ nodesDown: atUs >= 700e6 ? 4 : 0 }) });
    expect(Exit.isSuccess(exit) && exit.value).toMatchObject({
      verdict: "fail",
      stopped: { condition: "nodesDown > 3", atUs: 720e6 },
      findings: [{ reason: "stopped, because nodesDown > 3" }],
    });
    expect(faults.size).toBe(0);
    expect(asked).not.toContain("advance 780");
  });

  test("waits as long as it says", async () => {
    const shows = (atUs: number) => ({ downSinceUs: atUs >= 600e6 ? 0 : null });
    expect((await outcomeOf(sections, { shows })).stopped).toEqual({
      condition: "downtime > 5 minutes for 3 minutes",
      atUs: 780e6,
    });
  });

  test("that never is so changes nothing", async () => {
    const judged = { ...sections, thresholds: ["effectiveThroughput >= 80 %"] };
    expect(await outcomeOf(judged)).toMatchObject({ verdict: "pass", stopped: undefined });
  });
});

describe("the steady state", () => {
  const sections = { ...twoCrashes, steadyState: { holds: ["nodesDown <= 0"], within: "10 minutes" } };
  const down = (from: number, to: number) => (atUs: number) => ({
    nodesDown: atUs >= from * 60e6 && atUs < to * 60e6 ? 1 : 0,
  });
  const strikesUs = [1_200e6, 1_800e6];

  test("holds before, breaks, and comes back in time", async () => {
    expect(await outcomeOf(sections, { strikesUs, shows: down(20, 35) })).toMatchObject({
      verdict: "pass",
      steadyState: { before: true, duringShare: 1 / 16, recoveredAfterUs: 300e6 },
    });
  });

  test("is looked at right before the first fault: where it does not hold, nothing strikes", async () => {
    const { exit, asked } = await live(sections, { strikesUs, shows: down(19.5, 60) });
    expect(Exit.isSuccess(exit) && exit.value).toMatchObject({
      verdict: "unknown",
      steadyState: { before: false },
      findings: [{ reason: "the steady state was not seen to hold before the first fault" }],
    });
    expect(asked).toContain("advance 1199.999999");
    expect(asked).not.toContain("advance 1200");
    expect(asked).toContain("heal a");
  });

  test("that does not come back in time is a failure", async () => {
    expect(await outcomeOf(sections, { strikesUs, shows: down(20, 41) })).toMatchObject({
      verdict: "fail",
      findings: [{ reason: "the steady state did not come back in time after the last fault" }],
    });
  });

  test("that had no time to come back is unknown", async () => {
    const late = { ...sections, steadyState: { holds: ["nodesDown <= 0"], within: "40 minutes" } };
    expect(await outcomeOf(late, { strikesUs, shows: down(20, 61) })).toMatchObject({ verdict: "unknown" });
  });

  test("was not put to the test when no fault struck", async () => {
    expect(await outcomeOf(sections, { strikesUs: [] })).toMatchObject({
      verdict: "unknown",
      findings: [{ reason: "no injected fault struck: nothing was put to the test" }],
    });
  });
});
