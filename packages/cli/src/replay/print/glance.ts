import type { Part } from "@ordeal/explorer";
import { humanDuration } from "@ordeal/model";
import type { Style } from "../../print/style.ts";
import type { Report } from "../report.ts";

const heights = ["▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"] as const;

/** The run as a picture: a mark for each part of it, as high as the job was up, and below it where faults struck. */
export const glanceSection = ({ replayed, subject }: Report, style: Style): ReadonlyArray<string> => {
  if (replayed.glance.length < 2) return [];
  const glance = narrowed(replayed.glance, style.width - 2);
  const marks = glance.map(({ upShare }) => {
    const mark = heights[upShare >= 1 ? heights.length - 1 : Math.floor(upShare * (heights.length - 1))] ?? "";
    return upShare < 1 ? style("red", mark) : mark;
  });
  const struck = glance.map(({ faults }) => (faults === 0 ? " " : faults < 10 ? String(faults) : "+")).join("");
  const each = humanDuration(replayed.result.wallUs / glance.length);
  return [
    `${style("bold", "At a glance")} ${style("dim", `(each mark is ${each}, as high as the share of it that the job was up; below, faults)`)}`,
    `  ${marks.join("")}`,
    `  ${style("dim", struck.trimEnd())}`,
    `  ${style("dim", axis(subject.stage.startsAt, replayed.result.wallUs, glance.length))}`,
  ];
};

/** The same picture with several marks in one, as many as it takes for it to fit. */
const narrowed = (glance: ReadonlyArray<Part>, room: number): ReadonlyArray<Part> => {
  const together = Math.ceil(glance.length / room);
  if (!(together > 1)) return glance;
  return Array.from({ length: Math.ceil(glance.length / together) }, (_, index) => {
    const parts = glance.slice(index * together, (index + 1) * together);
    const upShare = parts.reduce((sum, part) => sum + part.upShare, 0) / parts.length;
    return { upShare, faults: parts.reduce((sum, part) => sum + part.faults, 0) };
  });
};

/** When the picture begins and ends. */
const axis = (startsAtMs: number | undefined, wallUs: number, width: number): string => {
  const day = (ms: number) => new Date(ms).toISOString().slice(0, 10);
  const [from, to] =
    startsAtMs === undefined ? ["0", humanDuration(wallUs)] : [day(startsAtMs), day(startsAtMs + wallUs / 1_000)];
  return `${from}${to.padStart(Math.max(to.length + 1, width - from.length))}`;
};
