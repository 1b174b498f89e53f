import type { FaultKind } from "@ordeal/model";

/** What the reference knows of a kind by itself: what the model says of it is not asked. */
interface Kind {
  /** As soon as it has struck; by a repair; or, unless it says when, with what is done about it. */
  readonly ends: "at once" | "by repair" | "when dealt with";
  readonly found: "crash" | "hang" | "cut" | "straggler" | "corruption";
}

const crash: Kind = { ends: "by repair", found: "crash" };
const cut: Kind = { ends: "by repair", found: "cut" };
const moment: Kind = { ends: "at once", found: "crash" };

const kinds = {
  "card.crash": crash,
  "card.hang": { ends: "when dealt with", found: "hang" },
  "card.slow": { ends: "when dealt with", found: "straggler" },
  "card.corrupt": { ends: "when dealt with", found: "corruption" },
  "node.crash": crash,
  "power.rack": crash,
  "job.crash": moment,
  "link.down": cut,
  "link.flap": cut,
  "link.degrade": cut,
  "switch.down": cut,
  "cooling.pump": crash,
  "cooling.leak": crash,
  "storage.slow": crash,
  "storage.down": crash,
  "checkpoint.torn": moment,
  "checkpoint.corrupt": moment,
  "scheduler.stall": crash,
} as const satisfies Partial<Record<FaultKind, Kind>>;

/** The kinds that the reference knows; what else it has of each is typed by them, so that none is forgotten. */
export type KnownKind = keyof typeof kinds;
export const knownKinds = Object.keys(kinds) as ReadonlyArray<KnownKind>;

export const kindOf = (kind: FaultKind): Kind => {
  if (!Object.hasOwn(kinds, kind)) throw new Error(`the reference knows no ${kind}`);
  return kinds[kind as KnownKind];
};
