import { assumedLines } from "../dry-run/assumed.ts";
import { describeCluster } from "../dry-run/describe.ts";
import { wrap } from "../print/wrap.ts";
import type { Summarized } from "./summarized.ts";

const WIDTH = 80;

/** Which machine it ran on, and what of it nobody had said. */
export const clusterSection = ({ experiment, assumed, style }: Summarized): ReadonlyArray<string> => [
  style("bold", "Cluster"),
  ...wrap(describeCluster(experiment.cluster), WIDTH - 2, "  ").map((line) => `  ${line}`),
  ...assumedLines(assumed).flatMap((line) => wrap(line, WIDTH - 2, "  ").map((one) => `  ${style("yellow", one)}`)),
];
