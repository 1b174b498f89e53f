import { type Experiment, type FaultSpec, faultIdOf, limits } from "@ordeal/model";
import * as Deferred from "effect/Deferred";
import * as Effect from "effect/Effect";
import { type AgentFailure, AgentLied, type AgentRun, type Lease } from "./agent.ts";

/** The faults of an experiment with the ids that they go by. */
export const injectionsOf = ({
  faults,
}: Pick<Experiment, "faults">): ReadonlyArray<{ readonly faultId: string; readonly fault: FaultSpec }> =>
  faults.map((fault, index) => ({ faultId: faultIdOf(fault, index), fault }));

/**
 * Injects faults, all on one lease, none lasting longer than the run. Each is told before it is asked for, so that a
 * rollback knows also of those whose answer never came. `onLease` hears of the lease as soon as there is one.
 */
export const injectAll = Effect.fnUntraced(function* (
  run: AgentRun,
  injections: ReturnType<typeof injectionsOf>,
  asked: Set<string>,
  onLease: (lease: Lease) => Effect.Effect<unknown>,
) {
  let lease: Lease | undefined;
  for (const { faultId, fault } of injections) {
    asked.add(faultId);
    const shared = lease === undefined ? {} : { lease: lease.lease };
    const injected = yield* run.inject({ faultId, fault, ttlUs: run.endUs, ...shared });
    if (injected.faultId !== faultId)
      return yield* new AgentLied({ reason: `it injected "${injected.faultId}" when asked for "${faultId}"` });
    if (lease !== undefined && injected.lease !== lease.lease)
      return yield* new AgentLied({
        reason: `it put fault ${faultId} on another lease than the one it was to live on`,
      });
    lease = injected;
    yield* onLease(lease);
  }
});

/** How often a lease is renewed, whatever the agent says of its length: one that says too much must not let it expire. */
const RENEW_MS_MIN = 25;
const RENEW_MS_MAX = limits.leaseMs / 3;
/** How many renewals may be without an answer at a time. */
const RENEWALS_MAX = 16;

/**
 * Renews a lease for ever, three times as often as it must be; fails as soon as that cannot be done. A renewal does not
 * wait for the answer to the one before it: an agent far away answers late, and renews in time all the same.
 */
export const keepAlive = Effect.fnUntraced(function* (run: AgentRun, first: Lease) {
  const failed = yield* Deferred.make<never, AgentFailure>();
  let { expiresInMs } = first;
  let unanswered = 0;
  const renew = Effect.gen(function* () {
    unanswered++;
    const renewed = yield* run.renew(first.lease);
    unanswered--;
    if (renewed.lease !== first.lease) return yield* new AgentLied({ reason: "it renewed another lease" });
    ({ expiresInMs } = renewed);
    if (expiresInMs <= 0) return yield* new AgentLied({ reason: "it renewed the lease, and says that it is over" });
  });
  const renewing = Effect.gen(function* () {
    if (expiresInMs <= 0) return yield* new AgentLied({ reason: "it gave a lease that is over already" });
    for (;;) {
      yield* Effect.sleep(Math.min(RENEW_MS_MAX, Math.max(RENEW_MS_MIN, expiresInMs / 3)));
      if (unanswered >= RENEWALS_MAX) continue;
      yield* Effect.forkChild(Effect.catch(renew, (failure) => Deferred.fail(failed, failure)));
    }
  });
  return yield* Effect.raceFirst(renewing, Deferred.await(failed));
});

/**
 * Heals whatever is left of these faults and looks whether they are gone. Returns those that are not, or of which nobody
 * can tell. `look` hears of every list, first before anything is healed.
 */
export const healAll = (
  run: AgentRun,
  asked: ReadonlySet<string>,
  look: (listed: Effect.Success<AgentRun["faults"]>) => void,
): Effect.Effect<ReadonlyArray<string>> => {
  if (asked.size === 0) return Effect.succeed([]);
  const healing = Effect.gen(function* () {
    const there = yield* run.faults;
    look(there);
    const ids = new Set(there.map(({ faultId }) => baseOf(faultId, asked)));
    // One after the other, so that the same run is the same journal over a wire that is cut meanwhile.
    for (const faultId of ids) yield* run.heal(faultId);
    return (yield* run.faults).map(({ faultId }) => faultId);
  });
  return Effect.catch(healing, (failure) => Effect.succeed(isGone(failure) ? [] : [...asked]));
};

/** A run that is gone has taken its faults with it. */
const isGone = (failure: AgentFailure): boolean => failure._tag === "AgentRefused" && failure.name === "unknownRun";

/** A strike of a fault that comes again and again is healed by the fault's own id, and so are all to come. */
const baseOf = (faultId: string, asked: ReadonlySet<string>): string =>
  asked.has(faultId) ? faultId : faultId.replace(/#\d+$/, "");
