import { countOf } from "../cluster.ts";
import type { ExperimentParts } from "../experiment.ts";
import { strikesAgain } from "../fault.ts";
import { type FaultKind, faultKinds, isMomentary } from "../fault-kind.ts";
import { type Hazard, hazardRate } from "../hazard.ts";
import type { Path } from "../problem.ts";
import { selectedComponent } from "../selector.ts";
import { rateComponent } from "../units/rate.ts";
import { checkRepair } from "./cluster.ts";
import { checkDetection, overInAMoment, unlikeTarget } from "./faults.ts";
import { checkInstant } from "./instant.ts";
import type { Report } from "./report.ts";
import { missingFabric, missingTarget } from "./target.ts";

export const checkHazards = (parts: ExperimentParts, report: Report): void => {
  const ids = new Set<string>();
  const faults = new Set(
    (parts.faults ?? []).flatMap((fault) => (fault !== undefined && strikesAgain(fault) ? [fault.id] : [])),
  );
  (parts.hazards ?? []).forEach((hazard, index) => {
    if (hazard === undefined) return;
    const path: Path = ["hazards", index];
    if (ids.has(hazard.id)) report([...path, "id"], `"${hazard.id}" is taken: every hazard needs its own id`);
    ids.add(hazard.id);
    if (faults.has(hazard.id))
      report([...path, "id"], `"${hazard.id}" is taken by a fault: their strikes would have the same names`);
    checkArrivals(hazard, path, parts, report);
    checkKinds(hazard, path, parts, report);
    if (hazard.relapse?.probability === 1) {
      report(
        [...path, "relapse", "probability"],
        "expected less than 100 %: a component that fails again after every repair does so for ever, found 100 %",
      );
    }
    if (hazard.repair === undefined) return;
    if (hazard.kinds.every(({ kind }) => whyNotRepaired(kind) !== undefined)) {
      report(
        [...path, "repair"],
        "expected none: nothing that this hazard brings is repaired, but over in a moment or with the restart of its process; leave it out",
      );
    }
    checkRepair(hazard.repair, [...path, "repair"], report);
  });
};

const checkArrivals = (hazard: Hazard, path: Path, parts: ExperimentParts, report: Report): void => {
  const trace = typeof hazard.arrivals === "object" && "trace" in hazard.arrivals ? hazard.arrivals.trace : undefined;
  const ways = [
    hazard.rate === undefined ? [] : ["rate"],
    hazard.mtbf === undefined ? [] : ["mtbf"],
    hazard.life === undefined ? [] : ["life"],
    trace === undefined ? [] : ["arrivals.trace"],
  ].flat();
  if (ways.length !== 1) {
    report(
      path,
      `expected exactly one of rate, mtbf, life and arrivals.trace, found ${ways.length === 0 ? "none" : ways.join(" and ")}`,
    );
  }
  for (const [index, at] of (trace ?? []).entries()) {
    checkInstant(at, [...path, "arrivals", "trace", index], parts, report);
  }
  const rate = hazardRate(hazard);
  if (rate !== undefined && parts.cluster !== undefined) {
    const key = hazard.rate === undefined ? "mtbf" : "rate";
    const component = rateComponent(rate.per);
    const fabric = missingFabric(component, parts.cluster);
    if (fabric !== undefined) report([...path, key], fabric);
    const expected = rate.perUs * countOf(component, parts.cluster) * (parts.duration ?? 0);
    if (expected > FAULTS_MAX)
      report([...path, key], `expected at most ${FAULTS_MAX} faults in a run, found ${expected.toPrecision(2)}`);
  }
  if (hazard.life !== undefined && typeof hazard.victims === "object") {
    report(
      [...path, "victims"],
      "expected no victim law beside life: who fails follows from each component's own life",
    );
  }
  if (hazard.periods !== undefined && rate === undefined) {
    report(
      [...path, "periods"],
      `expected a rate or an mtbf, which periods change; ${hazard.life === undefined ? "a trace says when its faults come" : "lives say who fails when"}`,
    );
  }
  const periods = (parts.duration ?? 0) / (hazard.periods?.every ?? Number.POSITIVE_INFINITY);
  if (periods > PERIODS_MAX) {
    report(
      [...path, "periods", "every"],
      `expected at most ${PERIODS_MAX} periods in a run, found ${periods.toPrecision(2)}: each is drawn and kept`,
    );
  }
  if (hazard.life !== undefined) checkLife(hazard, path, report);
  if (hazard.target?.by === "slowest") {
    report([...path, "target"], "expected an address, a glob or a draw: whoever is slowest is so through a fault");
  }
  if (hazard.target !== undefined && typeof hazard.victims === "object") {
    report(
      [...path, "victims"],
      "expected no lemons beside target: lemons are a share of the whole cluster's nodes; leave out one of the two",
    );
  }
};

/** Where each component has a life of its own, who fails, when, and with whom follows from that. */
const checkLife = ({ target, burst, arrivals, kinds }: Hazard, path: Path, report: Report): void => {
  const beside = { target, burst, arrivals: arrivals === "exponential" ? undefined : arrivals };
  for (const [key, value] of Object.entries(beside)) {
    if (value !== undefined && !(typeof value === "object" && "trace" in value))
      report([...path, key], `expected no ${key} beside life: every component has a life of its own`);
  }
  const components = new Set(kinds.map(({ kind }) => faultKinds[kind].targets[0]));
  if (components.size > 1) {
    const found = [...components].join(" and ");
    report(
      [...path, "kinds"],
      `expected kinds that strike one sort of component: it is that which lives, found ${found}`,
    );
  }
};

/** Why a hazard's fault of this kind has no repair; `undefined` when it has. */
const whyNotRepaired = (kind: FaultKind): string | undefined => {
  if (isMomentary(kind)) return overInAMoment(kind);
  return faultKinds[kind].lasts === "restart"
    ? `expected none: a ${kind} lasts until the restart of its process; leave it out`
    : undefined;
};

/** More faults than this in one run are a slip of the pen, and a run without an end. */
const FAULTS_MAX = 10_000_000;

/** More periods than this in one run tell nothing that fewer do not: those of ten years are then shorter than an hour. */
const PERIODS_MAX = 100_000;

const checkKinds = (hazard: Hazard, path: Path, parts: ExperimentParts, report: Report): void => {
  const component = hazard.target === undefined ? undefined : selectedComponent(hazard.target);
  hazard.kinds.forEach((drawn, index) => {
    const { kind, repair } = drawn;
    checkDetection(drawn, [...path, "kinds", index], report);
    const inVain = whyNotRepaired(kind);
    if (repair !== undefined && inVain !== undefined) report([...path, "kinds", index, "repair"], inVain);
    else if (repair !== undefined) checkRepair(repair, [...path, "kinds", index, "repair"], report);
    // What is struck is drawn in the whole cluster, or in or above a node: either way the cluster must have it.
    if (component === undefined || component === "node") {
      const fabric =
        parts.cluster === undefined ? undefined : missingFabric(faultKinds[kind].targets[0], parts.cluster);
      if (fabric !== undefined) report([...path, "kinds", index, "kind"], fabric);
      return;
    }
    const unlike = hazard.target === undefined ? undefined : unlikeTarget(kind, hazard.target);
    if (unlike !== undefined) report([...path, "target"], unlike);
  });
  if (hazard.target !== undefined && parts.cluster !== undefined) {
    const missing = missingTarget(hazard.target, parts.cluster, parts.fields.checkpoint.tiers);
    if (missing !== undefined) report([...path, "target"], missing);
  }
};
