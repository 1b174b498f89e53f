import * as Schema from "effect/Schema";
import { Takes } from "./law.ts";
import { Name, section, withDefault } from "./text.ts";
import { DurationUs, PositiveDurationUs } from "./units/duration.ts";
import { Ratio } from "./units/ratio.ts";

/** What a rung of the recovery ladder does. */
export const rungActions = ["retry", "process", "spare", "job", "shrink", "wait"] as const;

/**
 * One rung: `retry` in place and restart the `process` need every node usable; `spare` replaces the unusable nodes;
 * `job` restarts it all, with spares where needed; `shrink` goes on with fewer replicas; `wait` waits for repairs, until no
 * node of the job is missing.
 */
export const Rung = Schema.Struct({
  name: Name.annotate({ description: "What the rung is called.", example: "spare" }),
  does: Schema.Literals(rungActions).annotate({
    description:
      "What it does: `retry` in place and restart the `process` need every node usable; `spare` replaces the unusable nodes; `job` restarts it all, with spares where needed; `shrink` goes on with fewer replicas; `wait` waits for repairs.",
    example: "spare",
  }),
  handles: Schema.Array(Schema.String)
    .annotate({
      description: "Fault kinds that it can handle: `card.crash`, or `link.*`, or `*`.",
      example: ["card.*", "node.crash"],
    })
    .pipe(withDefault(["*"])),
  takes: Takes.annotate({
    description:
      "How long it takes, whether it succeeds or not: always the same, or by a law, drawn again each time it is climbed.",
    example: "90 seconds",
  }).pipe(withDefault("0 seconds")),
  takesPerThousandCards: DurationUs.annotate({
    description:
      "How much longer it takes for every thousand cards of the job: process groups are slow to build at scale.",
    example: "2 seconds",
  }).pipe(withDefault("0 seconds")),
  success: Ratio.annotate({
    description: "How probably it succeeds; when it fails, the next rung is tried.",
    example: "90 %",
  }).pipe(withDefault(1)),
  keepsProgress: Schema.Boolean.annotate({
    description:
      "Whether the steps since the last checkpoint survive it, as where a peer still holds them: nothing is loaded, and nothing computed again. After a corruption it makes no difference, for what is in memory is not to be trusted.",
    example: true,
  }).pipe(withDefault(false)),
});
export type Rung = typeof Rung.Type;

/** What a recovery policy may know when it is asked what to do next. Times in microseconds. */
export interface Situation {
  readonly atUs: number;
  /** Kinds of the faults found in this recovery, each once. */
  readonly kinds: ReadonlyArray<string>;
  /** Names of the rungs that this recovery tried and that failed. */
  readonly failedRungs: ReadonlyArray<string>;
  /** Nodes of the job that cannot be used now. */
  readonly unusableNodes: number;
  /** Usable spares that may replace them, given the spare scope; and all usable spares. */
  readonly sparesInScope: number;
  readonly spares: number;
  /** Replicas now, those that the usable nodes (spares included) could form, and the fewest allowed. */
  readonly replicas: number;
  readonly replicasPossible: number;
  readonly replicasMin: number;
}

/** What to do: climb this rung. `trust: "any"` would resume from a copy whose persist has not ended. */
export type Action = Rung & { readonly trust?: "durable" | "any" };

/** A recovery policy is a pure function from what is known to an action. */
export type RecoveryPolicy = (situation: Situation) => Action;

/** What people's functions may answer: a rung as files have it, or with durations in microseconds. */
export type UserAction =
  Partial<Action> extends infer Given
    ? {
        readonly [K in keyof Given]?:
          | Given[K]
          | (K extends keyof typeof Rung.Encoded ? (typeof Rung.Encoded)[K] : never);
      }
    : never;
/** A recovery policy as people bring it. */
export type UserPolicy = (situation: Situation) => UserAction & Pick<Action, "name" | "does">;

const PolicyFunction = Schema.declare((value: unknown): value is RecoveryPolicy => typeof value === "function", {
  expected: "a function",
}) as unknown as Schema.Codec<RecoveryPolicy, UserPolicy>;

