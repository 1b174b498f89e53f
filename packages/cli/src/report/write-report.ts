import { type ReportData, type ReportPart, reportPage } from "@ordeal/dashboard";
import { writePage } from "../ci-pages/write-page.ts";
import type { UnwrittenPage } from "../ci-pages/write-pages.ts";
import { systemReason } from "../run/outputs.ts";
import { version } from "../version.ts";
import { clientScript } from "./client-script.ts";

/** Writes a report; what kept it from being written, if anything did. */
export const writeReport = async (
  path: string,
  parts: ReadonlyArray<ReportPart>,
): Promise<UnwrittenPage | undefined> => {
  const data: ReportData = { version, title: titleOf(parts), parts };
  try {
    writePage(path, reportPage(data, await clientScript("report-client")));
    return undefined;
  } catch (error) {
    return { path, reason: systemReason(error) };
  }
};

const titleOf = (parts: ReadonlyArray<ReportPart>): string => {
  const titles = [...new Set(parts.map((part) => (part.what === "run" ? part.run.title : part.part.title)))];
  return titles.length === 1 ? (titles[0] ?? "") : `${titles.length} results of Ordeal`;
};
