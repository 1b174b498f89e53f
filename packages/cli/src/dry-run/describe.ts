import {
  type Checkpoint,
  type Cluster,
  cardsOf,
  counted,
  type Experiment,
  humanDuration,
  humanMetric,
  humanNumber,
  type Job,
  loopsOf,
  percent,
  type Recovery,
  supernodesOf,
  type Takes,
} from "@ordeal/model";

/** The parts of an experiment, each in a sentence. */
export const describeCluster = (cluster: Cluster): string =>
  `${cluster.name}: ${counted(cardsOf(cluster), "card")} on ${counted(cluster.nodes, "node")} in ${counted(supernodesOf(cluster), "supernode")}, cooled by ${counted(loopsOf(cluster).length, "loop")}; ${describeCard(cluster)}`;

/** What a card of it is, by the figures that verdicts and reports show. */
const describeCard = ({ card, cardFlops, cooling }: Cluster): string =>
  `a card is ${card.model}: ${humanMetric(cardFlops, "flops")} (dense bf16), ${humanNumber(cooling.loadW)} W`;

export const describeJob = (job: Job, cluster: Cluster): string => {
  const cards = job.nodes * cluster.cardsPerNode;
  const spares = job.spares === "unlimited" ? "unlimited spares" : counted(cluster.nodes - job.nodes, "spare");
  const replicas = cards / (job.cardsPerReplica ?? cluster.cardsPerNode);
  const exposed = job.linearity === 1 ? "" : `, of which ${percent(1 - job.linearity)} waits for communication`;
  return `${counted(job.nodes, "node")} (${counted(cards, "card")}) in ${counted(replicas, "replica")}, ${spares}; a step takes ${humanDuration(job.step)}${exposed}`;
};

export const describeCheckpoint = ({ interval, tiers }: Checkpoint): string => {
  const places = tiers.map(({ name, stall, persist, load, survives = "site", peers, interval: own }) => {
    const times = [
      own === undefined ? "" : describeInterval(own),
      `blocks for ${humanDuration(stall)}`,
      persist === undefined ? "" : `persists in ${humanDuration(persist)}`,
      load === undefined ? "" : `loads in ${humanDuration(load)}`,
      peers === undefined
        ? `survives the loss of a ${survives}`
        : `${peers.copies === 1 ? "a copy" : `${peers.copies} copies`} of each node's shard in another ${peers.apart}`,
    ];
    return `${name} (${times.filter((time) => time !== "").join(", ")})`;
  });
  // Where every tier has an interval of its own, nothing is saved by the common one.
  const common = tiers.every((tier) => tier.interval !== undefined) ? "" : `${describeInterval(interval)} `;
  return `${common}to ${places.join(" and ")}`;
};

const describeInterval = (interval: Checkpoint["interval"]): string => {
  if (typeof interval === "number") return `every ${humanDuration(interval)}`;
  if (typeof interval === "function") return "as often as a function of the experiment says";
  return typeof interval === "string"
    ? `as often as ${interval === "young" ? "Young" : "Daly"}'s formula says`
    : `every ${counted(interval.steps, "step")}`;
};

export const describeRecovery = ({ policy, detect, restart, spares }: Recovery): string => {
  const ladder =
    typeof policy === "string"
      ? `policy "${policy}"`
      : typeof policy === "function"
        ? "a policy of the experiment's own"
        : `ladder ${policy.ladder.map(({ name }) => name).join(" → ")}`;
  // The rungs of one's own ladder bring their own times.
  const full = typeof policy === "string" ? [`a full restart takes ${describeTakes(restart)}`] : [];
  const noticed = `crashes noticed in ${humanDuration(detect.crash)}, hangs in ${humanDuration(detect.hang)}`;
  return [ladder, noticed, ...full, `${spares} spares`].join("; ");
};

const describeTakes = (takes: Takes): string => {
  if (typeof takes === "number") return humanDuration(takes);
  if ("fixed" in takes) return humanDuration(takes.fixed);
  if ("exponential" in takes) return `${humanDuration(takes.exponential.mean)} on average (exponential)`;
  const { median, mean } = takes.lognormal;
  return `${humanDuration(median)} in the median and ${humanDuration(mean)} on average (lognormal)`;
};

/** How long it runs, from where, and what changes on the way. */
export const describeRun = ({ duration, seed, startsAt, changes }: Experiment): string => {
  const from =
    startsAt === undefined ? "" : ` from ${new Date(startsAt).toISOString().slice(0, 16).replace("T", " ")} UTC`;
  const changing = changes.length === 0 ? "" : `; ${counted(changes.length, "change")} of settings on the way`;
  return `${humanDuration(duration)}${from}, seed ${seed}${changing}`;
};
