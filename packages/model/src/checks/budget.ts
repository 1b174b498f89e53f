import { type Budget, faultFamilies, faultsAllowed, faultsAllowedInAll, namesKind } from "../budget.ts";
import type { ExperimentParts } from "../experiment.ts";
import { type FaultKind, faultKindNames, faultKinds } from "../fault-kind.ts";
import type { Path } from "../problem.ts";
import { printDuration } from "../units/duration.ts";
import { unlikeTarget } from "./faults.ts";
import type { Report } from "./report.ts";
import { missingFabric, missingTarget } from "./target.ts";

/** A budget must allow something that can happen to this cluster, and must not contradict itself. */
export const checkBudget = (parts: ExperimentParts, report: Report): void => {
  const { budget } = parts;
  if (budget === undefined) return;
  const written = Object.keys(budget.atMost);
  for (const name of written) checkName(name, ["budget", "atMost", name], parts, report);
  for (const [index, name] of (budget.kinds ?? []).entries())
    checkName(name, ["budget", "kinds", index], parts, report);
  checkTargets(budget, parts, report);
  checkCounts(budget, report);
  checkTimes(budget, parts, report);
};

const kindsOf = (name: string): ReadonlyArray<FaultKind> => faultKindNames.filter((kind) => namesKind(name, kind));

/** A name must be known, and the cluster must have something that such a fault can strike. */
const checkName = (name: string, path: Path, { cluster }: ExperimentParts, report: Report): void => {
  const kinds = kindsOf(name);
  if (kinds.length === 0) {
    report(path, `expected a family (${faultFamilies.join(", ")}), a kind such as card.hang, or "*", found "${name}"`);
  } else if (cluster !== undefined) {
    const missing = kinds.flatMap((kind) => faultKinds[kind].targets.map((target) => missingFabric(target, cluster)));
    const [first] = missing;
    if (first !== undefined && missing.every((one) => one !== undefined))
      report(path, `there is nothing that ${name} could strike: ${first}`);
  }
};

const checkTargets = (budget: Budget, parts: ExperimentParts, report: Report): void => {
  for (const [name, selectors] of Object.entries(budget.targets)) {
    const path: Path = ["budget", "targets", name];
    checkName(name, path, parts, report);
    const kinds = kindsOf(name).filter((kind) => faultsAllowed(budget, kind) > 0);
    for (const [index, selector] of selectors.entries()) {
      const unlike = kinds.map((kind) => unlikeTarget(kind, selector));
      const [first] = unlike;
      const missing =
        parts.cluster === undefined ? undefined : missingTarget(selector, parts.cluster, parts.fields.checkpoint.tiers);
      if (first !== undefined && unlike.every((one) => one !== undefined)) report([...path, index], first);
      else if (missing !== undefined) report([...path, index], missing);
    }
  }
};

const checkCounts = (budget: Budget, report: Report): void => {
  const { atMost, kinds } = budget;
  if (Object.keys(atMost).length === 0 && budget.faults === undefined) {
    report(["budget"], "does not say how many faults there may be: add atMost, or faults");
    return;
  }
  for (const [name, limit] of Object.entries(atMost)) {
    const covered = kindsOf(name);
    if (covered.length === 0 || limit === 0) continue;
    if (kinds !== undefined && !covered.some((kind) => kinds.some((pattern) => namesKind(pattern, kind))))
      report(["budget", "atMost", name], `allows ${limit} of ${name}, and budget.kinds allows none of them`);
    const tighter = Object.entries(atMost).find(
      ([other, otherLimit]) =>
        otherLimit < limit && covered.length < kindsOf(other).length && covered.every((kind) => namesKind(other, kind)),
    );
    if (tighter !== undefined)
      report(["budget", "atMost", name], `allows ${limit} of ${name}, and only ${tighter[1]} of ${tighter[0]}`);
  }
  if (faultsAllowedInAll(budget) === 0) report(["budget"], "allows no fault at all, so that there is nothing to hunt");
};

const checkTimes = (budget: Budget, { duration }: ExperimentParts, report: Report): void => {
  const { apart, within, durations } = budget;
  if (durations.from > durations.to) {
    const [from, to] = [printDuration(durations.from), printDuration(durations.to)];
    report(["budget", "durations"], `expected "from" at most as long as "to", found ${from} and ${to}`);
  }
  if (faultsAllowedInAll(budget) < 2) return;
  const roomUs = Math.min(within ?? Number.POSITIVE_INFINITY, duration ?? Number.POSITIVE_INFINITY);
  if (apart >= roomUs) {
    report(
      ["budget", "apart"],
      `expected less than ${printDuration(roomUs)}: faults ${printDuration(apart)} apart leave room for one alone`,
    );
  }
};
