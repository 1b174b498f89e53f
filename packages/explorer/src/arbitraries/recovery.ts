import { HOUR_US, MINUTE_US, type Policy, type Recovery, type Rung, rungActions, SECOND_US } from "@ordeal/model";
import fc from "fast-check";
import { repairLaw } from "./law.ts";
import { type Options, type PolicyChoice, withDefaults } from "./options.ts";
import { record } from "./record.ts";
import { given, pick } from "./scene.ts";
import { maybe, share, time } from "./time.ts";

const patterns = ["*", "card.*", "card.crash", "node.crash", "link.*", "job.crash", "cooling.*"] as const;

/** A rung that may fail takes at least ten seconds, or a ladder could climb for ever without time passing. */
const rung = (): fc.Arbitrary<Omit<Rung, "name">> =>
  record({
    does: fc.constantFrom(...rungActions.toReversed()),
    handles: fc.array(fc.constantFrom(...patterns), { maxLength: 2 }),
    takes: time(0, 10 * MINUTE_US),
    takesPerThousandCards: time(0, MINUTE_US),
    success: maybe(share()),
    keepsProgress: fc.boolean(),
  }).map(({ handles, takes, success = 1, ...others }) => ({
    ...others,
    handles: handles.length === 0 ? ["*"] : handles,
    takes: success < 1 ? Math.max(takes, 10 * SECOND_US) : takes,
    success,
  }));

/** Ladders of one to three rungs. The last takes all that is left to it, or a fault could be nobody's: `check` refuses that. */
export const rungs = (): fc.Arbitrary<Exclude<Policy, string | CallableFunction>> =>
  fc.tuple(fc.array(rung(), { maxLength: 2 }), rung()).map(([drawn, last]) => {
    const does = last.does === "wait" ? ("job" as const) : last.does;
    const [first, ...others] = [...drawn, { ...last, does, handles: ["*"] }].map((one, index) => ({
      name: `rung ${index + 1}`,
      ...one,
    }));
    if (first === undefined) throw new RangeError("expected at least one rung");
    return { ladder: [first, ...others] };
  });

const policy = (choices: ReadonlyArray<PolicyChoice>): fc.Arbitrary<Policy> =>
  fc.tuple(fc.nat(choices.length - 1), rungs()).map(([at, ladder]) => {
    const choice = pick(choices, at);
    return choice === "ladder" ? ladder : choice;
  });

/** How long each way of failing takes to be noticed. */
const detect = (): fc.Arbitrary<Recovery["detect"]> =>
  record({
    crash: time(0, MINUTE_US),
    hang: time(0, 30 * MINUTE_US),
    cut: time(0, 5 * MINUTE_US),
    straggler: maybe(time(0, 30 * MINUTE_US)),
    corruption: time(0, 2 * HOUR_US),
  }).map((drawn) => given<Recovery["detect"]>(drawn));

/** Recovery settings; shrinks towards hot spares from anywhere, a restart at once and no quarantine. */
export const recovery = (options: Options = {}): fc.Arbitrary<Recovery> =>
  record({
    policy: policy(withDefaults(options).policies),
    restart: fc.oneof({ weight: 4, arbitrary: time(0, 10 * MINUTE_US) }, { weight: 1, arbitrary: repairLaw() }),
    detect: detect(),
    spares: fc.constantFrom("hot" as const, "warm" as const, "cold" as const),
    spareActivation: maybe(time(0, 10 * MINUTE_US)),
    spareScope: fc.constantFrom("anywhere" as const, "supernode" as const),
    quarantine: maybe(
      record({
        faults: fc.integer({ min: 1, max: 3 }),
        window: time(SECOND_US, 2 * HOUR_US),
        release: maybe(time(SECOND_US, 2 * HOUR_US)),
      }).map((drawn) => given<NonNullable<Recovery["quarantine"]>>(drawn)),
    ),
  }).map((drawn) => given<Recovery>(drawn));
