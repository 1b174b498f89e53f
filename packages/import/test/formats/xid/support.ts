import { importing, type Told } from "../../support.ts";

export interface Row {
  readonly at: string;
  readonly kind: string;
  readonly component: string | undefined;
  readonly part: number | undefined;
}

/** What an import of a log came to: its faults with their dates, and the reasons of what was passed over. */
export const imported = async (lines: string | ReadonlyArray<string>, told: Told = {}) => {
  const text = typeof lines === "string" ? lines : `${lines.join("\n")}\n`;
  const { timeline, imported, refused } = await importing("xid", { text }, told);
  const faults: ReadonlyArray<Row> = (timeline?.faults ?? []).map(({ at, kind, component, part }) => {
    const us = typeof at === "number" ? at : Number.NaN;
    const start = timeline?.startsAt;
    return {
      at: start === undefined ? `${us / 1e6} s` : new Date(start + us / 1e3).toISOString(),
      kind,
      component,
      part,
    };
  });
  const skipped = (imported?.skipped ?? []).map(({ reason, count, such, isHarmless }) => ({
    reason,
    count,
    such,
    isHarmless,
  }));
  return { faults, skipped, refused: refused?.message, timeline };
};

/** The driver's words about a card. */
export const said = (code: number, details = "words", card = "PCI:0000:3b:00"): string =>
  `NVRM: Xid (${card}): ${code}, ${details}`;

/** A line of a kernel log with a date, `seconds` after a moment of 2024. */
export const line = (seconds: number, words: string, host = "gpu-017"): string =>
  `${new Date(Date.UTC(2024, 4, 6) + seconds * 1e3).toISOString()} ${host} kernel: ${words}`;
