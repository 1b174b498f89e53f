/** Sources run in this repository, what was built from them runs where it was installed. */
export const isInstalled = !(import.meta as unknown as { readonly url: string }).url.endsWith(".ts");

/** The command as it works where this runs: every command that is printed begins with it. */
export const ordealCommand = isInstalled ? "npx ordeal" : "pnpm ordeal";

/** How tests run where this runs. */
export const vitestCommand = isInstalled ? "npx vitest" : "pnpm vitest";
