/** @jsxRuntime automatic @jsxImportSource preact */
import { hydrate } from "preact";
import { Report } from "./report.tsx";
import type { ReportData } from "./report-data.ts";

const data = document.getElementById("data")?.textContent;
const root = document.getElementById("report");
if (data && root) hydrate(<Report data={JSON.parse(data) as ReportData} />, root);
