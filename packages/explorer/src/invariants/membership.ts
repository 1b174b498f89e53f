import type { AnyEvent } from "@ordeal/model";
import { Findings } from "./findings.ts";
import type { Follower, Invariant, RunEvidence } from "./invariant.ts";
import type { RunWatch } from "./watch/run-watch.ts";

/** Who takes down a node that its links left without any bandwidth: the job stalls, and need not stop. */
const FABRIC = "fabric";

/** docs/model.md, Invariants: who is in the job, who is spare and who is down, and that the job never steps on a node that is down. */
export const membership: Invariant = {
  name: "membership",
  says: "no node is both spare and in the job, and none is down in the job while it steps",
  follow({ scenario }: RunEvidence, { job, nodes }: RunWatch): Follower {
    const findings = new Findings("membership");
    const { cardsPerNode } = scenario.cluster;
    const cardsPerReplica = scenario.job.cardsPerReplica ?? cardsPerNode;
    let replicas = (scenario.job.nodes * cardsPerNode) / cardsPerReplica;
    let nowUs = 0;
    /** A node of the job that went down while it was up: the job must stop before time passes. */
    let struck: (AnyEvent & { type: "node.down" }) | undefined;
    /** Nodes that were already reported in this stretch of stepping. */
    let reported = new Set<number>();

    const timePasses = (event: AnyEvent) => {
      if (struck !== undefined)
        findings.at(struck, `${struck.data.node} of the job went down, and the job did not stop`);
      struck = undefined;
      if (job.mode !== "stepping") return;
      for (const node of nodes.downInJob) {
        if (!reported.has(node))
          findings.at(event, `the job stepped until here with node ${node} down (${nodes.down.get(node)})`);
      }
      reported = new Set(nodes.downInJob);
    };

    const look = (event: AnyEvent) => {
      if (
        event.type !== "node.down" &&
        event.type !== "node.up" &&
        event.type !== "node.assigned" &&
        event.type !== "node.removed" &&
        event.type !== "node.quarantined" &&
        event.type !== "node.released"
      )
        return;
      const { node: name } = event.data;
      const node = nodes.places.node(name);
      const [isInJob, isDown, isQuarantined] = [nodes.inJob, nodes.down, nodes.quarantined].map((all) => all.has(node));
      const wrong = (message: string) => findings.at(event, `${name} ${message}`);
      if (node < 0) return wrong("is no node of the cluster");
      switch (event.type) {
        case "node.down":
          if (isDown) wrong("goes down, and it is down");
          if (isInJob && job.isUp && event.data.faultId !== FABRIC) struck = event;
          return;
        case "node.up":
          if (!isDown) wrong("comes up, and it was not down");
          return;
        case "node.assigned":
          if (isInJob) wrong("is assigned, and it is in the job");
          if (isDown) wrong(`is assigned, and it is down (${nodes.down.get(node)})`);
          if (isQuarantined) wrong("is assigned, and it is quarantined");
          return;
        case "node.removed":
          if (!isInJob) wrong("is removed, and it is not in the job");
          return;
        case "node.quarantined":
          if (isInJob) wrong("is quarantined, and it is in the job");
          return;
        case "node.released":
          if (!isQuarantined) wrong("is released, and it was not quarantined");
      }
    };

    const see = (event: AnyEvent) => {
      if (event.atUs > nowUs) timePasses(event);
      nowUs = event.atUs;
      look(event);
      if (event.type === "job.stopped") struck = undefined;
      if (event.type === "job.shrunk" || event.type === "job.grown") replicas = event.data.replicas;
      if (event.type === "job.resumed") {
        reported = new Set();
        const possible = Math.floor((nodes.inJob.size * cardsPerNode) / cardsPerReplica);
        if (possible !== replicas) {
          findings.at(event, `resumes with ${replicas} replicas on ${nodes.inJob.size} nodes, which hold ${possible}`);
        }
      }
    };
    return { violations: findings.violations, see };
  },
};
