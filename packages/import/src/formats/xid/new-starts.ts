import type { LogLine } from "./log-line.ts";

/** How many hosts are remembered. */
const HOSTS_MAX = 200_000;

/** Remembers where the clock of a host went back, until that is said. */
export class NewStarts {
  readonly #hosts = new Map<string, { boot: number; unsaid: number | undefined }>();

  /** A line was read. */
  saw(line: number, { host = "host", boot, isUndated }: LogLine): void {
    const known = this.#hosts.get(host);
    if (!isUndated || known?.boot === boot) return;
    if (this.#hosts.size >= HOSTS_MAX) this.#hosts.clear();
    this.#hosts.set(host, { boot, unsaid: boot > 0 ? line : undefined });
  }

  /** The line at which the host's clock went back, if that was not said yet. */
  take(host: string): number | undefined {
    const known = this.#hosts.get(host);
    if (known?.unsaid === undefined) return undefined;
    const { unsaid } = known;
    known.unsaid = undefined;
    return unsaid;
  }
}
