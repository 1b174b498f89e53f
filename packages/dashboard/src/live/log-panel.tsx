/** @jsxRuntime automatic @jsxImportSource preact */
import { type AnyEvent, eventMeanings, humanInstant, SECOND_US } from "@ordeal/model";
import { useState } from "preact/hooks";
import { newestGroups } from "./log-groups.ts";
import type { Session } from "./session.ts";

const SHOWN_MAX = 80;
const isOfCheckpoints = ({ type }: AnyEvent): boolean => type.startsWith("checkpoint.") || type.startsWith("planned.");

/** What happened, the newest first. */
export const LogPanel = ({ session: { log, missed } }: { readonly session: Session }) => {
  const [withSaves, setWithSaves] = useState(false);
  const groups = newestGroups(
    log.filter((event) => withSaves || !isOfCheckpoints(event)),
    SHOWN_MAX,
  );
  return (
    <section aria-label="Events" class="log">
      <h2>What happened</h2>
      <label class="inline">
        <input type="checkbox" checked={withSaves} onChange={(event) => setWithSaves(event.currentTarget.checked)} />{" "}
        saves too
      </label>
      {missed > 0 ? <p class="hint">The agent no longer has the first {missed} events of this run.</p> : null}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by key */}
      <ol reversed tabIndex={0} aria-label="Events, the newest first">
        {groups.map(({ first: event, count }) => (
          <li key={event.seq} title={eventMeanings[event.type]}>
            <time>{instant(event.atUs)}</time> <code>{event.type}</code> {count > 1 ? `${count} times, first ` : ""}
            {dataText(event)}
          </li>
        ))}
      </ol>
    </section>
  );
};

const instant = (us: number): string =>
  `${humanInstant(us)}:${String(Math.floor(us / SECOND_US) % 60).padStart(2, "0")}`;

const dataText = ({ data }: AnyEvent): string =>
  Object.entries(data)
    .filter(([name, value]) => value !== null && name !== "seq")
    .map(([name, value]) => {
      const said = Array.isArray(value)
        ? value.slice(0, 3).join(", ") + (value.length > 3 ? `, and ${value.length - 3} more` : "")
        : typeof value === "number"
          ? Number(value.toFixed(2))
          : value;
      return `${name} ${said}`;
    })
    .join(" · ")
    .slice(0, 300);
