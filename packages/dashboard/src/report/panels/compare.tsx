/** @jsxRuntime automatic @jsxImportSource preact */

import { buckets, humanDuration, sharePercent } from "@ordeal/model";
import { Wide } from "../../charts/wide.tsx";
import type { RunPicture } from "../report-data.ts";

/** Several runs side by side: verdicts, every metric, and where the time went. */
export const ComparePanel = ({ runs }: { readonly runs: ReadonlyArray<RunPicture> }) => {
  const metrics = [...new Set(runs.flatMap(({ metrics: own }) => own.map(({ name }) => name)))];
  const said = (run: RunPicture, metric: string) => run.metrics.find(({ name }) => name === metric)?.value ?? "–";
  const share = ({ ledgerUs, wallUs }: RunPicture, bucket: (typeof buckets)[number]) =>
    wallUs === 0 ? "–" : sharePercent(ledgerUs[bucket] / wallUs);
  return (
    <section>
      <h2>Side by side</h2>
      <Wide name="Side by side">
        <table>
          <thead>
            <tr>
              <th scope="col">
                <span class="hidden">of each run</span>
              </th>
              {runs.map(({ title, seed }, index) => (
                <th scope="col" class="number" key={index}>
                  {title}, seed {seed}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            <tr>
              <th scope="row">verdict</th>
              {runs.map(({ verdict }, index) => (
                <td class="number" key={index}>
                  {verdict ?? "none"}
                </td>
              ))}
            </tr>
            <tr>
              <th scope="row">length</th>
              {runs.map(({ wallUs }, index) => (
                <td class="number" key={index}>
                  {humanDuration(wallUs)}
                </td>
              ))}
            </tr>
            {metrics.map((metric) => (
              <tr key={metric}>
                <th scope="row">
                  <code>{metric}</code>
                </th>
                {runs.map((run, index) => (
                  <td class="number" key={index}>
                    {said(run, metric)}
                  </td>
                ))}
              </tr>
            ))}
            {buckets
              .filter((bucket) => runs.some(({ ledgerUs }) => ledgerUs[bucket] > 0))
              .map((bucket) => (
                <tr key={bucket}>
                  <th scope="row">{bucket}</th>
                  {runs.map((run, index) => (
                    <td class="number" key={index}>
                      {share(run, bucket)}
                    </td>
                  ))}
                </tr>
              ))}
          </tbody>
        </table>
      </Wide>
    </section>
  );
};
