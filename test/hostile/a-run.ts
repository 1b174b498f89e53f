import { mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { remote } from "@ordeal/agent";
import { type LoadedExperiment, runExperiment } from "@ordeal/cli";
import { decodeExperiment } from "@ordeal/model";
import * as Effect from "effect/Effect";
import * as Exit from "effect/Exit";

/** How long an answer may take here; what is tested is the same ten seconds. */
export const ANSWER_MS = 700;

/** Three hours in which a card crashes, and a second fault lasts past the end; the run passes on an honest agent. */
export const loadedOf = (sections: object = {}): LoadedExperiment => {
  const decoded = decodeExperiment({
    title: "One card crashes",
    seed: 1,
    duration: "3 hours",
    cluster: { name: "four", nodes: 5, cardsPerNode: 8, nodesPerSupernode: 5 },
    job: { nodes: 4, step: "10 seconds" },
    checkpoint: { interval: "10 minutes", tiers: [{ stall: "10 seconds", persist: "30 seconds", load: "20 seconds" }] },
    recovery: { restart: "90 seconds" },
    faults: [
      { id: "crash", kind: "card.crash", target: "sn00/n01/c3", at: "50 minutes" },
      { id: "slow", kind: "card.slow", target: "sn00/n00/c0", at: "170 minutes", speed: "90 %" },
    ],
    thresholds: ["interruptions <= 1", "effectiveThroughput >= 80 %"],
    ...sections,
  });
  if ("problems" in decoded) throw new Error(JSON.stringify(decoded.problems));
  return { file: "e.yaml", name: "e", experiment: decoded.value, overrides: [] };
};

/** What a run on an agent came to: its verdict or the error that it ended with, its reasons, and its journal. */
export const ran = async (url: string, loaded = loadedOf(), rate?: number, answerMs = ANSWER_MS) => {
  const outputs = { journal: join(mkdtempSync(join(tmpdir(), "ordeal-")), "j.ndjson"), result: "/dev/null" };
  const elsewhere = { url, layer: remote({ url, answerMs }) };
  const running = runExperiment(loaded, { elsewhere, outputs, ...(rate === undefined ? {} : { rate }) });
  const startedMs = performance.now();
  const exit = await Effect.runPromiseExit(running);
  const tookMs = performance.now() - startedMs;
  const journal = readFileSync(outputs.journal, { encoding: "utf8", flag: "a+" });
  if (Exit.isSuccess(exit)) {
    const { verdict, findings, unhealed } = exit.value.document;
    return { verdict, reasons: findings.map(({ reason }) => reason).join("; "), unhealed, tookMs, journal };
  }
  const failure = exit.cause.reasons.find((reason) => reason._tag === "Fail")?.error;
  if (failure?._tag !== "AgentFailed") throw new Error(`expected the agent's failure, found ${String(exit.cause)}`);
  return { verdict: "none", reasons: failure.reason, unhealed: failure.unhealed, tookMs, journal };
};
