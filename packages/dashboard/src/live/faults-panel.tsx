/** @jsxRuntime automatic @jsxImportSource preact */
import { humanDuration, humanInstant } from "@ordeal/model";
import type { Session } from "./session.ts";

const SHOWN_MAX = 50;

/** What is injected and on which lease, with a button that heals it; then what else is wrong. */
export const FaultsPanel = ({ session }: { readonly session: Session }) => {
  const { faults, state, snapshot } = session;
  if (state === undefined) return null;
  const injected = new Set(faults.map(({ faultId }) => faultId));
  const others = [...state.faults.values()].filter(({ id }) => !injected.has(id)).slice(0, SHOWN_MAX);
  const atUs = snapshot?.atUs ?? 0;
  return (
    <section aria-label="Faults">
      <h2>Faults</h2>
      {faults.length === 0 ? <p class="hint">None is injected.</p> : null}
      <ul class="faults">
        {faults.slice(0, SHOWN_MAX).map(({ faultId, kind, sinceUs, expiresInMs, held }) => (
          <li key={faultId}>
            <div>
              <strong>{faultId}</strong> <code>{kind}</code> {state.faults.get(faultId)?.targets.slice(0, 3).join(", ")}
              <div class="hint">
                {sinceUs === null ? "armed" : `for ${humanDuration(Math.max(0, atUs - sinceUs))}`}; lease{" "}
                {held ? `held, ${Math.ceil(expiresInMs / 1_000)} s` : "held by nobody"}
              </div>
            </div>
            <button type="button" onClick={() => void session.heal(faultId)} aria-label={`Heal ${faultId}`}>
              Heal
            </button>
          </li>
        ))}
        {others.map(({ id, kind, cause, targets, sinceUs }) => (
          <li key={id}>
            <div>
              {id} <code>{kind}</code> {targets.slice(0, 3).join(", ")}
              <div class="hint">
                {cause === kind ? "" : `${cause}, `}of the experiment, since {humanInstant(sinceUs)}
              </div>
            </div>
          </li>
        ))}
      </ul>
    </section>
  );
};
