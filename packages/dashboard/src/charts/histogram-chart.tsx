/** @jsxRuntime automatic @jsxImportSource preact */
import { humanDuration, humanNumber } from "@ordeal/model";
import type { Histogram } from "../picture/histogram.ts";
import { at } from "./scale.ts";

const HEIGHT = 90;
const BIN = 34;

/** Durations by bin, with a table of the same numbers for who cannot see it. */
export const HistogramChart = ({ title, histogram }: { readonly title: string; readonly histogram: Histogram }) => {
  const { bins, count } = histogram;
  if (count === 0) return null;
  const highest = Math.max(...bins.map((bin) => bin.count));
  const width = bins.length * BIN + 40;
  return (
    <figure>
      <figcaption>
        {title}: {humanNumber(count)} in all
      </figcaption>
      <svg viewBox={`0 0 ${width} ${HEIGHT + 44}`} width={width} height={HEIGHT + 44} aria-hidden="true">
        {bins.map(({ fromUs, count: many }, index) => {
          const height = (many / highest) * HEIGHT;
          return (
            <g key={fromUs}>
              <rect
                class="fill-loss"
                x={index * BIN + 11}
                y={at(HEIGHT - height + 14)}
                width={BIN - 2}
                height={at(height)}
              />
              <text x={index * BIN + 10 + BIN / 2} y={at(HEIGHT - height + 10)} text-anchor="middle">
                {many === 0 ? "" : humanNumber(many)}
              </text>
              <text x={index * BIN + 10} y={HEIGHT + 28} text-anchor="middle">
                {index % 2 === 0 ? humanDuration(fromUs) : ""}
              </text>
            </g>
          );
        })}
      </svg>
      <table class="hidden">
        <caption>{title}</caption>
        <thead>
          <tr>
            <th scope="col">from</th>
            <th scope="col">to</th>
            <th scope="col">how many</th>
          </tr>
        </thead>
        <tbody>
          {bins.map(({ fromUs, toUs, count: many }) => (
            <tr key={fromUs}>
              <td>{humanDuration(fromUs)}</td>
              <td>{toUs === null ? "and more" : humanDuration(toUs)}</td>
              <td>{humanNumber(many)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </figure>
  );
};
