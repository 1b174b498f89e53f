/** What a guardian says once it watches. */
export const GUARDIAN_READY = "watching";

/** The name that the guardian of a lab holds as long as it lives, and the one that the lab's agent does. */
export const guardianLock = (lab: string): string => `guardian/${lab}`;
export const agentLock = (lab: string): string => `agent/${lab}`;
