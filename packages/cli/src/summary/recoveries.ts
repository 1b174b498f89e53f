import { humanDuration, humanInstant, type Interruption } from "@ordeal/model";
import { columns } from "../print/table.ts";
import { causeName } from "./cause.ts";
import type { Summarized } from "./summarized.ts";

const SHOWN_MAX = 5;

/** The interruptions that took longest to get over; one that was not comes first, and says how long it had been. */
export const recoveriesSection = ({ document, style }: Summarized): ReadonlyArray<string> => {
  const slowness = ({ recoveryUs, isOver }: Interruption) => recoveryUs + (isOver ? 0 : document.wallUs);
  const slowest = document.interruptions
    .toSorted((a, b) => slowness(b) - slowness(a) || a.atUs - b.atUs)
    .slice(0, SHOWN_MAX);
  if (slowest.length === 0) return [];
  const rows = slowest.map(({ atUs, cause, recoveryUs, isOver, lostUs }) => [
    humanInstant(atUs),
    isOver ? humanDuration(recoveryUs) : style("red", `> ${humanDuration(recoveryUs)}`),
    lostUs === 0 ? "no work" : humanDuration(lostUs),
    causeName(cause),
  ]);
  const head = ["when", "recovery", "lost work", "cause"].map((name) => style("dim", name));
  return [
    style("bold", slowest.length === 1 ? "The recovery" : "Slowest recoveries"),
    ...columns([head, ...rows], ["left", "right", "right", "left"], { width: style.width, heads: 1 }),
  ];
};
