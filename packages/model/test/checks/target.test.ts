import { describe, expect, test } from "vitest";
import { type FaultKind, faultKinds, parseSelector, selectedComponent } from "../../src/index.ts";
import { parametersOf } from "../fault-parameters.ts";
import { problemsOf, type Written } from "../support.ts";

const kinds: Readonly<Record<string, FaultKind>> = {
  card: "card.crash",
  node: "node.crash",
  uplink: "link.down",
  plane: "link.down",
  tor: "switch.down",
  rack: "power.rack",
  loop: "cooling.leak",
  tier: "checkpoint.torn",
};

/** Why nothing has this address, on seven nodes in supernodes of three and racks of two; nothing if something has. */
const missing = (target: string, cluster: Written = {}): string | undefined => {
  const selector = parseSelector(target);
  if (selector === undefined) throw new Error(`${target} is no selector`);
  const kind = kinds[selectedComponent(selector)] as FaultKind;
  const faults = [{ kind, at: "1 hour", target, ...parametersOf[kind].good }];
  const [problem, ...more] = problemsOf({ faults, cluster: { nodes: 7, nodesPerRack: 2, ...cluster } });
  expect(more).toEqual([]);
  return problem?.replace("faults[0].target: ", "");
};

describe("a target that exists", () => {
  test.each([
    "sn00/n00",
    "sn02/n00",
    "sn02/n00/c7",
    "sn00/n02/up15",
    "sn02/plane6",
    "sn00/rack01",
    "sn02/rack00",
    "tor02b",
    "cdu2",
    "tier/storage",
    "sn*/n02",
    "sn02/n*",
    "sn*/n*/c0",
    "tor*b",
    "cdu*",
    "random card",
    "9999 nodes",
    "a node of sn02",
    "2 cards of sn00/n01",
    "a node of the job",
    "a node of the spares",
    "the slowest card",
  ])("is accepted: %s", (target) => {
    expect(missing(target)).toBeUndefined();
  });
});

describe("a target that does not exist", () => {
  test.each([
    ["sn03/n00", "sn00 to sn02"],
    ["sn99/n00/c0", "sn00 to sn02"],
    ["sn00/n03", "sn00/n00 to sn00/n02"],
    ["sn02/n01", "sn02/n00"],
    ["sn02/n01/c0", "sn02/n00"],
    ["sn00/n00/c8", "sn00/n00/c0 to sn00/n00/c7"],
    ["sn00/n00/up16", "sn00/n00/up00 to sn00/n00/up15"],
    ["sn00/plane7", "sn00/plane0 to sn00/plane6"],
    ["sn00/rack02", "sn00/rack00 to sn00/rack01"],
    ["sn02/rack01", "sn02/rack00"],
    ["tor03a", "tor00a to tor02a"],
    ["cdu3", "cdu0 to cdu2"],
    ["tier/peer", "tier/storage"],
    ["sn*/n03", "sn*/n00 to sn*/n02"],
    ["sn03/n*", "sn00 to sn02"],
    ["tor03*", "tor00* to tor02*"],
  ])("is told with what does: %s", (target, expected) => {
    expect(missing(target)).toBe(`${target} does not exist: expected ${expected}`);
  });

  test("below which something is drawn is told as well", () => {
    expect(missing("3 nodes of sn03")).toBe("sn03 does not exist: expected sn00 to sn02");
    expect(missing("a card of sn02/n01")).toBe("sn02/n01 does not exist: expected sn02/n00");
  });

  test("in a cluster of one partial supernode is told for globs too", () => {
    const small = { nodes: 2, nodesPerSupernode: 48 };
    const target = "sn*/n30";
    const faults = [{ kind: "node.crash", at: "1 hour", target }];
    expect(problemsOf({ cluster: small, job: { nodes: 2 }, faults })).toEqual([
      "faults[0].target: sn*/n30 does not exist: expected sn*/n00 to sn*/n01",
    ]);
  });

  test("on the second side of a single switch is told", () => {
    expect(missing("tor00b", { scaleOut: { tors: 1 } })).toBe("tor00b does not exist: expected tor00a");
  });
});

describe("a cluster without a fabric", () => {
  const withoutScaleUp = { scaleUp: { planes: 0 } };
  const withoutScaleOut = { scaleOut: { uplinks: 0 } };
  const up = 'cluster "small" has no scale-up fabric: its scaleUp.planes is 0';
  const out = 'cluster "small" has no scale-out fabric: its scaleOut.uplinks is 0';

  test.each(["sn00/plane0", "random plane", "a plane of sn00", "2 planes of the job", "sn*/plane*"])(
    "of planes has none to strike: %s",
    (target) => {
      expect(missing(target, withoutScaleUp)).toBe(up);
      expect(missing(target, withoutScaleOut)).toBeUndefined();
    },
  );

  test.each(["sn00/n00/up00", "random link", "an uplink of the job", "tor00a", "random tor", "tor*a"])(
    "of uplinks has none to strike, nor a switch: %s",
    (target) => {
      expect(missing(target, withoutScaleOut)).toBe(out);
      expect(missing(target, withoutScaleUp)).toBeUndefined();
    },
  );

  test("still has its link to storage", () => {
    const faults = [{ kind: "link.down", at: "1 hour", target: "storage" }];
    expect(problemsOf({ cluster: { ...withoutScaleOut, ...withoutScaleUp }, faults })).toEqual([]);
    expect(faultKinds["link.down"].targets).toContain("storage");
  });
});
