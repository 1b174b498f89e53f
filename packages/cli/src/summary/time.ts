import { humanDuration, sharePercent } from "@ordeal/model";
import { bar } from "../print/bar.ts";
import { columns } from "../print/table.ts";
import { bucketMeanings, lostBuckets } from "./buckets.ts";
import type { Summarized } from "./summarized.ts";

const BAR_WIDTH = 18;

/** Where the wall time went: what was productive, then every loss, largest first, each beside the largest. */
export const timeSection = ({ document, style }: Summarized): ReadonlyArray<string> => {
  const { ledgerUs, wallUs } = document;
  const lost = lostBuckets(ledgerUs);
  const largest = lost[0]?.us ?? 0;
  const row = (name: string, us: number, drawn: string, meaning: string) => [
    name,
    sharePercent(us / wallUs),
    humanDuration(us),
    drawn,
    style("dim", meaning),
  ];
  const lostUs = wallUs - ledgerUs.productive;
  const lines = columns(
    [
      row("productive", ledgerUs.productive, "", ""),
      row("lost", lostUs, "", lostUs === 0 ? "" : "of which"),
      ...lost.map(({ bucket, us }) =>
        row(bucket, us, style("yellow", bar(us / largest, BAR_WIDTH)), bucketMeanings[bucket]),
      ),
    ],
    ["left", "right", "right", "left", "left"],
    { width: style.width },
  );
  return [style("bold", `Where the ${humanDuration(wallUs)} went`), ...lines];
};
