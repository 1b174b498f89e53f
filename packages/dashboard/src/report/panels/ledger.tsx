/** @jsxRuntime automatic @jsxImportSource preact */
import { bucketDefinitions, buckets, humanDuration, sharePercent } from "@ordeal/model";
import { Bar } from "../../charts/bar.tsx";
import type { RunPicture } from "../report-data.ts";

/** Where the wall time went, bucket by bucket, the largest loss first. */
export const LedgerPanel = ({ run: { ledgerUs, wallUs } }: { readonly run: RunPicture }) => {
  const losses = buckets
    .filter((bucket) => bucket !== "productive" && ledgerUs[bucket] > 0)
    .toSorted((a, b) => ledgerUs[b] - ledgerUs[a]);
  const largestUs = losses[0] === undefined ? 1 : ledgerUs[losses[0]];
  const share = (us: number) => (wallUs === 0 ? 0 : us / wallUs);
  const lostUs = wallUs - ledgerUs.productive;
  return (
    <section>
      <h3>Where the {humanDuration(wallUs)} went</h3>
      <table>
        <thead>
          <tr>
            <th scope="col">bucket</th>
            <th scope="col" class="number">
              share
            </th>
            <th scope="col" class="number">
              time
            </th>
            <th scope="col">
              <span class="hidden">drawn</span>
            </th>
            <th scope="col">what it is</th>
          </tr>
        </thead>
        <tbody>
          <tr>
            <th scope="row">productive</th>
            <td class="number">{sharePercent(share(ledgerUs.productive))}</td>
            <td class="number">{humanDuration(ledgerUs.productive)}</td>
            <td />
            <td>{bucketDefinitions.productive}</td>
          </tr>
          <tr>
            <th scope="row">lost</th>
            <td class="number">{sharePercent(share(lostUs))}</td>
            <td class="number">{humanDuration(lostUs)}</td>
            <td />
            <td>{losses.length === 0 ? "" : "of which"}</td>
          </tr>
          {losses.map((bucket) => (
            <tr key={bucket}>
              <th scope="row">{bucket}</th>
              <td class="number">{sharePercent(share(ledgerUs[bucket]))}</td>
              <td class="number">{humanDuration(ledgerUs[bucket])}</td>
              <td>
                <Bar share={ledgerUs[bucket] / largestUs} kind={bucket} />
              </td>
              <td>{bucketDefinitions[bucket]}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
};
