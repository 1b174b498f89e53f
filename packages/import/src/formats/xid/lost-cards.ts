import type { LogLine } from "./log-line.ts";

/** Within how many lines the parts of one message stand. */
const LINES_MAX = 20;
/** How many hosts are remembered. */
const HOSTS_MAX = 200_000;

/** A card that the driver named, and where. */
export interface Named {
  readonly address: string;
  readonly line: number;
  readonly written: LogLine;
}

/**
 * Puts the parts of one message together: `NVRM: The NVIDIA GPU 0000:b3:00.0`, `NVRM: (PCI ID: …) installed in this system has`,
 * `NVRM: fallen off the bus and is not responding to commands.` Each may be a line of its own, stamped or not.
 */
export class LostCards {
  readonly #named = new Map<string, Named>();

  /** A line names a card. */
  name(named: Named): void {
    if (this.#named.size >= HOSTS_MAX) this.#named.clear();
    this.#named.set(named.written.host ?? "", named);
  }

  /** The card that the host's lines just before this one named; each is given once. */
  take(host: string | undefined, line: number): Named | undefined {
    const named = this.#named.get(host ?? "");
    this.#named.delete(host ?? "");
    return named !== undefined && line - named.line <= LINES_MAX ? named : undefined;
  }
}
