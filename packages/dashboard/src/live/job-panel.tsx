/** @jsxRuntime automatic @jsxImportSource preact */
import { bucketDefinitions, buckets, humanDuration, humanInstant, humanNumber, sharePercent } from "@ordeal/model";
import { Bar } from "../charts/bar.tsx";
import type { Session } from "./session.ts";

/** What the job does now, and where its time went so far. */
export const JobPanel = ({ session: { snapshot, state } }: { readonly session: Session }) => {
  if (snapshot === undefined || state === undefined) return null;
  const { atUs, ledgerUs, mode, step, speed, nodesDown, sparesUsable, jobNodes, isOver, downSinceUs } = snapshot;
  const largestUs = Math.max(
    1,
    ...buckets.filter((bucket) => bucket !== "productive").map((bucket) => ledgerUs[bucket]),
  );
  const facts: ReadonlyArray<readonly [string, string]> = [
    ["time", `${humanInstant(atUs)} of ${humanDuration(state.shape.endUs)}${isOver ? ", over" : ""}`],
    ["job", downSinceUs === null ? mode : `${mode}, down for ${humanDuration(atUs - downSinceUs)}`],
    ["step", humanNumber(step)],
    ["speed", sharePercent(speed)],
    ["effective throughput", atUs === 0 ? "–" : sharePercent(ledgerUs.productive / atUs)],
    [
      "nodes",
      `${humanNumber(jobNodes)} in the job, ${humanNumber(sparesUsable)} spare, ${humanNumber(nodesDown)} down`,
    ],
  ];
  return (
    <section aria-label="The job">
      <h2>The job</h2>
      <dl>
        {facts.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd data-fact={name}>{value}</dd>
          </div>
        ))}
      </dl>
      <table>
        <caption class="hidden">Where the time went so far</caption>
        <tbody>
          {buckets
            .filter((bucket) => ledgerUs[bucket] > 0)
            .map((bucket) => (
              <tr key={bucket} title={bucketDefinitions[bucket]}>
                <th scope="row">{bucket}</th>
                <td class="number">{sharePercent(ledgerUs[bucket] / Math.max(1, atUs))}</td>
                <td class="number">{humanDuration(ledgerUs[bucket])}</td>
                <td class="slim">
                  <Bar share={bucket === "productive" ? 0 : ledgerUs[bucket] / largestUs} kind={bucket} />
                </td>
              </tr>
            ))}
        </tbody>
      </table>
    </section>
  );
};
