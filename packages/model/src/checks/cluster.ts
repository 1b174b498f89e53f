import { loopsOf, supernodesOf } from "../cluster.ts";
import type { ExperimentParts } from "../experiment.ts";
import type { RepairLaw } from "../law.ts";
import type { Path } from "../problem.ts";
import { printDuration } from "../units/duration.ts";
import type { Report } from "./experiment.ts";

export const checkCluster = ({ cluster }: ExperimentParts, report: Report): void => {
  if (cluster === undefined) return;
  const { cooling } = cluster;
  if ((cluster.nodesPerRack ?? 1) > cluster.nodesPerSupernode) {
    report(
      ["cluster", "nodesPerRack"],
      `expected at most nodesPerSupernode (${cluster.nodesPerSupernode}), found ${cluster.nodesPerRack}`,
    );
  }
  const ladder = ["coolantC", "resumeC", "throttleC", "tripC"] as const;
  for (const [index, key] of ladder.entries()) {
    const below = ladder[index - 1];
    if (below !== undefined && cooling[key] <= cooling[below]) {
      report(
        ["cluster", "cooling", key],
        `expected more than ${below} (${cooling[below]} °C), found ${cooling[key]} °C`,
      );
    }
  }
  if (cooling.idleW > cooling.loadW) {
    report(["cluster", "cooling", "idleW"], `expected at most loadW (${cooling.loadW} W), found ${cooling.idleW} W`);
  }
  if (cooling.ambientConductanceWPerK > cooling.conductanceWPerK) {
    report(
      ["cluster", "cooling", "ambientConductanceWPerK"],
      `expected at most conductanceWPerK (${cooling.conductanceWPerK})`,
    );
  }
  checkRepair(cluster.repair, ["cluster", "repair"], report);
  if (cooling.loops === undefined) return;
  if (cooling.supernodesPerLoop !== undefined) {
    report(["cluster", "cooling", "supernodesPerLoop"], "expected either loops or supernodesPerLoop, found both");
  }
  const owner = new Map<number, number>();
  const supernodes = supernodesOf(cluster);
  loopsOf(cluster).forEach(({ from, to }, loop) => {
    const path = ["cluster", "cooling", "loops", loop];
    if (to < from || to >= supernodes) {
      report(path, `expected supernodes between 0 and ${supernodes - 1}, in order, found ${from} to ${to}`);
      return;
    }
    for (let supernode = from; supernode <= to; supernode++) {
      const other = owner.get(supernode);
      if (other !== undefined) {
        report(path, `overlaps loop cdu${other}: both serve supernode ${supernode}; a supernode has one loop`);
        return;
      }
      owner.set(supernode, loop);
    }
  });
  if (owner.size < supernodes && owner.size > 0) {
    const missing = Array.from({ length: supernodes }, (_, s) => s).find((s) => !owner.has(s));
    report(["cluster", "cooling", "loops"], `expected a loop for every supernode; supernode ${missing} has none`);
  }
};

export const checkRepair = (law: RepairLaw, path: Path, report: Report): void => {
  if ("lognormal" in law && law.lognormal.mean < law.lognormal.median) {
    report(
      [...path, "lognormal", "mean"],
      `expected at least the median (${printDuration(law.lognormal.median)}): a lognormal law's mean lies above it, found ${printDuration(law.lognormal.mean)}`,
    );
  }
};
