import { join } from "node:path";
import { expect, test } from "vitest";
import { describeDryRun } from "../../src/dry-run/dry-run.ts";
import { printDryRun } from "../../src/dry-run/print-dry-run.ts";
import { loadExperiment } from "../../src/files/load.ts";
import { plainStyle } from "../../src/print/style.ts";
import { savingSection } from "../../src/summary/saving.ts";
import { folder, smallExperiment } from "../support.ts";

const load = async (sections: Readonly<Record<string, string>>) => {
  const loading = await loadExperiment(join(folder({ "e.yaml": smallExperiment(sections) }), "e.yaml"));
  if ("problems" in loading) throw new Error(loading.problems.map(({ message }) => message).join("\n"));
  return loading.loaded;
};
const daly = {
  duration: "10 days",
  checkpoint: "{ interval: daly, tiers: [{ stall: 10 seconds }] }",
  hazards: "[{ id: bugs, rate: 2 per day, kinds: [{ kind: job.crash }] }]",
  faults: "[]",
};
const DAY_US = 86_400e6;

const section = async (
  mtbfHours: number | null,
  faultsOnJob: number,
  sections: Readonly<Record<string, string>> = {},
  wallUs = 10 * DAY_US,
): Promise<string> => {
  const { experiment } = await load({ ...daly, ...sections });
  const mtbf = mtbfHours === null ? null : mtbfHours * 3_600;
  const document = { wallUs, counts: { faultsOnJob }, metrics: { mtbf } };
  return savingSection({ document: document as never, experiment, style: plainStyle })
    .join("\n")
    .replace(/\n +/g, " ");
};

test("the dry run tells M and the interval that a formula makes of it", async () => {
  const loaded = await load(daly);
  const printed = printDryRun(describeDryRun(loaded), loaded.experiment, plainStyle).replace(/\n? {2,}/g, " ");
  expect(printed).toContain("saves every 15 min 23 s, for a mean time between failures M of 12 h (from the hazards)");
  expect(describeDryRun(loaded).savings).toMatchObject([{ atUs: 0, mtbfUs: 12 * 3_600e6, isGiven: false }]);
});

test("so does the summary, for each change of the settings and each tier", async () => {
  expect(await section(12, 20)).toBe(
    "Saves every 15 min 23 s, for a mean time between failures M of 12 h (from the hazards)",
  );
  const tiers = "tiers: [{ name: memory, stall: 10 seconds, interval: young }, { name: disk, stall: 1 second }]";
  const changes = `[{ at: 1 day, checkpoint: { interval: 1 hour, mtbf: 5 hours, ${tiers} } }]`;
  const changed = await section(null, 0, { checkpoint: `{ interval: { steps: 9 }, ${tiers} }`, changes }, DAY_US / 2);
  expect(changed).toContain("every 15 min 30 s to memory and every 9 steps to disk, for");
  expect(changed).toContain("from day 2, 00:00 on every 10 min to memory and every 1 h to disk, for");
  expect(changed).toContain("M of 5 h (as given)");
});

test("it says when the run's own mtbf is more than 25 % away, either way", async () => {
  expect(await section(14.9, 16)).not.toContain("own mtbf");
  expect(await section(9.1, 26)).not.toContain("own mtbf");
  expect(await section(24, 10)).toContain("this run's own mtbf, 1 day over 10 faults on the job, is 100 % above M");
  expect(await section(6, 40)).toContain("this run's own mtbf, 6 h over 40 faults on the job, is 50 % below M");
  expect(await section(null, 0)).toContain("no fault was on the job in this run");
  expect(await section(null, 0, {}, DAY_US / 2)).not.toContain("own mtbf");
  expect(await section(24, 10, { hazardsOff: "true" })).not.toContain("own mtbf");
});

test("it is silent where no interval is made of M", async () => {
  expect(await section(24, 10, { checkpoint: "{ interval: 1 hour, tiers: [{ stall: 10 seconds }] }" })).toBe("");
});

test("a dry run says that the safety limits leave hazards alone, where there are both", async () => {
  const told = async (sections: Readonly<Record<string, string>>) => {
    const loaded = await load({ ...daly, ...sections });
    return printDryRun(describeDryRun(loaded), loaded.experiment, plainStyle).includes(
      "hold back scripted faults only",
    );
  };
  expect(await told({ safety: "{ maxConcurrentFaults: 1 }" })).toBe(true);
  expect(await told({})).toBe(false);
});
