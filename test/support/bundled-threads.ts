import { registerHooks } from "node:module";
import { pathToFileURL } from "node:url";

/** Loads a module of the user's: that takes little of the sources, and shows that threads start from them too. */
const fromSources = "module-worker";

const command = process.env.TESTED_COMMAND;

const workerFileOf = (bundle: string): string => `export const workerFile = (name, from) =>
  name === "${fromSources}" ? new URL(\`./\${name}.ts\`, from) : new URL(\`./\${name}.js\`, "${bundle}");`;

/**
 * Threads of hunts, campaigns and plans come out of the bundle of today's sources (`bundled-command.ts`), as processes do: they
 * start in a third of the time. `worker-file.ts`, which says where a thread's program is, is answered for.
 */
if (command !== undefined) {
  registerHooks({
    load: (url, context, next) =>
      url.endsWith("/packages/cli/src/worker-file.ts")
        ? { format: "module", shortCircuit: true, source: workerFileOf(pathToFileURL(command).href) }
        : next(url, context),
  });
}
