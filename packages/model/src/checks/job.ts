import type { ExperimentParts } from "../experiment.ts";
import type { Report } from "./experiment.ts";
import { checkInstant } from "./instant.ts";

export const checkJob = (parts: ExperimentParts, report: Report): void => {
  const { job, cluster } = parts;
  if (job === undefined) return;
  for (const [index, { at }] of job.maintenance.entries()) {
    checkInstant(at, ["job", "maintenance", index, "at"], parts, report);
  }
  if (cluster === undefined) return;
  if (job.nodes > cluster.nodes) {
    report(["job", "nodes"], `expected at most the cluster's ${cluster.nodes} nodes, found ${job.nodes}`);
  }
  const cards = job.nodes * cluster.cardsPerNode;
  const cardsPerReplica = job.cardsPerReplica ?? cluster.cardsPerNode;
  if (cards % cardsPerReplica !== 0) {
    report(["job", "cardsPerReplica"], `expected a divisor of the job's ${cards} cards, found ${cardsPerReplica}`);
  } else if (job.replicasMin !== undefined && job.replicasMin > cards / cardsPerReplica) {
    report(
      ["job", "replicasMin"],
      `expected at most the job's ${cards / cardsPerReplica} replicas, found ${job.replicasMin}`,
    );
  }
};
