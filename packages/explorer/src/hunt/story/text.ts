import { parseThreshold, unitOf } from "@ordeal/model";
import type { Margin } from "../harm.ts";
import type { Chapter, Story } from "./story.ts";
import { amountOf, clock, faultInWords, span, startInWords } from "./words.ts";

/** The story as lines of plain text. */
export const storyText = (story: Story): ReadonlyArray<string> => [
  story.title,
  "",
  ...story.chapters.flatMap((chapter, index) => chapterText(chapter, index, story.chapters.length > 1)),
  "",
  ...costText(story),
  ...whyText(story),
];

const chapterText = (chapter: Chapter, index: number, isOneOfMany: boolean): ReadonlyArray<string> => {
  const { fault, atUs, phases, events, without } = chapter;
  const during = atUs === undefined ? "it never struck" : `while ${phases.join(", ")}`;
  const alone = without.isBroken
    ? "   without this one the target is broken all the same"
    : `   without this one the target holds${without.margin === undefined ? "" : `: ${marginText(without.margin)}`}`;
  return [
    `${index + 1}. ${startInWords(fault, atUs)}, ${during}: ${faultInWords(fault)}`,
    ...events.map(({ atUs: us, text, times }) => `   ${clock(us)}  ${text}${times > 1 ? ` (${times} times)` : ""}`),
    ...(isOneOfMany ? [alone] : []),
  ];
};

const costText = ({ costs, productiveLostUs, endsDown }: Story): ReadonlyArray<string> => {
  const named = costs.slice(0, 5).map(({ bucket, us }) => `${bucket} ${span(us)}`);
  return [
    `What it cost: ${span(Math.max(0, productiveLostUs))} of productive time against the same run without these faults${
      named.length === 0 ? "." : `: ${named.join(", ")}.`
    }`,
    ...(endsDown ? ["The job was still down when the run ended."] : []),
  ];
};

const whyText = ({ margins, violations }: Story): ReadonlyArray<string> => [
  ...margins
    .filter(({ held }) => held === false)
    .map((margin) => `Why that breaks it: ${margin.expression}, and the run came to ${marginText(margin)}.`),
  ...violations
    .slice(0, 3)
    .map(({ invariant, atUs, message }) => `Invariant "${invariant}" at ${clock(atUs)}: ${message}.`),
];

/** `93.10 % (undisturbed 98.40 %)`; what is beyond the limit by a little does not read as the limit itself. */
export const marginText = ({ expression, actual, undisturbed, limit, held }: Margin): string => {
  const threshold = parseThreshold(expression);
  const unit = typeof threshold === "string" ? "count" : unitOf(threshold);
  const isClose = held === false && amountOf(actual, unit) === amountOf(limit, unit);
  return `${amountOf(actual, unit, isClose)}${undisturbed === null ? "" : ` (undisturbed ${amountOf(undisturbed, unit)})`}`;
};
