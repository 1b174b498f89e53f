import { systemReason } from "../run/outputs.ts";
import { writePage } from "./write-page.ts";

/** Where what a verb came to is written as pages, for CI and for people; nowhere unless given. */
export interface PageFlags {
  readonly junit?: string | undefined;
  readonly markdown?: string | undefined;
  /** One HTML page to look at. */
  readonly report?: string | undefined;
}

/** A page that the system refused to write. */
export interface UnwrittenPage {
  readonly path: string;
  readonly reason: string;
}

/** Writes the pages that were asked for, and the folders that they need; returns those that could not be written. */
export const writePages = (
  { junit, markdown }: PageFlags,
  texts: { readonly junit: () => string; readonly markdown: () => string },
): ReadonlyArray<UnwrittenPage> =>
  [[junit, texts.junit] as const, [markdown, texts.markdown] as const].flatMap(([path, text]) => {
    if (path === undefined) return [];
    try {
      writePage(path, text());
      return [];
    } catch (error) {
      return [{ path, reason: systemReason(error) }];
    }
  });
