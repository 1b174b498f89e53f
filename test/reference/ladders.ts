import { type BuiltInPolicy, handles, type Recovery, type Rung, type Takes } from "@ordeal/model";

type Plain = Pick<Rung, "name" | "does" | "takes"> & Partial<Rung>;
const rung = (given: Plain): Rung => ({
  handles: ["*"],
  takesPerThousandCards: 0,
  success: 1,
  keepsProgress: false,
  ...given,
});

/** The built-in ladders whose rungs never fail by chance. */
const builtIn: Partial<Record<BuiltInPolicy, (restart: Takes) => ReadonlyArray<Rung>>> = {
  restart: (restart) => [rung({ name: "restart job", does: "job", takes: restart })],
};

/** How long a rung takes whose time is always the same. */
export const fixedUs = (takes: Takes): number => {
  if (typeof takes === "number") return takes;
  if ("fixed" in takes) return takes.fixed;
  throw new Error("the reference does not draw how long a rung takes");
};

export const rungsOf = ({ policy, restart }: Recovery): ReadonlyArray<Rung> => {
  if (typeof policy === "object") return policy.ladder;
  const rungs = typeof policy === "string" ? builtIn[policy]?.(restart) : undefined;
  if (rungs === undefined) throw new Error("the reference does not know this policy");
  return rungs;
};

/** What a ladder needs to know. */
export interface Known {
  readonly kinds: ReadonlySet<string>;
  readonly failed: ReadonlyArray<string>;
  readonly unusable: number;
  readonly sparesInScope: number;
}

const canBeClimbed = ({ does }: Rung, { unusable, sparesInScope }: Known): boolean => {
  if (does === "retry" || does === "process") return unusable === 0;
  if (does === "spare" || does === "job") return unusable <= sparesInScope;
  throw new Error(`the reference does not ${does}`);
};

/**
 * The first rung that handles all kinds, can be climbed and has not failed; else the first that failed, once more;
 * nothing when the job has to wait.
 */
export const climb = (rungs: ReadonlyArray<Rung>, known: Known): Rung | undefined => {
  const able = rungs.filter((one) => [...known.kinds].every((kind) => handles(one, kind)) && canBeClimbed(one, known));
  return able.find(({ name }) => !known.failed.includes(name)) ?? able[0];
};
