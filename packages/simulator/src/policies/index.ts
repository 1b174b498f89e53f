import type { BuiltInPolicy, Recovery, RecoveryPolicy, Rung, Takes } from "@ordeal/model";
import { elastic } from "./elastic.ts";
import { flash } from "./flash.ts";
import { ladder } from "./ladder.ts";
import { mindcluster } from "./mindcluster.ts";
import { restart } from "./restart.ts";

export { isFeasible, ladder } from "./ladder.ts";

/** The rungs of each built-in policy, given how long a restart of the whole job takes. */
export const builtIn: Readonly<Record<BuiltInPolicy, (restart: Takes) => ReadonlyArray<Rung>>> = {
  restart,
  mindcluster,
  flash,
  elastic,
};

/** The rungs that a recovery section names, or spells out; `undefined` where a function decides. */
const rungsOf = ({ policy, restart: takes }: Recovery): ReadonlyArray<Rung> | undefined => {
  if (typeof policy === "function") return undefined;
  return typeof policy === "string" ? builtIn[policy](takes) : policy.ladder;
};

/** The policy that a recovery section names, spells out as a ladder, or brings as a function. */
export const policyOf = (recovery: Recovery): RecoveryPolicy => {
  const { policy } = recovery;
  if (typeof policy === "function") return policy;
  return ladder(rungsOf(recovery) ?? []);
};

/** A rung that handles every fault, is sure to succeed, and takes a time that is known; in microseconds. */
export interface SureRung extends Pick<Rung, "name" | "does" | "takesPerThousandCards"> {
  readonly takesUs: number;
}

/**
 * The first rung of a ladder, if it restarts the job on spares whatever the fault, always succeeds, and loads a checkpoint:
 * then it is the one to be climbed wherever there are spares.
 */
export const surestOf = (recovery: Recovery): SureRung | undefined => {
  const first = rungsOf(recovery)?.[0];
  if (first === undefined || (first.does !== "job" && first.does !== "spare")) return undefined;
  const { name, does, takes, success, keepsProgress, takesPerThousandCards } = first;
  if (!first.handles.includes("*") || success < 1 || keepsProgress || typeof takes !== "number") return undefined;
  return { name, does, takesUs: takes, takesPerThousandCards };
};
