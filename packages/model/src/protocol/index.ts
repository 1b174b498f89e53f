export * from "./codes.ts";
export * from "./limits.ts";
export * from "./methods.ts";
