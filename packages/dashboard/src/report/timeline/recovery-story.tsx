/** @jsxRuntime automatic @jsxImportSource preact */
import { humanDuration, humanInstant, humanNumber } from "@ordeal/model";
import { at } from "../../charts/scale.ts";
import type { RecoveryPicture } from "../../picture/journal-picture.ts";

const WIDTH = 620;
const LINE = 20;
const PHASES_SHOWN = 12;

/** What the job went through from its stop to its next step, as a small Gantt chart; then the steps it does again. */
export const RecoveryStory = ({
  recovery,
  stepUs,
}: {
  readonly recovery: RecoveryPicture;
  readonly stepUs: number;
}) => {
  const { atUs, tookUs, isOver, kind, cause, phases, lostSteps, from, faultIds } = recovery;
  const againUs = (lostSteps ?? 0) * stepUs;
  const wholeUs = Math.max(1, tookUs + againUs);
  const x = (us: number) => (us / wholeUs) * WIDTH;
  const shown = phases.slice(0, PHASES_SHOWN);
  const rows = [
    ...shown.map(({ bucket, fromUs, us }) => ({
      name: bucket as string,
      kind: bucket as string,
      fromUs: fromUs - atUs,
      us,
    })),
    ...(againUs > 0 ? [{ name: "recompute", kind: "recompute", fromUs: tookUs, us: againUs }] : []),
  ];
  return (
    <div class="story">
      <p>
        <strong>
          {humanInstant(atUs)}: {cause || kind}
        </strong>{" "}
        {cause === kind || cause === "" ? "" : <code>{kind}</code>}{" "}
        {faultIds.length > 0 ? `[${faultIds.join(", ")}]` : ""}
        {" — "}
        {isOver
          ? `stepping again after ${humanDuration(tookUs)}, from ${from}, ${humanNumber(lostSteps ?? 0)} steps lost`
          : `not stepping again after ${humanDuration(tookUs)}`}
      </p>
      <svg viewBox={`0 0 ${WIDTH + 230} ${rows.length * LINE + 4}`} role="img" aria-label="The phases of this recovery">
        {rows.map(({ name, kind: colour, fromUs, us }, index) => (
          <g key={`${name}@${fromUs}`}>
            <text x={90} y={index * LINE + 14} text-anchor="end">
              {name}
            </text>
            <rect
              class={`fill-${colour}`}
              x={at(98 + x(fromUs))}
              y={index * LINE + 3}
              width={at(Math.max(1, x(us)))}
              height={LINE - 6}
            />
            <text x={at(104 + x(fromUs + us))} y={index * LINE + 14}>
              {humanDuration(us)}
            </text>
          </g>
        ))}
      </svg>
      {phases.length > PHASES_SHOWN ? <p>and {humanNumber(phases.length - PHASES_SHOWN)} more phases</p> : null}
    </div>
  );
};
