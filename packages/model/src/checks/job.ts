import type { ExperimentParts } from "../experiment.ts";
import { checkInstant } from "./instant.ts";
import type { Report } from "./report.ts";

export const checkJob = (parts: ExperimentParts, report: Report): void => {
  const { job, cluster, fields } = parts;
  for (const [index, { at }] of (fields.job.maintenance ?? []).entries()) {
    checkInstant(at, ["job", "maintenance", index, "at"], parts, report);
  }
  const { nodes } = fields.cluster;
  if (nodes !== undefined && fields.job.nodes !== undefined && fields.job.nodes > nodes) {
    report(["job", "nodes"], `expected at most the cluster's ${nodes} nodes, found ${fields.job.nodes}`);
  }
  if (job === undefined || cluster === undefined) return;
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
