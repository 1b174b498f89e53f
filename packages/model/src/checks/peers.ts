import type { Checkpoint, Tier } from "../checkpoint.ts";
import { type Cluster, loopsOf } from "../cluster.ts";
import type { ExperimentParts } from "../experiment.ts";
import type { Job } from "../job.ts";
import type { Path } from "../problem.ts";
import type { Report } from "./report.ts";

/** Whether the copies of a tier in peers' memory have where to lie. */
export const checkPeers = ({ tiers }: Checkpoint, path: Path, { cluster, job }: ExperimentParts, report: Report) => {
  tiers.forEach((tier, index) => {
    const { peers, medium, survives } = tier;
    if (peers === undefined) return;
    const at = [...path, "tiers", index];
    if (medium !== "memory")
      report([...at, "peers"], 'peers says where copies in memory lie: expected "medium: memory" beside it');
    if (survives !== undefined)
      report(
        [...at, "survives"],
        "peers says what the copies outlive, node by node: expected one of survives and peers, found both",
      );
    if (cluster === undefined || job === undefined) return;
    const domains = domainsOfJob(peers.apart, cluster, job);
    if (peers.copies < domains) return;
    report(
      [...at, "peers"],
      `a node and its ${peers.copies === 1 ? "copy need 2 domains" : `${peers.copies} copies need ${peers.copies + 1} domains`} of failure (apart: ${peers.apart}), and the job lies in ${domains}: ask for fewer copies, or for them to be less far apart`,
    );
  });
};

/** How many domains of a kind the job's nodes lie in at the least: they are packed into the first supernodes. */
const domainsOfJob = (apart: NonNullable<Tier["peers"]>["apart"], cluster: Cluster, job: Job): number => {
  if (apart === "node") return job.nodes;
  const supernodes = Math.ceil(job.nodes / cluster.nodesPerSupernode);
  if (apart === "supernode") return supernodes;
  return apart === "site" ? 1 : loopsOf(cluster).filter(({ from }) => from < supernodes).length;
};
