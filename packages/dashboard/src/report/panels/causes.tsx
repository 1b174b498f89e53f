/** @jsxRuntime automatic @jsxImportSource preact */
import { humanDuration, humanNumber } from "@ordeal/model";
import { Bar } from "../../charts/bar.tsx";
import type { RunPicture } from "../report-data.ts";

const CAUSES_MAX = 20;

/** What stopped the job, and what it cost: the time it was down and the work it lost. */
export const CausesPanel = ({ run: { causes } }: { readonly run: RunPicture }) => {
  if (causes.length === 0) return null;
  const largestUs = Math.max(1, ...causes.map(({ downUs, lostUs }) => downUs + lostUs));
  const leftOut = causes.length - CAUSES_MAX;
  return (
    <section>
      <h3>What stopped the job</h3>
      <table>
        <thead>
          <tr>
            <th scope="col">cause</th>
            <th scope="col">kind</th>
            <th scope="col" class="number">
              interruptions
            </th>
            <th scope="col" class="number">
              time down
            </th>
            <th scope="col" class="number">
              lost work
            </th>
            <th scope="col">
              <span class="hidden">drawn</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {causes.slice(0, CAUSES_MAX).map(({ cause, kind, interruptions, downUs, lostUs }) => (
            <tr key={`${cause} ${kind}`}>
              <th scope="row">{cause}</th>
              <td>
                <code>{kind}</code>
              </td>
              <td class="number">{humanNumber(interruptions)}</td>
              <td class="number">{humanDuration(downUs)}</td>
              <td class="number">{humanDuration(lostUs)}</td>
              <td>
                <Bar share={(downUs + lostUs) / largestUs} kind="loss" />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {leftOut > 0 ? <p>{humanNumber(leftOut)} more causes, each of which cost less.</p> : null}
    </section>
  );
};
