import { decodeTimelineFault, type TimelineFault } from "@ordeal/model";
import { describe, expect, test } from "vitest";
import { type Exposure, observe } from "../../src/fit/observe.ts";
import { DAY, HOUR } from "./support.ts";

const startsAt = Date.UTC(2024, 4, 1);
const read = (written: object): TimelineFault => {
  const decoded = decodeTimelineFault(written, { startsAt }, []);
  if ("problems" in decoded) throw new Error(JSON.stringify(decoded.problems));
  return decoded.value;
};
const crash = (at: string, component: string, more: object = {}) =>
  read({ kind: "node.crash", at, component, ...more });

const all: Exposure = { counts: { node: 10, card: 80 }, isFleet: false, unended: "open" };
const seen = (faults: ReadonlyArray<TimelineFault>, exposure: Exposure = all, more: object = {}) =>
  observe([{ name: "t", header: { startsAt }, faults, fromUs: 0, toUs: 10 * DAY, ...more }], exposure);
const observed = (...given: Parameters<typeof seen>) => {
  const result = seen(...given);
  if ("problems" in result) throw new Error(result.problems.join("\n"));
  return result.observed;
};

describe("what a timeline says of rates", () => {
  test("instants and dates lie on one axis; what began outside of the observed time is passed over, and counted", () => {
    const { groups, passedOver, faults } = observed(
      [
        crash("1 day", "a", { duration: "2 hours" }),
        crash("2024-05-03T00:00:00Z", "b", { duration: "1 hour" }),
        crash("10 days", "c"),
        crash("1 hour", "d"),
        read({ kind: "node.crash", on: { event: "run.started" }, component: "e" }),
      ],
      all,
      { fromUs: 2 * HOUR },
    );
    expect(faults).toBe(2);
    expect(groups[0]?.faults.map(({ atUs, end }) => [atUs / HOUR, (end as number) - atUs])).toEqual([
      [22, 2 * HOUR],
      [46, HOUR],
    ]);
    expect(passedOver).toEqual([
      { reason: "after the time that was observed", count: 1 },
      { reason: "before the time that was observed", count: 1 },
      { reason: "without an instant", count: 1 },
    ]);
  });

  test("a fault without an end is not over; one of a component that failed again is over at a time nobody knows", () => {
    const faults = [crash("1 day", "a"), crash("2 days", "b"), crash("3 days", "a")];
    const ends = (unended: Exposure["unended"]) =>
      observed(faults, { ...all, unended }).groups[0]?.faults.map(({ end }) => end);
    expect(ends("open")).toEqual(["unknown", "open", "open"]);
    expect(ends("unknown")).toEqual(["unknown", "unknown", "unknown"]);
  });

  test("each kind of component has its group: cards know their node, switches their count", () => {
    const { groups } = observed(
      [
        crash("1 day", "a"),
        read({ kind: "card.crash", at: "2 days", component: "a", part: 3 }),
        read({ kind: "card.crash", at: "3 days", component: "a", part: 4, cause: "HBM" }),
        read({ kind: "switch.down", at: "4 days", target: "tor01a" }),
        read({ kind: "link.down", at: "5 days", target: "sn00/plane3" }),
      ],
      { ...all, counts: { node: 10, card: 80, tor: 6, plane: 7 } },
    );
    const byComponent = new Map(groups.map((group) => [group.component, group]));
    expect([...byComponent.keys()].toSorted()).toEqual(["card", "node", "plane", "tor"]);
    const cards = byComponent.get("card");
    expect([cards?.components, cards?.drawn, cards?.sorts.length]).toEqual([80, 10, 2]);
    expect(cards?.faults[0]?.node).toBe(cards?.faults[1]?.node);
    expect(cards?.faults[0]?.component).not.toBe(cards?.faults[1]?.component);
    expect(byComponent.get("plane")?.target).toBe("random plane");
  });

  test("a count that nobody gave is asked for, unless rates are the fleet's", () => {
    const faults = [read({ kind: "switch.down", at: "1 day", target: "tor01a" })];
    expect(seen(faults)).toEqual({
      problems: ["nobody says how many ToR switches there were, which 1 of the faults struck"],
    });
    expect(observed(faults, { ...all, isFleet: true }).groups[0]?.components).toBeUndefined();
  });

  test("more nodes by name than there are said to be: another cluster's, or a wrong count", () => {
    const faults = Array.from({ length: 11 }, (_, i) => crash(`${i + 1} hours`, `n${i}`));
    const result = seen(faults);
    expect("problems" in result && result.problems[0]).toMatch(/name 11 different nodes, and there are said to be 10/);
  });

  test("several records follow upon one another, and the same node is the same in all", () => {
    const record = { name: "t", header: { startsAt }, fromUs: DAY, toUs: 3 * DAY, faults: [crash("2 days", "a")] };
    const result = observe([record, record], all);
    if ("problems" in result) throw new Error(result.problems.join());
    const [group] = result.observed.groups;
    expect(group?.faults.map(({ atUs }) => atUs / DAY)).toEqual([1, 3]);
    expect(new Set(group?.faults.map(({ node }) => node)).size).toBe(1);
    expect(result.observed.spanUs).toBe(4 * DAY);
  });
});
