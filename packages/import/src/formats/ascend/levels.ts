import type { FaultKind } from "@ordeal/model";

/** What a handling level does to a training run; `undefined` where it strikes nothing. */
export interface Level {
  readonly kind: FaultKind | undefined;
  readonly parameters?: Readonly<Record<string, unknown>>;
  readonly meaning: string;
}

/** What a code is of: a chip (device plugin), a node's parts (NodeD), or a switch of the UB fabric. */
export type Realm = "chip" | "node" | "switch";

/**
 * MindCluster's handling levels, by what they mean for a training job (MindCluster's documentation, "processor faults"):
 * do nothing, run the job again, reset the chip, take it out. Speeds and shares that stay under `SubHealth` are assumed:
 * nobody publishes them; a rule of the mapping can say better.
 */
const chip: Readonly<Record<string, Level>> = {
  NotHandle: { kind: undefined, meaning: "nothing is done" },
  RestartRequest: { kind: "job.crash", meaning: "the job runs again" },
  RestartBusiness: { kind: "job.crash", meaning: "the job runs again" },
  FreeRestartNPU: { kind: "card.crash", meaning: "the chip is reset once it is free" },
  RestartNPU: { kind: "card.crash", meaning: "the chip is reset and the job runs again" },
  SeparateNPU: { kind: "card.crash", meaning: "the chip is taken out" },
  ManuallySeparateNPU: { kind: "card.crash", meaning: "the chip is taken out until people put it back" },
  PreSeparateNPU: { kind: "card.crash", meaning: "the chip is taken out when the job turns out to be struck" },
  SubHealth: { kind: "card.slow", parameters: { speed: "80 %" }, meaning: "the chip works, but not well" },
};

const out = (kind: FaultKind): Readonly<Record<string, Level>> => ({
  ...chip,
  Reset: { kind, meaning: "it is reset" },
  Separate: { kind, meaning: "it is taken out" },
  SeparateNPU: { kind, meaning: "it is taken out" },
  PreSeparate: { kind, meaning: "no new job comes to it; the one there is moved when it is struck" },
});

const levels: Readonly<Record<Realm, Readonly<Record<string, Level>>>> = {
  chip: { ...chip, Separate: chip.SeparateNPU as Level, PreSeparate: chip.PreSeparateNPU as Level },
  node: out("node.crash"),
  switch: {
    ...out("link.down"),
    SubHealth: { kind: "link.degrade", parameters: { share: "50 %" }, meaning: "the link works, but not well" },
  },
};

/** The name of a level without what tables and events put behind it: `NotHandleFault` and `NotHandleFaultCodes` are one. */
export const plainName = (name: string): string => name.replace(/(?:Fault)?(?:Codes)?$/, "");

/** A level by any of its names; `undefined` for no level. */
export const levelOf = (name: string, realm: Realm): Level | undefined => {
  const plain = plainName(name);
  return Object.hasOwn(levels[realm], plain) ? levels[realm][plain] : undefined;
};
