import { type Experiment, type FaultSpec, faultIdOf } from "@ordeal/model";
import * as Effect from "effect/Effect";
import type { AgentFailure, AgentRun, Lease } from "./agent.ts";

/** The faults of an experiment with the ids that they go by. */
export const injectionsOf = ({
  faults,
}: Pick<Experiment, "faults">): ReadonlyArray<{ readonly faultId: string; readonly fault: FaultSpec }> =>
  faults.map((fault, index) => ({ faultId: faultIdOf(fault, index), fault }));

/**
 * Injects faults, all on one lease, none lasting longer than the run. Each is told before it is asked for, so that a
 * rollback knows also of those whose answer never came.
 */
export const injectAll = Effect.fnUntraced(function* (
  run: AgentRun,
  injections: ReturnType<typeof injectionsOf>,
  asked: Set<string>,
) {
  let lease: Lease | undefined;
  for (const { faultId, fault } of injections) {
    asked.add(faultId);
    const shared = lease === undefined ? {} : { lease: lease.lease };
    lease = yield* run.inject({ faultId, fault, ttlUs: run.endUs, ...shared });
  }
  return lease;
});

/** Renews a lease for ever, three times as often as it must be; fails as soon as that cannot be done. */
export const keepAlive = Effect.fnUntraced(function* (run: AgentRun, first: Lease) {
  let lease = first;
  for (;;) {
    yield* Effect.sleep(Math.max(1, lease.expiresInMs / 3));
    lease = yield* run.renew(lease.lease);
  }
});

/**
 * Heals whatever is left of these faults and looks whether they are gone. Returns those that are not, or of which nobody
 * can tell.
 */
export const healAll = (run: AgentRun, asked: ReadonlySet<string>): Effect.Effect<ReadonlyArray<string>> => {
  if (asked.size === 0) return Effect.succeed([]);
  const healing = Effect.gen(function* () {
    for (const { faultId } of yield* run.faults) yield* run.heal(baseOf(faultId, asked));
    return (yield* run.faults).map(({ faultId }) => faultId);
  });
  return Effect.catch(healing, (failure) => Effect.succeed(isGone(failure) ? [] : [...asked]));
};

/** A run that is gone has taken its faults with it. */
const isGone = (failure: AgentFailure): boolean => failure._tag === "AgentRefused" && failure.name === "unknownRun";

/** A strike of a fault that comes again and again is healed by the fault's own id, and so are all to come. */
const baseOf = (faultId: string, asked: ReadonlySet<string>): string =>
  asked.has(faultId) ? faultId : faultId.replace(/#\d+$/, "");
