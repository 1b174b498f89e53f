/** @jsxRuntime automatic @jsxImportSource preact */
import { useState } from "preact/hooks";
import { ClusterPanel } from "./cluster-panel.tsx";
import type { LiveData } from "./fault-form.ts";
import { FaultsPanel } from "./faults-panel.tsx";
import { useSession } from "./hooks.ts";
import { InjectPanel } from "./inject-panel.tsx";
import { JobPanel } from "./job-panel.tsx";
import { LogPanel } from "./log-panel.tsx";
import { PacePanel } from "./pace-panel.tsx";
import type { Session } from "./session.ts";

/** The whole page: an agent, its runs, and the run that is looked at. */
export const App = ({ session, data }: { readonly session: Session; readonly data: LiveData }) => {
  useSession(session);
  const [chosen, choose] = useState("");
  return (
    <main>
      <header>
        <h1>Ordeal</h1>
        <RunChoice session={session} data={data} />
        <HaltButton session={session} />
      </header>
      <Connection session={session} />
      {session.state === undefined ? (
        <Offers session={session} data={data} />
      ) : (
        <div class="columns">
          <div>
            <ClusterPanel session={session} chosen={chosen} onChoose={choose} />
            <LogPanel session={session} />
          </div>
          <div>
            <PacePanel session={session} />
            <JobPanel session={session} />
            <InjectPanel session={session} forms={data.forms} target={chosen} onTarget={choose} />
            <FaultsPanel session={session} />
          </div>
        </div>
      )}
    </main>
  );
};

const Connection = ({ session: { connection, lostWhy, note } }: { readonly session: Session }) => (
  <div aria-live="assertive">
    {connection === "lost" ? (
      <p class="banner bad" role="alert">
        The connection to the agent is lost: {lostWhy}. What this page injected is healed when its lease ends. Trying
        again…
      </p>
    ) : null}
    {connection === "connecting" ? <p class="banner">Connecting to the agent…</p> : null}
    {note === undefined || connection === "lost" ? null : (
      <p class={note.isProblem ? "banner bad" : "banner"}>{note.text}</p>
    )}
  </div>
);

const RunChoice = ({ session, data }: { readonly session: Session; readonly data: LiveData }) => {
  const { agent, runId, state } = session;
  if (agent === undefined) return null;
  const open = async (event: Event) => {
    const offer = data.offered[Number((event.currentTarget as HTMLSelectElement).value)];
    if (offer !== undefined) await session.open(offer.experiment);
  };
  return (
    <div class="controls">
      {agent.runs.length === 0 ? null : (
        <label class="inline">
          run{" "}
          <select value={runId ?? ""} onChange={(event) => void session.choose(event.currentTarget.value)}>
            {agent.runs.map((run) => (
              <option key={run.runId} value={run.runId}>
                {run.title} ({run.runId})
              </option>
            ))}
          </select>
        </label>
      )}
      {state === undefined || data.offered.length === 0 ? null : (
        <label class="inline">
          open another{" "}
          <select value="" onChange={(event) => void open(event)}>
            <option value="">…</option>
            {data.offered.map(({ title }, index) => (
              <option key={title} value={index}>
                {title}
              </option>
            ))}
          </select>
        </label>
      )}
      {runId === undefined ? null : (
        <button type="button" onClick={() => void session.close()}>
          Close the run
        </button>
      )}
    </div>
  );
};

const HaltButton = ({ session }: { readonly session: Session }) => {
  const isHalted = session.agent?.halted === true;
  return (
    <button type="button" class={isHalted ? "strong" : "halt"} onClick={() => void session.halt(isHalted)}>
      {isHalted ? "Take faults again" : "HALT: heal everything"}
    </button>
  );
};

const Offers = ({ session, data }: { readonly session: Session; readonly data: LiveData }) =>
  session.connection !== "open" ? null : (
    <section>
      <h2>Open a run</h2>
      <p>The agent has no run open. Open one here, or let an engine open one: it shows up by itself.</p>
      <ul class="offers">
        {data.offered.map(({ title, experiment }) => (
          <li key={title}>
            <button type="button" class="strong" onClick={() => void session.open(experiment)}>
              {title}
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
