import type { Alert } from "./alert.ts";

/** Why Alertmanager tells nobody of an alert: people silenced it, or another alert that fires inhibits it. */
export type Suppression = "silenced" | "inhibited";

/** Whether alerts that were suppressed are faults. */
export type Taken = Readonly<Record<Suppression, boolean>>;

/** What suppresses an alert, as the API tells it; its webhook never tells of such an alert. */
export const suppressionsOf = ({ status }: Alert): ReadonlyArray<Suppression> => {
  if (typeof status !== "object") return [];
  const isInhibited = (status.inhibitedBy ?? []).length > 0;
  const isSilenced = (status.silencedBy ?? []).length > 0 || (status.mutedBy ?? []).length > 0;
  // A state alone does not say by what: a silence is what people ask for most.
  const isSaidOnly = status.state === "suppressed" && !isInhibited;
  return [...(isInhibited ? ["inhibited" as const] : []), ...(isSilenced || isSaidOnly ? ["silenced" as const] : [])];
};

/** Why an alert is passed over; `undefined` when it is not. */
export const whySuppressed = (alert: Alert, taken: Taken): string | undefined => {
  const by = suppressionsOf(alert).find((suppression) => !taken[suppression]);
  return by === undefined ? undefined : `${by} when it was recorded: \`${by}: take\` in --mapping makes it a fault`;
};
