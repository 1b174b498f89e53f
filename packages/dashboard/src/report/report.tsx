/** @jsxRuntime automatic @jsxImportSource preact */
import { BlocksPart } from "./blocks/blocks.tsx";
import { CausesPanel } from "./panels/causes.tsx";
import { ComparePanel } from "./panels/compare.tsx";
import { LedgerPanel } from "./panels/ledger.tsx";
import { MetricsPanel } from "./panels/metrics.tsx";
import { RecoveriesPanel } from "./panels/recoveries.tsx";
import { ReproducePanel } from "./panels/reproduce.tsx";
import { VerdictPanel } from "./panels/verdict.tsx";
import type { ReportData, ReportPart, RunPicture } from "./report-data.ts";
import { Timeline } from "./timeline/timeline.tsx";

/** The whole report: on the server as text, in the browser as what one can ask. */
export const Report = ({ data }: { readonly data: ReportData }) => {
  const runs = data.parts.flatMap((part) => (part.what === "run" ? [part.run] : []));
  return (
    <main>
      <h1 class={data.parts.length === 1 ? "hidden" : ""}>{data.title}</h1>
      {runs.length > 1 ? <ComparePanel runs={runs} /> : null}
      {data.parts.map((part, index) => (
        <Part key={index} part={part} version={data.version} />
      ))}
      <footer>Made by Ordeal {data.version}. This page is one file: it asks no network for anything.</footer>
    </main>
  );
};

const Part = ({ part, version }: { readonly part: ReportPart; readonly version: string }) =>
  part.what === "run" ? (
    <RunPart run={part.run} version={version} />
  ) : (
    <BlocksPart part={part.part} version={version} />
  );

const RunPart = ({ run, version }: { readonly run: RunPicture; readonly version: string }) => (
  <article>
    <VerdictPanel run={run} />
    {run.journal === null ? (
      <p class="missing">There is no timeline: {run.journalMissing ?? "the journal is not known"}.</p>
    ) : (
      <Timeline journal={run.journal} name={run.job} />
    )}
    <LedgerPanel run={run} />
    <CausesPanel run={run} />
    <RecoveriesPanel run={run} />
    <MetricsPanel run={run} />
    <ReproducePanel run={run} version={version} />
  </article>
);
