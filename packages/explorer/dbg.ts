import { decodeExperiment, parseThreshold } from "@ordeal/model";
import { estimateRare } from "./src/rare/rare.ts";

const read = decodeExperiment({
  title: "C",
  duration: "1 day",
  cluster: { name: "small", nodes: 6, nodesPerSupernode: 6 },
  job: { nodes: 4, step: "10 seconds" },
  checkpoint: { interval: "10 minutes", tiers: [{ stall: "10 seconds", persist: "30 seconds", load: "20 seconds" }] },
  recovery: { restart: "90 seconds" },
  hazards: [{ id: "crashes", rate: `3 per day`, kinds: [{ kind: "job.crash" }], exposed: "always" }],
}) as any;
const drain = (g: any) => {
  for (;;) {
    const s = g.next();
    if (s.done) return s.value;
  }
};
for (const [limit, truth] of [
  [9, 0.0011024881],
  [10, 0.00029233693],
] as const) {
  const all: number[] = [];
  for (let s = 0; s < 12; s++)
    all.push(
      ...drain(
        estimateRare(read.value, parseThreshold(`faultsOnJob <= ${limit}`) as any, {
          firstSeed: 1 + s * 7_000_000,
          runs: 1000,
        }),
      ).estimates,
    );
  const mean = all.reduce((a, b) => a + b) / all.length;
  const sd = Math.sqrt(all.reduce((a, b) => a + (b - mean) ** 2, 0) / (all.length - 1));
  console.log(
    limit,
    truth,
    mean,
    sd / Math.sqrt(all.length),
    (mean - truth) / (sd / Math.sqrt(all.length)),
    all.length,
    sd / mean,
  );
}
