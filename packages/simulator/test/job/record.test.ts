import { describe, expect, test } from "vitest";
import { RunRecord } from "../../src/job/record.ts";
import { faultOf, stillWorld } from "../support/world.ts";

const recordOf = () => {
  const { world } = stillWorld();
  const { record } = world.job.state;
  return { record, fault: (id: string) => faultOf(world, "node.crash", { id }) };
};

describe("a run's record", () => {
  test("counts a fault on the job once, however often it stops it", () => {
    const { record, fault } = recordOf();
    const [one, other] = [fault("one"), fault("other")];
    for (const each of [one, other, one]) record.countOnJob(each);
    expect(record.onJob([])).toEqual({
      faultsOnJob: 2,
      faultsByCause: [{ kind: "node.crash", cause: "node.crash", count: 2 }],
    });
  });

  test("counts faults that nobody has noticed with the others, and none of them twice", () => {
    const { record, fault } = recordOf();
    const [noticed, hidden] = [fault("noticed"), fault("hidden")];
    record.countOnJob(noticed);
    expect(record.onJob([hidden, noticed])).toMatchObject({ faultsOnJob: 2, faultsByCause: [{ count: 2 }] });
    // Looking counts nothing.
    expect(record.onJob([])).toMatchObject({ faultsOnJob: 1, faultsByCause: [{ count: 1 }] });
  });

  test("has one tally for each kind and cause, the largest first, and of those as large by cause", () => {
    const record = new RunRecord();
    const tallies = [
      record.tally("node.crash", "host"),
      record.tally("card.crash", "host"),
      record.tally("card.crash"),
      record.tally("link.down", "a cable"),
    ];
    expect(record.tally("node.crash", "host")).toBe(tallies[0]);
    for (const [nth, count] of [1, 2, 1, 0].entries()) (tallies[nth] as { count: number }).count = count;
    expect(record.onJob([]).faultsByCause.map(({ kind, cause, count }) => `${count} ${kind} ${cause}`)).toEqual([
      "2 card.crash host",
      "1 card.crash card.crash",
      "1 node.crash host",
    ]);
  });

  test("tells of an interruption that goes on with its length so far", () => {
    const { record, fault } = recordOf();
    expect([record.downSinceUs, record.interruptions(5e6, 0)]).toEqual([null, []]);
    record.beginInterruption(10e6, fault("one"), 3e6);
    expect(record.downSinceUs).toBe(10e6);
    const told = { atUs: 10e6, kind: "node.crash", cause: "node.crash", faultId: "one" };
    expect(record.interruptions(25e6, 4e6)).toEqual([{ ...told, recoveryUs: 15e6, isOver: false, lostUs: 7e6 }]);
    record.endInterruption(40e6, 5e6);
    const over = { ...told, recoveryUs: 30e6, isOver: true, lostUs: 8e6 };
    expect([record.downSinceUs, record.recoveries, record.interruptions(99e6, 6e6)]).toEqual([null, 1, [over]]);
    // A job that comes up for another reason ends none.
    record.endInterruption(50e6, 0);
    expect([record.recoveries, record.interruptions(99e6, 0)]).toEqual([1, [over]]);
  });
});
