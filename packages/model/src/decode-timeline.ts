import { checkTimeline } from "./checks/timeline.ts";
import { type Decoded, decode } from "./decode.ts";
import { faultIdOf, takenId } from "./fault.ts";
import { readPlainFault } from "./plain-fault.ts";
import type { Path, Problem } from "./problem.ts";
import { type Timeline, TimelineFault, TimelineHeader } from "./timeline.ts";
import { withCheckedFunctions } from "./user-functions/checked.ts";

const isMapping = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** Decodes one fault of a timeline, and checks what can be checked without its experiment. */
export const decodeTimelineFault = (
  written: unknown,
  header: Pick<TimelineHeader, "startsAt">,
  at: Path,
): Decoded<TimelineFault> => {
  const plain = readPlainFault(written);
  const decoded = plain === undefined ? decode(TimelineFault, written, at) : { value: plain };
  if ("problems" in decoded) return decoded;
  const problems = checkTimeline(decoded.value, header, at);
  return problems.length === 0 ? decoded : { problems };
};

export const decodeTimelineHeader = (written: unknown): Decoded<TimelineHeader> => {
  const decoded = decode(TimelineHeader, written);
  if ("problems" in decoded || decoded.value.settings === undefined) return decoded;
  const settings = decoded.value.settings.map((one, index) => withCheckedFunctions(one, ["settings", index]));
  return { value: { ...decoded.value, settings } };
};

/** Decodes a timeline as people write it; finds every problem at once, fault by fault. */
export const decodeTimeline = (written: unknown): Decoded<Timeline> => {
  if (!isMapping(written)) {
    return { problems: [{ path: [], message: "expected a timeline: a mapping with title and faults" }] };
  }
  const { faults, ...rest } = written;
  const problems: Array<Problem> = [];
  const header = decodeTimelineHeader(rest);
  if ("problems" in header) problems.push(...header.problems);
  const known = "value" in header ? header.value : {};
  const read: Array<TimelineFault> = [];
  const ids = new Set<string>();
  if (!Array.isArray(faults)) {
    problems.push({
      path: ["faults"],
      message: faults === undefined ? "is required, and it is missing" : "expected a list of faults",
    });
  }
  (Array.isArray(faults) ? faults : []).forEach((one: unknown, index) => {
    const decoded = decodeTimelineFault(one, known, ["faults", index]);
    if ("problems" in decoded) {
      problems.push(...decoded.problems);
      return;
    }
    const id = faultIdOf(decoded.value, index);
    if (ids.has(id)) {
      const own = decoded.value.id === undefined ? [] : ["id"];
      problems.push({ path: ["faults", index, ...own], message: takenId(id) });
    }
    ids.add(id);
    read.push(decoded.value);
  });
  return "value" in header && problems.length === 0 ? { value: { ...header.value, faults: read } } : { problems };
};
