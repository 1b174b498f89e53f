/** How many groups of alerts are remembered. */
const GROUPS_MAX = 100_000;

/** How many alerts a webhook's sender cut off (its `max_alerts`). A group that is sent again cuts off the same ones. */
export class Truncated {
  readonly #byGroup = new Map<string, number>();
  #line: number | undefined;

  add(line: number, group: string, alerts: number): void {
    this.#line ??= line;
    const before = this.#byGroup.get(group);
    if (before === undefined && this.#byGroup.size >= GROUPS_MAX) return;
    this.#byGroup.set(group, Math.max(before ?? 0, alerts));
  }

  /** Where it was first seen, and what is lost; `undefined` when nothing is. */
  lost(): { readonly line: number; readonly reason: string } | undefined {
    if (this.#line === undefined) return undefined;
    const alerts = [...this.#byGroup.values()].reduce((sum, one) => sum + one, 0);
    const many = alerts === 1 ? "1 alert was" : `${alerts.toLocaleString("en-US")} alerts were`;
    return { line: this.#line, reason: `${many} cut off by the sender (truncatedAlerts): its max_alerts is too low` };
  }
}
