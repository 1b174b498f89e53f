/** @jsxRuntime automatic @jsxImportSource preact */
import { at } from "./scale.ts";

const WIDTH = 260;

/** A share of the widest, as a bar; what it shows stands beside it as a number, so that nobody has to see it. */
export const Bar = ({ share, kind }: { readonly share: number; readonly kind: string }) => (
  <svg class="bar" viewBox={`0 0 ${WIDTH} 12`} width={WIDTH} height={12} aria-hidden="true">
    <rect class={`fill-${kind}`} x={0} y={1} width={at(Math.max(share > 0 ? 1 : 0, share * WIDTH))} height={10} />
  </svg>
);
