import type { JournalEvent } from "@ordeal/model";
import * as fc from "fast-check";
import { expect, test } from "vitest";
import { openRun, simulate } from "../src/index.ts";
import { Journal } from "../src/journal.ts";
import { experimentOf } from "./support/run.ts";
import { scenarios } from "./support/scenarios.ts";

const line = (event: JournalEvent): string => `${JSON.stringify(event)}\n`;

test("a journal in blocks is the journal, byte for byte, however the run is advanced", () => {
  fc.assert(
    fc.property(
      scenarios,
      fc.array(fc.nat({ max: 7_200_000_000 }), { maxLength: 5 }),
      fc.boolean(),
      (written, stops, asks) => {
        const scenario = experimentOf(written);
        let one = "";
        simulate(scenario, { seed: 5, onEvent: (event) => (one += line(event)) });
        let text = "";
        let objects = "";
        const run = openRun(scenario, {
          seed: 5,
          onBlock: (block) => {
            text += block.text();
            for (let row = 0; row < block.length; row++) objects += line(block.event(row));
          },
        });
        for (const stop of [...stops.sort((a, b) => a - b), run.endUs]) {
          run.advance(stop);
          if (asks) run.snapshot();
        }
        expect(text).toBe(one);
        expect(objects).toBe(one);
      },
    ),
    { numRuns: 80 },
  );
});

test("who asks for events and for blocks gets both, of the same events", () => {
  const events: Array<string> = [];
  let text = "";
  simulate(experimentOf(), {
    seed: 1,
    onEvent: (event) => events.push(line(event)),
    onBlock: (block) => (text += block.text()),
  });
  expect(text).toBe(events.join(""));
  expect(events.length).toBeGreaterThan(10);
});

test("no event is lost where a series of saves just fills a block", () => {
  const lengths: Array<number> = [];
  const journal = new Journal({ onBlock: ({ length }) => lengths.push(length) });
  const times = { atUs: 0, everyUs: 100, stallUs: 1, persistUs: 9 };
  journal.emitSeries({ tier: "one", ...times, step: 1, steps: 1, count: 256, isLastWritten: true });
  journal.emit(30_000, "run.ended", { step: 256 });
  journal.flush();
  expect(lengths).toEqual([1_024, 1]);
});

test("blocks are full, but for the last of an advance and for room that no whole save fits into", () => {
  const lengths: Array<number> = [];
  const run = openRun(experimentOf({ duration: "100 days" }), {
    seed: 1,
    onBlock: ({ length }) => lengths.push(length),
  });
  run.advance(run.endUs);
  expect(lengths.length).toBeGreaterThan(10);
  expect(Math.min(...lengths.slice(0, -1))).toBeGreaterThan(1_020);
});
