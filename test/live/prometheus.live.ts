import { spawn, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { remote } from "@ordeal/agent";
import { runExperiment } from "@ordeal/engine";
import { decodeExperiment } from "@ordeal/model";
import * as Effect from "effect/Effect";
import { expect, test } from "vitest";
import { agentHere } from "../support/agent-here.ts";

const why =
  spawnSync("prometheus", ["--version"]).status === 0 ? "" : " [needs prometheus: apt-get install prometheus]";

const freePort = (): Promise<number> =>
  new Promise((done) => {
    const server = createServer().listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => done(typeof address === "object" ? (address?.port ?? 0) : 0));
    });
  });

/** A minute of the cluster a second: a crash after five minutes, from which the job takes four to come back. */
const experimentOf = (prometheus: string, alert: string) => {
  const decoded = decodeExperiment({
    title: "Does our alert fire?",
    duration: "12 minutes",
    cluster: { name: "small", nodes: 4, cardsPerNode: 8, nodesPerSupernode: 4 },
    job: { nodes: 4, step: "1 second" },
    checkpoint: { interval: "1 minute", tiers: [{ stall: "1 second", persist: "5 seconds", load: "20 seconds" }] },
    recovery: { restart: "4 minutes" },
    faults: [{ id: "crash", kind: "job.crash", at: "5 minutes" }],
    probe: "20 seconds",
    probes: [
      {
        name: "alert",
        prometheus,
        query: `count(ALERTS{alertname="${alert}",alertstate="firing"}) or vector(0)`,
        timeout: "5 seconds",
        expect: [">= 1 within 4 minutes"],
      },
    ],
  });
  if ("value" in decoded) return decoded.value;
  throw new Error(JSON.stringify(decoded.problems));
};

/** A Prometheus that scrapes the agent four times a second, with one alert rule; its address. */
const startPrometheus = async (
  target: string,
  folder: string,
  whenOver: (end: () => void) => void,
): Promise<string> => {
  writeFileSync(
    join(folder, "rules.yml"),
    "groups: [{ name: ordeal, rules: [{ alert: JobStands, expr: ordeal_job_speed_ratio == 0 }] }]\n",
  );
  writeFileSync(
    join(folder, "prometheus.yml"),
    [
      "global: { scrape_interval: 250ms, scrape_timeout: 250ms, evaluation_interval: 250ms }",
      `rule_files: [${join(folder, "rules.yml")}]`,
      `scrape_configs: [{ job_name: ordeal, static_configs: [{ targets: ["${target}"] }] }]`,
    ].join("\n"),
  );
  const port = await freePort();
  const child = spawn(
    "prometheus",
    [
      `--config.file=${join(folder, "prometheus.yml")}`,
      `--storage.tsdb.path=${join(folder, "data")}`,
      `--web.listen-address=127.0.0.1:${port}`,
    ],
    { stdio: "ignore" },
  );
  whenOver(() => child.kill("SIGKILL"));
  const url = `http://127.0.0.1:${port}`;
  for (let tries = 0; tries < 300; tries++) {
    const isReady = await fetch(`${url}/-/ready`).then(
      ({ ok }) => ok,
      () => false,
    );
    if (isReady) return url;
    await sleep(100);
  }
  throw new Error("prometheus did not start within 30 s");
};

test.skipIf(why !== "")(
  `whether an alert fires within minutes of a fault is a threshold${why}`,
  async ({ onTestFinished }) => {
    const folder = mkdtempSync(join(tmpdir(), "ordeal-prometheus-"));
    onTestFinished(() => rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 }));
    const { url, port } = await agentHere(onTestFinished);
    const prometheus = await startPrometheus(`127.0.0.1:${port}`, folder, onTestFinished);
    const outcomeOf = (alert: string) =>
      Effect.runPromise(
        runExperiment(experimentOf(prometheus, alert), { version: "test", rate: 60 }).pipe(
          Effect.provide(remote({ url })),
        ),
      );
    const [fires, misses] = await Promise.all([outcomeOf("JobStands"), outcomeOf("NobodyWroteThis")]);
    expect(fires).toMatchObject({ verdict: "pass", judgements: [{ held: true }] });
    expect(misses).toMatchObject({ verdict: "fail", judgements: [{ held: false }] });
  },
);
