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

/** The policy that a recovery section names, spells out as a ladder, or brings as a function. */
export const policyOf = ({ policy, restart: takes }: Recovery): RecoveryPolicy => {
  if (typeof policy === "function") return policy;
  return ladder(typeof policy === "string" ? builtIn[policy](takes) : policy.ladder);
};
