import { execFile } from "node:child_process";
import { readdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { promisify, stripVTControlCharacters } from "node:util";
import { expect, test } from "vitest";
import { folder } from "./support.ts";

const root = resolve(import.meta.dirname, "../../../..");
const vitest = join(root, "node_modules/vitest/vitest.mjs");
const face = "@ordeal/explorer/vitest";

const experiment = `title: A drill
duration: 3 hours
cluster: { name: small, nodes: 6, nodesPerSupernode: 6 }
job: { nodes: 4, step: 10 seconds }
checkpoint: { interval: 10 minutes, tiers: [{ stall: 10 seconds, persist: 30 seconds, load: 20 seconds }] }
thresholds: [lostWork max <= 7 minutes]
`;

const kept = 'counterexamples: new URL("./kept", import.meta.url).pathname,';

const testOf = (
  budget: string,
  ...more: ReadonlyArray<string>
): string => `import { readExperiment } from "@ordeal/cli";
import { everyTimelineWithin } from "${face}";

everyTimelineWithin("${budget}", {
  keepsTheTargetOf: await readExperiment(new URL("./drill.yaml", import.meta.url)),
  timelines: 100,
  ${more.join("\n  ")}
});
`;

const fixed = `import { readCounterexample } from "@ordeal/cli";
import { thisTimeline } from "${face}";

const { timeline, experiment } = await readCounterexample(new URL("./once.timeline.yaml", import.meta.url));

thisTimeline(timeline, { keepsTheTargetOf: experiment });
`;

test("a CI run shows what held, the story of what did not, and how to give a seed", async () => {
  // These lie in the repository, so that the packages are found, by names that no other run takes for its own.
  const project = folder(
    {
      "drill.yaml": experiment,
      "sound.spec.ts": testOf("at most 1 link.degrade fault", "seed: 1,"),
      "weak.spec.ts": testOf("at most 1 card.crash fault", "seed: 1,", kept),
      "once.timeline.yaml": "title: It broke\non: ./drill.yaml\nfaults:\n  - { kind: job.crash, at: 59 minutes }\n",
      "fixed.spec.ts": fixed,
      "seedless.spec.ts": testOf("at most 1 card.crash fault"),
    },
    import.meta.dirname,
  );
  const { NO_COLOR: _, ...env } = process.env;
  // One process for all files takes a third of the time; Node loads the packages itself, as it does installed ones.
  const native = ["--experimental.viteModuleRunner=false", "--experimental.nodeLoader=false"];
  const flags = ["--root", project, "--maxWorkers", "1", "--no-isolate", ...native];
  const run = promisify(execFile)(process.execPath, [vitest, "run", ...flags], { cwd: root, env: { ...env, CI: "1" } });
  const { code, stdout, stderr } = await run.catch((error) => error);
  const said = stripVTControlCharacters(stdout + stderr);
  expect(code).toBe(1);
  expect(said).toContain("✓ sound.spec.ts");
  expect(said).toContain('FAIL  weak.spec.ts > every timeline within "at most 1 card.crash fault" keeps the target of');
  expect(said).toContain("Broken: lostWork max <= 7 minutes: not with one fault");
  expect(said).toContain("Why that breaks it: lostWork max <= 7 minutes, and the run came to ");
  expect(said).toMatch(/Again: pnpm ordeal replay \S+\/kept\/a-drill-seed-1\.timeline\.yaml\n/);
  expect(said).not.toContain("src/hunt");
  expect(said).toContain("FAIL  seedless.spec.ts");
  expect(said).toMatch(/everyTimelineWithin needs a seed, .* found undefined. Add, for example, seed: \d+/);
  expect(said).toContain(
    'FAIL  fixed.spec.ts > "A drill" keeps its target under a timeline that once broke it: It broke',
  );
  expect(said).toMatch(/Again: pnpm vitest run --root \S*test\/vitest\/ordeal-\w+ fixed\.spec\.ts\n/);
  expect(said).toContain("Tests  2 failed | 1 passed (3)");
  expect(readdirSync(join(project, "kept"))).toEqual(["a-drill-seed-1.timeline.yaml"]);
});
