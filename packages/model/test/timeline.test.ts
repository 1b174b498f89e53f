import { expect, test } from "vitest";
import { decodeTimeline, printPath } from "../src/index.ts";

const crash = (id?: string) => ({ kind: "job.crash", at: "1 hour", ...(id === undefined ? {} : { id }) });

const problemsOf = (faults: ReadonlyArray<unknown>): ReadonlyArray<string> => {
  const decoded = decodeTimeline({ title: "T", faults });
  return "problems" in decoded ? decoded.problems.map(({ path, message }) => `${printPath(path)}: ${message}`) : [];
};

test("every fault of a timeline needs its own id", () => {
  expect(problemsOf([crash("a"), crash("b"), crash("a")])).toEqual([
    'faults[2].id: "a" is taken: every fault needs its own id',
  ]);
});

test("a fault without an id goes by its kind and place, and nobody else may be called that", () => {
  const why = "every fault needs its own id, and one without goes by its kind and place";
  expect(problemsOf([crash(), crash(), crash("job.crash-2")])).toEqual([
    `faults[2].id: "job.crash-2" is taken: ${why}`,
  ]);
  expect(problemsOf([crash("job.crash-2"), crash()])).toEqual([`faults[1]: "job.crash-2" is taken: ${why}`]);
  expect(problemsOf([crash("job.crash-3"), crash(), crash("job.crash-2a")])).toEqual([]);
});

test("a fault that cannot be read keeps its place, and takes no id", () => {
  expect(problemsOf([{ kind: "job.crash" }, crash("job.crash-1"), crash("job.crash-2")])).toEqual([
    "faults[0]: expected exactly one of at, on and every, found none",
  ]);
});
