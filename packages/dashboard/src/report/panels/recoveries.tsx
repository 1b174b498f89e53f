/** @jsxRuntime automatic @jsxImportSource preact */
import { humanDuration, humanInstant, humanNumber } from "@ordeal/model";
import { HistogramChart } from "../../charts/histogram-chart.tsx";
import type { RunPicture } from "../report-data.ts";

const SHOWN_MAX = 10;

/** How long recoveries took and how much work was lost, as distributions; and the slowest, one by one. */
export const RecoveriesPanel = ({ run: { journal } }: { readonly run: RunPicture }) => {
  if (journal === null || journal.recoveries.length === 0) return null;
  const slowest = journal.recoveries.toSorted((a, b) => b.tookUs - a.tookUs || a.atUs - b.atUs).slice(0, SHOWN_MAX);
  return (
    <section>
      <h3>Recoveries</h3>
      <div class="beside">
        <HistogramChart title="Recovery time" histogram={journal.recoveryTimes} />
        <HistogramChart title="Lost work" histogram={journal.lostWork} />
      </div>
      <table>
        <caption>The slowest</caption>
        <thead>
          <tr>
            <th scope="col">when</th>
            <th scope="col">cause</th>
            <th scope="col" class="number">
              recovery
            </th>
            <th scope="col" class="number">
              lost work
            </th>
            <th scope="col">went on from</th>
          </tr>
        </thead>
        <tbody>
          {slowest.map(({ atUs, cause, kind, tookUs, isOver, lostSteps, from }) => (
            <tr key={atUs}>
              <td>{humanInstant(atUs)}</td>
              <td>{cause || kind}</td>
              <td class="number">
                {isOver ? "" : "more than "}
                {humanDuration(tookUs)}
              </td>
              <td class="number">
                {lostSteps === null ? "–" : `${humanNumber(lostSteps)} step${lostSteps === 1 ? "" : "s"}`}
              </td>
              <td>{from ?? "not over"}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
};
