import { decode, PositiveDurationUs, PositiveRatio } from "@ordeal/model";
import { type PresetName, presetOf, presets } from "../presets/presets.ts";
import { type CardName, cardNames, cards } from "./cards.ts";

/** What an experiment to start from is made of. */
export interface Answers {
  /** The machine; nothing where its parts are said instead. */
  readonly preset: PresetName | undefined;
  /** Nodes of the job, and nodes beside them. */
  readonly nodes: number;
  readonly spares: number;
  readonly cardsPerNode: number;
  readonly card: CardName;
  readonly nodesPerSupernode: number;
  /** As people write them. */
  readonly step: string;
  readonly checkpoint: string;
  readonly target: string;
  readonly days: number;
}

/** One thing to be asked: what is taken where nobody answers, and what is wrong with an answer. */
export interface Question {
  readonly name: keyof Answers;
  readonly flag: string;
  readonly asks: string;
  readonly fallback: string;
  readonly problemOf: (answer: string) => string | undefined;
}

const whole =
  (minimum: number, maximum: number) =>
  (answer: string): string | undefined => {
    const value = Number(answer.replaceAll(/[,_]/g, ""));
    return Number.isInteger(value) && value >= minimum && value <= maximum
      ? undefined
      : `expected a whole number from ${minimum} to ${maximum.toLocaleString("en-US")}`;
  };
const duration =
  (least: string, most: string) =>
  (answer: string): string | undefined => {
    const [us, leastUs, mostUs] = [answer, least, most].map((text) => {
      const read = decode(PositiveDurationUs, text);
      return "value" in read ? read.value : Number.NaN;
    }) as [number, number, number];
    return us >= leastUs && us <= mostUs
      ? undefined
      : `expected a duration from ${least} to ${most}, such as "10 minutes"`;
  };
const stepTime = duration("1 ms", "1 hour");
const savingTime = duration("1 second", "7 days");

/** The answer of whoever takes no preset. */
const NONE = "none";
const isNone = (answer: string): boolean => answer.trim().toLowerCase() === NONE;

/** What a preset says already. */
const ofPreset: ReadonlySet<keyof Answers> = new Set(["cardsPerNode", "card", "nodesPerSupernode"]);

/** Whether nobody need be asked, as the preset says it. */
export const isSaidByPreset = (name: keyof Answers, preset: string | undefined): boolean =>
  preset !== undefined && !isNone(preset) && ofPreset.has(name);

/** In the order in which they are asked. */
export const questions: ReadonlyArray<Question> = [
  {
    name: "preset",
    flag: "--preset",
    asks: `The machine (${presets.join(", ")}, or none of them)`,
    fallback: NONE,
    problemOf: (answer) =>
      isNone(answer) || presetOf(answer) !== undefined
        ? undefined
        : `expected one of ${presets.join(", ")}, or ${NONE}`,
  },
  { name: "nodes", flag: "--nodes", asks: "Nodes that the job takes", fallback: "64", problemOf: whole(1, 100_000) },
  { name: "spares", flag: "--spares", asks: "Spare nodes beside them", fallback: "2", problemOf: whole(0, 10_000) },
  { name: "cardsPerNode", flag: "--cards-per-node", asks: "Cards in a node", fallback: "8", problemOf: whole(1, 64) },
  {
    name: "card",
    flag: "--card",
    asks: `The card (${cardNames.join(", ")})`,
    fallback: "h100",
    problemOf: (answer) =>
      Object.hasOwn(cards, answer.trim().toLowerCase()) ? undefined : `expected one of ${cardNames.join(", ")}`,
  },
  {
    name: "nodesPerSupernode",
    flag: "--nodes-per-supernode",
    asks: "Nodes in one scale-up domain (1: NVLink ends at the node)",
    fallback: "1",
    problemOf: whole(1, 100_000),
  },
  { name: "step", flag: "--step", asks: "Time of a healthy step", fallback: "10 seconds", problemOf: stepTime },
  {
    name: "checkpoint",
    flag: "--checkpoint",
    asks: "How often it saves (a duration, or daly)",
    fallback: "10 minutes",
    problemOf: (answer) => (["daly", "young"].includes(answer) ? undefined : savingTime(answer)),
  },
  {
    name: "target",
    flag: "--target",
    asks: "The share of the time that must go into steps that count",
    fallback: "95 %",
    problemOf: (answer) =>
      /%\s*$/.test(answer) && "value" in decode(PositiveRatio, answer)
        ? undefined
        : 'expected a percentage such as "95 %"',
  },
  { name: "days", flag: "--days", asks: "Days that the run lasts", fallback: "30", problemOf: whole(1, 3_000) },
];

/** What texts come to, each of which was found good. */
export const answersOf = (texts: Readonly<Record<keyof Answers, string>>): Answers => {
  const number = (name: keyof Answers) => Number(texts[name].replaceAll(/[,_]/g, ""));
  return {
    preset: isNone(texts.preset) ? undefined : presetOf(texts.preset),
    nodes: number("nodes"),
    spares: number("spares"),
    cardsPerNode: number("cardsPerNode"),
    card: texts.card.trim().toLowerCase() as CardName,
    nodesPerSupernode: number("nodesPerSupernode"),
    step: texts.step.trim(),
    checkpoint: texts.checkpoint.trim(),
    target: texts.target.trim(),
    days: number("days"),
  };
};
