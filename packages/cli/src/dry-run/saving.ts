import { counted, humanDuration, humanInstant, type Scenario } from "@ordeal/model";
import { type Saving, savingsOf } from "@ordeal/simulator";

/** How often saves come that are made of a mean time between failures, and of which; one line for each change of that. */
export const savingLines = (scenario: Scenario): ReadonlyArray<string> =>
  savingsOf(scenario)
    .filter(({ mtbfUs }) => mtbfUs !== undefined)
    .map((saving) => {
      const from = saving.atUs === 0 ? "" : `from ${humanInstant(saving.atUs)} on `;
      const source = saving.isGiven ? "as given" : "from the hazards";
      return `${from}${often(saving)}, for a mean time between failures M of ${humanDuration(saving.mtbfUs ?? 0)} (${source})`;
    });

const often = ({ tiers }: Saving): string => {
  const each = tiers.map(({ name, rhythm }) => {
    const every = "steps" in rhythm ? counted(rhythm.steps, "step") : humanDuration(rhythm.us);
    const text = "us" in rhythm && rhythm.us === Number.POSITIVE_INFINITY ? "never" : `every ${every}`;
    return tiers.length === 1 ? text : `${text} to ${name}`;
  });
  return each.join(" and ");
};

/** M over a whole run of some length: that of each change of the settings for as long as it holds; `undefined` without. */
export const mtbfOverUs = (scenario: Scenario, wallUs: number): number | undefined => {
  const savings = savingsOf(scenario);
  let failures = 0;
  for (const [index, { atUs, mtbfUs }] of savings.entries()) {
    const endUs = Math.min(savings[index + 1]?.atUs ?? wallUs, wallUs);
    if (endUs <= atUs) continue;
    if (mtbfUs === undefined) return undefined;
    failures += (endUs - atUs) / mtbfUs;
  }
  return failures === 0 ? undefined : wallUs / failures;
};
