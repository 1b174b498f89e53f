import { describe, expect, test } from "vitest";
import { decodeLab } from "../../../src/live/lab/lab-file.ts";

const lab = { lab: "two-nodes", launcher: "torchrun", nodes: 2, cardsPerNode: 1, train: ["./train.py"] };

describe("the file of a lab", () => {
  test("is read as people write it", () => {
    expect(decodeLab({ ...lab, collectiveTimeout: "10 seconds" })).toEqual({
      value: { ...lab, collectiveTimeout: 10_000_000 },
    });
  });

  test("that is wrong is refused with everything that is wrong with it", () => {
    const decoded = decodeLab({ lab: "../etc", launcher: "mpi", nodes: 33, cardsPerNode: 0, color: "red" });
    const problems = "problems" in decoded ? decoded.problems : [];
    expect(problems.map(({ path }) => path.join(".")).sort()).toEqual([
      ...["cardsPerNode", "color", "lab", "launcher", "nodes"],
    ]);
  });
});
