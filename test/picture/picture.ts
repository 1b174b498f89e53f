import { join } from "node:path";
import { loadExperiment } from "@ordeal/cli";
import { openRun } from "@ordeal/simulator";

/** The picture at the top of the README: the reference run, half a day a bar, and each fault that stopped the job. */
export const pictureFile = join(import.meta.dirname, "..", "..", "docs", "images", "reference-run.svg");

const [WIDTH, HEIGHT, LEFT, TOP, PLOT] = [880, 230, 56, 34, 140];
/** The share at the foot of the plot: below it no bar of this run comes. */
const FOOT = 0.75;

export const picture = async (): Promise<string> => {
  const loading = await loadExperiment(join(import.meta.dirname, "../../experiments/08-shenzhen-thirty-days.yaml"));
  if ("problems" in loading) throw new Error(JSON.stringify(loading.problems));
  const { experiment } = loading.loaded;
  const run = openRun(experiment, { seed: experiment.seed });
  const bars = 60;
  const widthUs = run.endUs / bars;
  const shares: Array<number> = [];
  let before = 0;
  for (let bar = 1; bar <= bars; bar++) {
    run.advance(bar === bars ? run.endUs : Math.round(bar * widthUs));
    const { progressUs } = run.snapshot();
    shares.push(Math.max(0, (progressUs - before) / widthUs));
    before = Math.max(before, progressUs);
  }
  const { interruptions, metrics } = run.result();
  const x = (atUs: number): string => (LEFT + ((WIDTH - LEFT - 16) * atUs) / run.endUs).toFixed(1);
  const y = (share: number): number => TOP + PLOT * (1 - (Math.max(FOOT, share) - FOOT) / (1 - FOOT));
  const drawn = shares.map((share, bar) => {
    const top = y(share);
    const style = share < 0.95 ? "low" : "high";
    return `<rect class="${style}" x="${x(bar * widthUs)}" y="${top.toFixed(1)}" width="12" height="${(TOP + PLOT - top).toFixed(1)}"/>`;
  });
  const ticks = interruptions.map(({ atUs, recoveryUs }) => {
    const isLong = recoveryUs > 180_000_000;
    return `<rect class="${isLong ? "long" : "stop"}" x="${x(atUs)}" y="${TOP + PLOT + 6}" width="2" height="${isLong ? 14 : 8}"/>`;
  });
  const lines = [1, 0.95, 0.9, 0.8].map(
    (share) =>
      `<line x1="${LEFT}" x2="${WIDTH - 16}" y1="${y(share).toFixed(1)}" y2="${y(share).toFixed(1)}" class="${share === 0.95 ? "target" : "grid"}"/>` +
      `<text x="${LEFT - 8}" y="${(y(share) + 4).toFixed(1)}" text-anchor="end">${Math.round(share * 100)} %</text>`,
  );
  const days = [0, 5, 10, 15, 20, 25, 30].map(
    (day) =>
      `<text x="${x((run.endUs * day) / 30)}" y="${TOP + PLOT + 40}" text-anchor="${day === 30 ? "end" : "middle"}">day ${day}</text>`,
  );
  const throughput = ((metrics.effectiveThroughput ?? 0) * 100).toFixed(2);
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="Effective throughput of the reference run, half a day a bar: ${throughput} % over thirty days, with ${interruptions.length} interruptions">
<style>
svg { background: #fff } text { font: 12px system-ui, sans-serif; fill: #444 } .title { font-weight: 600; fill: #111 }
.high { fill: #2f7d5b } .low { fill: #c2643a } .grid { stroke: #ddd } .target { stroke: #111; stroke-dasharray: 4 3 }
.stop { fill: #888 } .long { fill: #b3261e }
</style>
<text class="title" x="${LEFT}" y="20">Thirty days on 14,000 cards: effective throughput ${throughput} % (target 95 %), half a day a bar; below, ${interruptions.length} interruptions</text>
${[...lines, ...drawn, ...ticks, ...days].join("\n")}
</svg>
`;
};
