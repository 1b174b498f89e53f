/** @jsxRuntime automatic @jsxImportSource preact */
import { statistics } from "@ordeal/model";
import type { RunPicture } from "../report-data.ts";

/** Every metric, by the names that thresholds use. */
export const MetricsPanel = ({ run: { metrics, samples } }: { readonly run: RunPicture }) =>
  metrics.length === 0 ? null : (
    <section>
      <h3>Metrics</h3>
      <table>
        <tbody>
          {metrics.map(({ name, value, meaning }) => (
            <tr key={name}>
              <th scope="row">
                <code>{name}</code>
              </th>
              <td class="number">{value}</td>
              <td>{meaning}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <table>
        <thead>
          <tr>
            <th scope="col">
              <span class="hidden">metric</span>
            </th>
            {statistics.map((statistic) => (
              <th scope="col" class="number" key={statistic}>
                {statistic}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {samples.map(({ name, values }) => (
            <tr key={name}>
              <th scope="row">
                <code>{name}</code>
              </th>
              {values.map((value, index) => (
                <td class="number" key={statistics[index]}>
                  {value}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
