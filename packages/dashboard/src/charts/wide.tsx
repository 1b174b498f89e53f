/** @jsxRuntime automatic @jsxImportSource preact */
import type { ComponentChildren } from "preact";

/** What may be wider than the page scrolls by itself, by key too. */
export const Wide = ({ name, children }: { readonly name: string; readonly children: ComponentChildren }) => (
  // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by key
  <section class="wide" aria-label={name} tabIndex={0}>
    {children}
  </section>
);
