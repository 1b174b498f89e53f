/** @jsxRuntime automatic @jsxImportSource preact */
import { renderToString } from "preact-render-to-string";
import { htmlPage } from "../page.ts";
import { Report } from "./report.tsx";
import type { ReportData } from "./report-data.ts";
import { reportStyle } from "./style.ts";

/** A report as one HTML file. `client` is the script of `report/client.tsx`, bundled. */
export const reportPage = (data: ReportData, client: string): string =>
  htmlPage({
    title: data.title,
    body: `<div id="report">${renderToString(<Report data={data} />)}</div>`,
    style: reportStyle,
    script: client,
    data: { data },
  });
