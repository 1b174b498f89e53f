/** @jsxRuntime automatic @jsxImportSource preact */

import { humanNumber } from "@ordeal/model";
import { at, scaleOf, ticksOf } from "../../charts/scale.ts";
import { Wide } from "../../charts/wide.tsx";
import type { Block } from "./block.ts";

type Of<Show extends Block["show"]> = { readonly block: Extract<Block, { show: Show }> };

/** A table whose cells are the darker the larger their number is; the numbers can be read. */
export const HeatBlock = ({ block: { title, columns, rows } }: Of<"heat">) => {
  const most = Math.max(1, ...rows.flatMap(({ counts }) => counts));
  const shade = (count: number) => (count === 0 ? 0 : 1 + Math.round((Math.log1p(count) / Math.log1p(most)) * 5));
  return (
    <>
      <h3>{title}</h3>
      <Wide name={title}>
        <table class="heat">
          <thead>
            <tr>
              <th scope="col">
                <span class="hidden">kind</span>
              </th>
              {columns.map((name) => (
                <th scope="col" class="number" key={name}>
                  {name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map(({ name, counts }) => (
              <tr key={name}>
                <th scope="row">
                  <code>{name}</code>
                </th>
                {counts.map((count, column) => (
                  <td class={`number heat-${shade(count)}`} key={columns[column]}>
                    {count === 0 ? "·" : humanNumber(count)}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </Wide>
    </>
  );
};

const WIDTH = 720;
const LINE = 22;

/** Things that last, one to a line, on the time of the run. */
export const BarsBlock = ({ block: { title, durationUs, bars } }: Of<"bars">) => {
  const span = { fromUs: 0, toUs: durationUs };
  const x = scaleOf(span, WIDTH);
  const height = bars.length * LINE;
  return (
    <>
      <h3>{title}</h3>
      <svg
        viewBox={`-10 0 ${WIDTH + 20} ${height + 24}`}
        width={WIDTH + 20}
        height={height + 24}
        role="img"
        aria-label={`${title}: ${bars.map(({ label }) => label).join("; ")}`}
      >
        <g class="axis">
          {ticksOf(span).map(({ us, label }) => (
            <g key={us}>
              <line x1={at(x(us))} x2={at(x(us))} y1={0} y2={height + 6} />
              <text x={at(x(us))} y={height + 20} text-anchor="middle">
                {label}
              </text>
            </g>
          ))}
        </g>
        {bars.map(({ label, fromUs, toUs, kind }, index) => {
          const isLate = x(fromUs) > WIDTH * 0.6;
          return (
            <g key={`${label}@${fromUs}`}>
              <rect
                class={kind}
                x={at(x(fromUs))}
                y={index * LINE + 14}
                width={at(Math.max(2, x(Math.min(durationUs, toUs)) - x(fromUs)))}
                height={6}
              />
              <text
                x={at(isLate ? x(Math.min(durationUs, toUs)) : x(fromUs))}
                y={index * LINE + 11}
                text-anchor={isLate ? "end" : "start"}
              >
                {label}
              </text>
            </g>
          );
        })}
      </svg>
    </>
  );
};

const HEIGHT = 140;

/** How the samples of a campaign lie, with the limits of its thresholds drawn in. */
export const DistributionBlock = ({ block }: Of<"distribution">) => {
  const { title, from, to, counts, ends, limits } = block;
  const most = Math.max(1, ...counts);
  const bin = WIDTH / Math.max(1, counts.length);
  const x = (value: number) => (to === from ? 0 : Math.max(0, Math.min(1, (value - from) / (to - from))) * WIDTH);
  return (
    <>
      <h3>{title}</h3>
      <svg
        viewBox={`-20 0 ${WIDTH + 40} ${HEIGHT + 40}`}
        width={WIDTH + 40}
        height={HEIGHT + 40}
        role="img"
        aria-label={`${title}: ${humanNumber(counts.reduce((sum, count) => sum + count, 0))} samples from ${ends[0]} to ${ends[1]}; ${limits.map(({ label }) => label).join("; ")}`}
      >
        {counts.map((count, index) => (
          <rect
            key={index}
            class="fill-checkpoint"
            x={at(index * bin)}
            y={at(20 + HEIGHT - (count / most) * HEIGHT)}
            width={at(Math.max(0.5, bin - 1))}
            height={at((count / most) * HEIGHT)}
          />
        ))}
        {limits.map(({ at: value, label }) => (
          <g key={label} class="limit">
            <line x1={at(x(value))} x2={at(x(value))} y1={14} y2={HEIGHT + 20} />
            <text x={at(x(value))} y={10} text-anchor={x(value) > WIDTH / 2 ? "end" : "start"}>
              {label}
            </text>
          </g>
        ))}
        <text x={0} y={HEIGHT + 36}>
          {ends[0]}
        </text>
        <text x={WIDTH} y={HEIGHT + 36} text-anchor="end">
          {ends[1]}
        </text>
      </svg>
    </>
  );
};

/** What each setting costs against what it brings; those that nothing beats in both stand out. */
export const ScatterBlock = ({ block: { title, x: xName, y: yName, points } }: Of<"scatter">) => {
  const range = (values: ReadonlyArray<number>): readonly [number, number] => {
    const least = Math.min(...values);
    const most = Math.max(...values);
    const margin = (most - least || Math.abs(most) || 1) * 0.08;
    return [least - margin, most + margin];
  };
  if (points.length === 0) return null;
  const [left, right] = range(points.map(({ x }) => x));
  const [low, high] = range(points.map(({ y }) => y));
  const tall = 260;
  const px = (value: number) => ((value - left) / (right - left)) * WIDTH;
  const py = (value: number) => tall - ((value - low) / (high - low)) * tall;
  const front = points.filter(({ isOnFront }) => isOnFront).toSorted((a, b) => a.x - b.x);
  return (
    <>
      <h3>{title}</h3>
      <svg
        viewBox={`-20 -10 ${WIDTH + 60} ${tall + 50}`}
        width={WIDTH + 60}
        height={tall + 50}
        role="img"
        aria-label={`${title}: ${yName} against ${xName}; nothing beats ${front.map(({ label }) => label).join("; ")}`}
      >
        <g class="axis">
          <line x1={0} x2={WIDTH} y1={tall} y2={tall} />
          <line x1={0} x2={0} y1={0} y2={tall} />
          <text x={WIDTH} y={tall + 30} text-anchor="end">
            {xName} →
          </text>
          <text x={4} y={4}>
            ↑ {yName}
          </text>
        </g>
        <path
          class="front"
          d={front.map(({ x, y }, index) => `${index === 0 ? "M" : "L"}${at(px(x))} ${at(py(y))}`).join("")}
        />
        {points.map(({ x, y, label, isOnFront }) => (
          <g key={label}>
            <circle
              class={isOnFront ? "fill-checkpoint" : "cause-other"}
              cx={at(px(x))}
              cy={at(py(y))}
              r={isOnFront ? 5 : 3.5}
            >
              <title>{label}</title>
            </circle>
            {isOnFront ? (
              <text
                x={at(px(x) + (px(x) > WIDTH * 0.7 ? -8 : 8))}
                y={at(py(y) - 8)}
                text-anchor={px(x) > WIDTH * 0.7 ? "end" : "start"}
              >
                {label}
              </text>
            ) : null}
          </g>
        ))}
      </svg>
    </>
  );
};