export const builtInPolicies = ["restart", "mindcluster", "flash", "elastic"] as const;
export type BuiltInPolicy = (typeof builtInPolicies)[number];

export const Policy = Schema.Union([
  Schema.Literals(builtInPolicies),
  Schema.Struct({
    ladder: Schema.NonEmptyArray(Rung).annotate({ description: "The rungs, tried from the first to the last." }),
  }),
  PolicyFunction,
]).annotate({
  expected: `a recovery policy: ${builtInPolicies.map((name) => `"${name}"`).join(", ")}, {ladder: [rungs]} or (in TypeScript) a function`,
});
export type Policy = typeof Policy.Type;

export const Recovery = Schema.Struct({
  policy: Policy.annotate({
    description: "What to do next: a built-in ladder, a ladder of your own, or (in TypeScript) a function.",
    example: "elastic",
  }).pipe(withDefault("restart")),
  restart: Takes.annotate({
    description: "How long the last rung of the built-in ladders takes: a restart of the whole job.",
    example: "4 minutes",
  }).pipe(withDefault("3 minutes")),
  detect: section(
    {
      crash: DurationUs.annotate({
        description: "After how long a process or node that is gone is noticed.",
        example: "30 seconds",
      }).pipe(withDefault("10 seconds")),
      hang: DurationUs.annotate({
        description: "After how long a collective that never completes is noticed: its timeout.",
        example: "10 minutes",
      }).pipe(withDefault("30 minutes")),
      cut: DurationUs.annotate({
        description:
          "After how long a path that is cut is given up: the timeout, counted from the start of the unbroken stall.",
        example: "2 minutes",
      }).pipe(withDefault("1 minute")),
      straggler: Schema.optionalKey(
        DurationUs.annotate({
          description: "After how long a slow card is noticed, while the job steps.",
          otherwise: "never: slow cards drag on unnoticed",
          example: "15 minutes",
        }),
      ),
      corruption: DurationUs.annotate({
        description: "After how long silent corruption is noticed.",
        example: "2 hours",
      }).pipe(withDefault("1 hour")),
    },
    "How long each way of failing takes to be noticed.",
  ),
  spares: Schema.Literals(["hot", "warm", "cold"])
    .annotate({
      description: "How ready the spares are; warm and cold ones take `spareActivation` to join.",
      example: "warm",
    })
    .pipe(withDefault("hot")),
  spareActivation: Schema.optionalKey(
    DurationUs.annotate({
      description: "How long a warm or cold spare takes to join.",
      otherwise: "nothing; warm and cold spares need it",
      example: "3 minutes",
    }),
  ),
  spareScope: Schema.Literals(["anywhere", "supernode"])
    .annotate({ description: "Where a spare may come from.", example: "supernode" })
    .pipe(withDefault("anywhere")),
  quarantine: Schema.optionalKey(
    Schema.Struct({
      faults: Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: 100 })).annotate({
        description: "How many faults.",
        unit: "faults",
        example: 3,
      }),
      window: PositiveDurationUs.annotate({ description: "Within how long.", example: "7 days" }),
      release: Schema.optionalKey(
        PositiveDurationUs.annotate({
          description: "After how long it may be used again.",
          otherwise: "never",
          example: "14 days",
        }),
      ),
    }).annotate({
      description: "A node that had so many faults within a window is not used again, for a while or for ever.",
      otherwise: "no node is",
    }),
  ),
});
export type Recovery = typeof Recovery.Type;

/** Whether one pattern of a rung's `handles` covers a fault kind. */
export const covers = (pattern: string, kind: string): boolean =>
  pattern === "*" || pattern === kind || (pattern.endsWith(".*") && kind.startsWith(pattern.slice(0, -1)));

/** Whether a rung's `handles` covers a fault kind. */
export const handles = (rung: Rung, kind: string): boolean => rung.handles.some((pattern) => covers(pattern, kind));
