/** @jsxRuntime automatic @jsxImportSource preact */
import type { RunPicture } from "../report-data.ts";

const marks = { true: "✓", false: "✗", null: "?" } as const;
const words = { true: "held", false: "missed", null: "unknown" } as const;

/** The verdict, what it was judged by, and what makes it worth less than it looks. */
export const VerdictPanel = ({ run }: { readonly run: RunPicture }) => (
  <section aria-label="Verdict">
    <h2>
      <span class={`verdict ${run.verdict ?? "unknown"}`}>{(run.verdict ?? "no verdict").toUpperCase()}</span>{" "}
      {run.title}
    </h2>
    <p class="headline">{run.headline}</p>
    {run.thresholds.length === 0 ? (
      <p>No thresholds: nothing was judged.</p>
    ) : (
      <table>
        <caption class="hidden">Thresholds</caption>
        <thead>
          <tr>
            <th scope="col">threshold</th>
            <th scope="col" />
            <th scope="col" class="number">
              measured
            </th>
            <th scope="col">margin</th>
          </tr>
        </thead>
        <tbody>
          {run.thresholds.map(({ expression, held, actual, margin }) => (
            <tr key={expression}>
              <td>
                <code>{expression}</code>
              </td>
              <td class={`held-${held}`}>
                <span aria-hidden="true">{marks[`${held}`]}</span> {words[`${held}`]}
              </td>
              <td class="number">{actual}</td>
              <td>{margin ?? "–"}</td>
            </tr>
          ))}
        </tbody>
      </table>
    )}
    <Remarks run={run} />
  </section>
);

const Remarks = ({ run: { findings, warnings } }: { readonly run: RunPicture }) =>
  findings.length + warnings.length === 0 ? null : (
    <ul class="remarks">
      {findings.map(({ verdict, reason }) => (
        <li key={reason}>
          <strong>{verdict}</strong>: {reason}
        </li>
      ))}
      {warnings.map((warning) => (
        <li key={warning}>
          <strong>warning</strong>: {warning}
        </li>
      ))}
    </ul>
  );
