/**
 * The chaos engine: one experiment's life on any agent.
 */
export * from "./agent.ts";
