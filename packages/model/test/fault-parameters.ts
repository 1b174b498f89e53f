import { type FaultKind, faultKindNames } from "../src/index.ts";

export type Fields = Readonly<Record<string, unknown>>;

/** What a kind's parameters are: good ones and what they decode to, bad ones and what the message expects instead. */
interface KindParameters {
  readonly good: Fields;
  readonly decoded: Fields;
  readonly bad: ReadonlyArray<readonly [Fields, string]>;
  /** Those without a default. */
  readonly required: ReadonlyArray<string>;
  /** All of its parameters. */
  readonly takes: Fields;
}

const none: KindParameters = { good: {}, decoded: {}, bad: [], required: [], takes: {} };

const SLOWED = 'a share above 0 % and below 100 %, such as "50 %" or 0.5';
const slowed = (key: string): KindParameters => ({
  good: { [key]: "37.5 %" },
  decoded: { [key]: 0.375 },
  bad: ["100 %", "0 %", "-5 %", "150 %", "0.5", "10 seconds", "slow", 1, 0, 2, -0.5, Number.NaN, null, {}].map(
    (value) => [{ [key]: value }, SLOWED],
  ),
  required: [key],
  takes: { [key]: true },
});

const cuts: KindParameters = {
  good: { cuts: true },
  decoded: { cuts: true },
  bad: ["yes", 1, "true", null].map((value) => [{ cuts: value }, "true or false"]),
  required: [],
  takes: { cuts: true },
};

const POSITIVE = "a duration longer than zero";
const wrongDurations = (key: string): KindParameters["bad"] =>
  ["0 seconds", "-1 seconds", "50 %", "5 ticks", 8, Number.POSITIVE_INFINITY, null].map((value) => [
    { [key]: value },
    POSITIVE,
  ]);

/** Of the kinds that have some. */
const own: Readonly<Partial<Record<FaultKind, KindParameters>>> = {
  "card.slow": slowed("speed"),
  "card.corrupt": {
    good: {},
    decoded: {},
    bad: [
      [{ stepsAfterLoad: "10" }, "number"],
      [{ stepsAfterLoad: "10 seconds" }, "number"],
      [{ stepsAfterLoad: 0 }, "a value between 1 and 1000000000, found 0"],
      [{ stepsAfterLoad: 1.5 }, "an integer, found 1.5"],
    ],
    required: [],
    takes: { stepsAfterLoad: true },
  },
  "link.down": cuts,
  "link.flap": {
    good: { up: "52 seconds", down: "8 seconds", cuts: false },
    decoded: { up: 52_000_000, down: 8_000_000, cuts: false },
    bad: [...wrongDurations("up"), ...wrongDurations("down"), ...cuts.bad],
    required: ["up", "down"],
    takes: { up: true, down: true, cuts: true },
  },
  "link.degrade": slowed("share"),
  "switch.down": cuts,
  "cooling.pump": {
    good: {},
    decoded: { flow: 0 },
    bad: ["100 %", "101 %", "-1 %", "3 l/s", 1, 1.5, Number.NaN, null].map((value) => [
      { flow: value },
      'a share from 0 % to below 100 %, such as "50 %" or 0.5',
    ]),
    required: [],
    takes: { flow: true },
  },
  "cooling.inlet": {
    good: { rise: 12.5 },
    decoded: { rise: 12.5 },
    bad: [
      [{ rise: "12 °C" }, "number"],
      [{ rise: "12" }, "number"],
      [{ rise: null }, "number"],
      [{ rise: 0 }, "a value between 0.1 and 100, found 0"],
      [{ rise: -3 }, "a value between 0.1 and 100, found -3"],
      [{ rise: 101 }, "a value between 0.1 and 100, found 101"],
      [{ rise: Number.NaN }, "a finite number, found NaN"],
      [{ rise: Number.POSITIVE_INFINITY }, "a finite number, found Infinity"],
    ],
    required: ["rise"],
    takes: { rise: true },
  },
  "storage.slow": slowed("share"),
};

export const parametersOf = Object.fromEntries(faultKindNames.map((kind) => [kind, own[kind] ?? none])) as Readonly<
  Record<FaultKind, KindParameters>
>;
