import {
  type FaultKind,
  handles,
  instantUs,
  type Problem,
  type Rung,
  type Scenario,
  type Selector,
  struckComponent,
} from "@ordeal/model";
import { type Ground, groundOf } from "../cluster/ground.ts";
import type { Foreseen } from "../fault/fault.ts";
import { behaviours } from "../faults/index.ts";
import { shareOnJob } from "../hazards/reach.ts";
import { lastsLonger } from "../hazards/repair.ts";
import { type Phase, phasesOf } from "../settings.ts";

/** What may come, and what is known of it. */
interface Coming {
  readonly kind: FaultKind;
  readonly target: Selector | undefined;
  readonly foreseen: Pick<Foreseen, "parameters" | "detectAfterUs" | "lastsLonger">;
  /** When it strikes, where that is known. */
  readonly atUs?: number;
}

/** Kinds of faults that stop the job and that no rung of a ladder handles: it would wait for ever, and for nothing. */
export const checkLadders = (scenario: Scenario): ReadonlyArray<Problem> => {
  const phases = phasesOf(scenario);
  if (phases.every(({ recovery }) => typeof recovery.policy !== "object")) return [];
  const ground = groundOf(scenario);
  const coming = comingIn(scenario);
  const problems = phases.flatMap((phase, index) => {
    const { policy } = phase.recovery;
    if (typeof policy !== "object" || policy === phases[index - 1]?.recovery.policy) return [];
    const untilUs =
      phases.find(({ recovery }, at) => at > index && recovery.policy !== policy)?.atUs ?? Number.POSITIVE_INFINITY;
    const kinds = coming
      .filter(({ atUs = phase.atUs }) => atUs >= phase.atUs && atUs < untilUs)
      .filter(({ kind }) => !policy.ladder.some((rung) => comesBackFrom(rung, kind)))
      .filter((one) => stopsJob(one, phase, ground))
      .map(({ kind }) => kind);
    if (kinds.length === 0) return [];
    const message = `no rung handles ${[...new Set(kinds)].join(" and ")}, so that the job would never come back from one: let a rung that does not only wait handle it`;
    return [{ path: [...phase.recoveryPath, "policy", "ladder"], message }];
  });
  return problems;
};

const comesBackFrom = (rung: Rung, kind: FaultKind): boolean => rung.does !== "wait" && handles(rung, kind);

const stopsJob = ({ kind, target, foreseen }: Coming, { recovery }: Phase, ground: Ground): boolean => {
  const { cluster } = ground.scenario;
  const component = struckComponent(kind, target);
  const chance = behaviours[kind].stopsJob({ ...foreseen, cluster, recovery, component });
  return chance > 0 && shareOnJob(component, target, ground) > 0;
};

const comingIn = ({ faults, hazards, hazardsOff, cluster, startsAt }: Scenario): ReadonlyArray<Coming> => [
  ...faults.map((fault) => {
    const { kind, target, detectAfter, duration, at } = fault;
    const longer = (us: number) => (duration === undefined ? lastsLonger(cluster.repair, us) : duration > us ? 1 : 0);
    const foreseen = { parameters: fault, detectAfterUs: detectAfter, lastsLonger: longer };
    const atUs = at === undefined ? undefined : instantUs(at, startsAt);
    return { kind, target, foreseen, ...(atUs === undefined ? {} : { atUs }) };
  }),
  ...(hazardsOff === true ? [] : hazards).flatMap((hazard) =>
    hazard.kinds.map((one) => {
      const repair = one.repair ?? hazard.repair ?? cluster.repair;
      const longer = (us: number) => lastsLonger(repair, us);
      const foreseen = { parameters: one, detectAfterUs: one.detectAfter, lastsLonger: longer };
      return { kind: one.kind, target: hazard.target, foreseen };
    }),
  ),
];
