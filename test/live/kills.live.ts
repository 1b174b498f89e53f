import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { OrdealProcess, startEngine, until, wait } from "../support/processes.ts";
import { experimentFile, labFile } from "./lab.ts";
import { jobOf, leftovers, noLab, throttles } from "./machine.ts";

/** How many kills are drawn; CI draws fewer. */
const KILLS = Number(process.env.ORDEAL_KILLS ?? 100);
const LEASE_MS = 2_000;
/** How long taking a lab down may take after its agent was found to be gone. */
const DOWN_MS = 60_000;

const faults = [
  { kind: "card.hang", target: "sn00/n01/c0" },
  { kind: "card.slow", target: "sn00/n00/c0", speed: "30 %" },
  { kind: "node.crash", target: "sn00/n01" },
  { kind: "link.down", target: "sn00/n00/up00" },
  { kind: "link.flap", target: "sn00/n01/up00", up: "300 ms", down: "300 ms" },
  { kind: "link.degrade", target: "sn00/n01/up00", share: "1 %" },
  { kind: "switch.down", target: "tor00a" },
  { kind: "storage.slow", share: "1 %" },
  { kind: "storage.down" },
  { kind: "checkpoint.corrupt" },
  { kind: "job.crash" },
];

const draws = fc.record({
  fault: fc.constantFrom(...faults),
  victim: fc.constantFrom("the engine", "the agent", "both", "the agent, which stands still"),
  /** When, after the agent was started: while the lab is made, the job starts, the fault is there, or is healed. */
  atMs: fc.integer({ min: 0, max: 16_000 }),
});

describe.skipIf(noLab !== undefined)(`whoever is killed, nothing is left behind${noLab ? ` (${noLab})` : ""}`, () => {
  const seed = Number(process.env.ORDEAL_SEED ?? Math.floor(Math.random() * 2 ** 31));
  for (const [nth, { fault, victim, atMs }] of fc.sample(draws, { numRuns: KILLS, seed }).entries()) {
    const what = `kill ${nth + 1}: ${victim} after ${atMs} ms, under ${fault.kind} (ORDEAL_SEED=${seed})`;
    test(what, { timeout: 180_000 }, async () => {
      const lab = `kill-${process.pid}-${nth}`;
      const before = throttles();
      const agent = new OrdealProcess([
        ...["agent", "--quiet", "--port", "0", "--lease", `${LEASE_MS} ms`],
        ...["--live", labFile(lab)],
      ]);
      const experiment = experimentFile({ faults: [{ ...fault, at: "1 second", duration: "6 seconds" }] });
      const untilMs = performance.now() + atMs;
      let engine: ReturnType<typeof startEngine> | undefined;
      for (; performance.now() < untilMs; await wait(20)) {
        const url = /ws:\/\/\S+(?=\/v1)/.exec(agent.out)?.[0];
        if (url !== undefined) engine ??= startEngine(experiment, ["--agent", url]);
      }
      if (victim !== "the agent" && victim !== "the agent, which stands still") engine?.child.kill("SIGKILL");
      if (victim === "the agent, which stands still") agent.child.kill("SIGSTOP");
      else if (victim !== "the engine") agent.child.kill("SIGKILL");
      if (victim === "the engine") {
        await wait(LEASE_MS * 2);
        expect(jobOf(lab).filter(({ state }) => state === "T")).toEqual([]);
        agent.child.kill("SIGINT");
      }
      await until(() => leftovers(lab).length === 0, `nothing is left of lab ${lab}`, DOWN_MS).catch(() => {
        expect(leftovers(lab)).toEqual([]);
      });
      expect(throttles()).toBe(before);
    });
  }
});
