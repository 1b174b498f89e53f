import type { ExperimentParts } from "../experiment.ts";
import type { RepairLaw } from "../law.ts";
import type { Path } from "../problem.ts";
import { printDuration } from "../units/duration.ts";
import { checkCooling, checkLoops } from "./cooling.ts";
import type { Report } from "./report.ts";

export const checkCluster = ({ fields }: ExperimentParts, report: Report): void => {
  const { nodesPerRack, nodesPerSupernode, cooling, repair } = fields.cluster;
  if (nodesPerRack !== undefined && nodesPerSupernode !== undefined && nodesPerRack > nodesPerSupernode) {
    report(
      ["cluster", "nodesPerRack"],
      `expected at most nodesPerSupernode (${nodesPerSupernode}), found ${nodesPerRack}`,
    );
  }
  if (cooling !== undefined) checkCooling(cooling, report);
  if (repair !== undefined) checkRepair(repair, ["cluster", "repair"], report);
  checkLoops(fields.cluster, report);
};

export const checkRepair = (law: RepairLaw, path: Path, report: Report): void => {
  if ("lognormal" in law && law.lognormal.mean < law.lognormal.median) {
    report(
      [...path, "lognormal", "mean"],
      `expected at least the median (${printDuration(law.lognormal.median)}): a lognormal law's mean lies above it, found ${printDuration(law.lognormal.mean)}`,
    );
  }
};
