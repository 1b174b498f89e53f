/** @jsxRuntime automatic @jsxImportSource preact */
import { DAY_US, HOUR_US, MINUTE_US } from "@ordeal/model";
import type { Session } from "./session.ts";

const paces = [
  [0, "Stop"],
  [1, "1 ×"],
  [60, "60 ×"],
  [600, "600 ×"],
  [10_000, "10,000 ×"],
] as const;
const steps = [
  [MINUTE_US, "1 min"],
  [10 * MINUTE_US, "10 min"],
  [HOUR_US, "1 h"],
  [DAY_US, "1 day"],
] as const;

/** Lets the cluster's time pass: by itself so many times as fast as real time, or on by so much. */
export const PacePanel = ({ session }: { readonly session: Session }) => {
  const { state, rate, agent } = session;
  if (state === undefined) return null;
  const isVirtual = agent?.capabilities.virtualTime ?? true;
  return (
    <section aria-label="Time">
      {rate === 0 ? <p class="hint">Time stands still: choose a pace, or advance.</p> : null}
      <fieldset class="controls">
        <legend>Pace</legend>
        {paces.map(([factor, name]) => (
          <button
            type="button"
            key={factor}
            aria-pressed={rate === factor}
            disabled={!isVirtual && factor > 1}
            onClick={() => void session.pace(factor)}
          >
            {name}
          </button>
        ))}
      </fieldset>
      <fieldset class="controls">
        <legend>Advance by</legend>
        {steps.map(([us, name]) => (
          <button type="button" key={us} onClick={() => void session.advance(us)}>
            {name}
          </button>
        ))}
      </fieldset>
    </section>
  );
};
