import { useOfPreset } from "../presets/presets.ts";
import type { Answers } from "./answers.ts";
import { cards } from "./cards.ts";

/** Where the JSON Schema for editors lies, from the experiment's folder. */
export const SCHEMA_FILE = ".ordeal/experiment.schema.json";

/** An experiment to start from, as YAML with comments. Nothing of another machine is taken over without a word. */
export const experimentText = (answers: Answers): string => {
  const { nodes, step, checkpoint, target, days } = answers;
  return `# yaml-language-server: $schema=./${SCHEMA_FILE}
# Written by ordeal init. What says "assumed" is nobody's measurement: put your own numbers there.
title: Does our job keep ${target}?
seed: 1 # the same seed gives the same run, byte for byte
duration: ${days} days

cluster:
${clusterLines(answers)}

job:
  nodes: ${nodes}
  step: ${step}
  linearity: 95 % # assumed: 5 % of a step is communication that nothing hides
  mfu: 40 % # assumed; only the figure of effective FLOP a second depends on it

checkpoint:
  interval: ${checkpoint}
  tiers:
    - { stall: 10 seconds, persist: 1 minute, load: 1 minute } # assumed

recovery:
  policy: restart # or mindcluster, flash, elastic, or a ladder of your own
  restart: 3 minutes # assumed: from noticing a failure to loading the checkpoint
  detect: { crash: 30 seconds, hang: 10 minutes } # assumed

hazards: # faults that come by themselves
  - id: nodes
    source: Kokolis et al., arXiv 2410.21680, RSC-1
    rate: 6.50 per 1,000 node-days # theirs; yours is in your own logs
    kinds:
      - { kind: node.crash, weight: 8 } # the weights are assumed
      - { kind: card.hang, weight: 1 }
      - { kind: job.crash, weight: 1 }
  - id: links
    source: Alibaba HPN
    rate: 0.057 % per link-month
    kinds: [{ kind: link.down }]

faults: [] # faults at an instant of your choice, such as { kind: card.crash, target: sn00/n00/c0, at: 1 hour }

# What ordeal hunt may try.
budget: at most 2 card faults and 1 link fault, any two at least 1 minute apart, within 24 hours

thresholds:
  - effectiveThroughput >= ${target}
  - recoveryTime p90 <= 30 minutes
`;
};

/** The machine: a preset under what is ours, or all of it, nothing of another machine taken over without a word. */
const clusterLines = (answers: Answers): string => {
  const { preset, nodes, spares } = answers;
  const own = `  name: ours
  nodes: ${nodes + spares} # ${nodes} for the job, ${spares} spare`;
  return preset === undefined
    ? `${own}\n${partLines(answers)}`
    : `  use: ${useOfPreset(preset)} # its figures, each with its source or "assumed", are in the reference, under Presets
${own}
  # What is different at your site stands here, and wins: storage: { read: 100 GB/s, write: 100 GB/s }`;
};

const partLines = ({ cardsPerNode, card, nodesPerSupernode }: Answers): string => {
  const { model, memory, clockMHz, cooling, flops, flopsOf, loadW, loadOf } = cards[card];
  const isJoined = nodesPerSupernode > 1;
  return `  cardsPerNode: ${cardsPerNode}
  nodesPerSupernode: ${nodesPerSupernode} # ${isJoined ? "nodes in one scale-up domain" : "the scale-up fabric ends at the node"}
  scaleUp: { planes: ${isJoined ? 1 : 0} } # ${isJoined ? "assumed: one plane joins a supernode" : "no fabric between nodes but the scale-out one"}
  scaleOut: { uplinks: ${cardsPerNode}, tors: 2 } # assumed: a port for each card, to two ToR switches
  failover: 5 seconds # assumed
  cutProbability: 5 % # assumed
  storage: { read: 100 GB/s, write: 100 GB/s } # assumed
  cooling: { use: cooling/${cooling}, loadW: ${loadW} } # watts a card: ${loadOf}; the other figures of cooling are assumed
  card: { model: ${model}, memory: ${memory}, clockMHz: ${clockMHz} } # what sensors show
  cardFlops: ${flops} # ${flopsOf}
  pue: 1.2 # assumed
  repair: { lognormal: { median: 20 hours, mean: 30 hours } } # assumed`;
};
