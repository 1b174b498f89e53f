import { printAddress } from "../address.ts";
import { type Cluster, type Cooling, type Loop, supernodesOf } from "../cluster.ts";
import type { Report } from "./report.ts";

/** Temperatures must rise from the coolant to the trip, and what a card gives off must fit. */
export const checkCooling = (cooling: Cooling, report: Report): void => {
  const ladder = ["coolantC", "resumeC", "throttleC", "tripC"] as const;
  for (const [index, key] of ladder.entries()) {
    const below = ladder[index - 1];
    if (below !== undefined && cooling[key] <= cooling[below]) {
      report(
        ["cluster", "cooling", key],
        `expected more than ${below} (${cooling[below]} °C), found ${cooling[key]} °C`,
      );
    }
  }
  if (cooling.idleW > cooling.loadW) {
    report(["cluster", "cooling", "idleW"], `expected at most loadW (${cooling.loadW} W), found ${cooling.idleW} W`);
  }
  if (cooling.ambientConductanceWPerK > cooling.conductanceWPerK) {
    report(
      ["cluster", "cooling", "ambientConductanceWPerK"],
      `expected at most conductanceWPerK (${cooling.conductanceWPerK} W/K), found ${cooling.ambientConductanceWPerK} W/K`,
    );
  }
};

/** Every supernode must have one loop. */
export const checkLoops = ({ cooling, nodes, nodesPerSupernode }: Partial<Cluster>, report: Report): void => {
  if (cooling?.loops === undefined) return;
  const path = ["cluster", "cooling", "loops"];
  if (cooling.supernodesPerLoop !== undefined) {
    report(["cluster", "cooling", "supernodesPerLoop"], "expected either loops or supernodesPerLoop, found both");
  }
  if (nodes === undefined || nodesPerSupernode === undefined) return;
  const supernodes = supernodesOf({ nodes, nodesPerSupernode });
  const outside = cooling.loops.flatMap(({ from, to }, loop) => (from <= to && to < supernodes ? [] : [loop]));
  for (const loop of outside) {
    const { from, to } = cooling.loops[loop] as Loop;
    report(
      [...path, loop],
      `expected from and to between 0 and ${supernodes - 1}, and from at most to, found from ${from} to ${to}`,
    );
  }
  const gap = checkOverlaps(
    cooling.loops.map((loop, index) => ({ ...loop, index })).filter(({ index }) => !outside.includes(index)),
    report,
  );
  // Without the loops that are wrong themselves nobody knows which supernodes they were meant for.
  if (outside.length === 0 && gap < supernodes) {
    report(path, `expected a loop for every supernode, found none for ${nameOf(gap)}`);
  }
};

/** Reports the loops that overlap another; gives the first supernode that has no loop. */
const checkOverlaps = (loops: ReadonlyArray<Loop & { readonly index: number }>, report: Report): number => {
  let furthest = { to: -1, index: -1 };
  let gap: number | undefined;
  for (const loop of loops.toSorted((a, b) => a.from - b.from || a.index - b.index)) {
    if (loop.from > furthest.to + 1) gap ??= furthest.to + 1;
    if (loop.from <= furthest.to) {
      const [first, second] = [loop.index, furthest.index].sort((a, b) => a - b) as [number, number];
      report(
        ["cluster", "cooling", "loops", second],
        `expected one loop a supernode, found ${nameOf(loop.from)} in loop cdu${first} too`,
      );
    }
    if (loop.to > furthest.to) furthest = loop;
  }
  return gap ?? furthest.to + 1;
};

const nameOf = (supernode: number): string => printAddress({ component: "supernode", supernode });
