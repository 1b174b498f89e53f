/** @jsxRuntime automatic @jsxImportSource preact */
import type { RunPicture } from "../report-data.ts";

/** What runs it again, and the experiment as somebody wrote it. */
export const ReproducePanel = ({
  run: { commands, source, seed },
  version,
}: {
  readonly run: RunPicture;
  readonly version: string;
}) => (
  <section>
    <h3>How to reproduce it</h3>
    <p>
      Ordeal {version}, seed {seed}. The same version, experiment and seed give the same journal, byte for byte.
    </p>
    {commands.length === 0 ? null : <pre>{commands.join("\n")}</pre>}
    {source === null ? null : (
      <details>
        <summary>
          The experiment as written: <code>{source.file}</code>
        </summary>
        <pre>{source.text}</pre>
      </details>
    )}
  </section>
);
