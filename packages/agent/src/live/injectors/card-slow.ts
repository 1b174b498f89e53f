import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { signal } from "../machine/process.ts";
import { always, type Cease, type Injector, type Site, type Strike } from "./injector.ts";

/** The period of a quota, which is the kernel's own, and the least quota that it takes. */
const PERIOD_US = 100_000;
const QUOTA_US_MIN = 1_000;
/** Of a card that uses no time now, whose rank starts again: as if it used a whole core. */
const WHOLE_CORE = 1;

/**
 * A straggler: the rank of a card gets this share of the CPU time that it used lately, so that its steps take 1/speed as
 * long; without control groups of CPU time it is stopped for the rest of every period.
 */
export const cardSlow: Injector = {
  kind: "card.slow",
  targets: ["card"],
  mechanism: "a quota of CPU time for the card's control group; without such groups SIGSTOP and SIGCONT in turns",
  undo: "exact",
  probe: always,
  inject: (site, strike) => (site.lab.parts.cpu === undefined ? inTurns(site, strike) : byQuota(site, strike)),
};

const cardsOf = ({ targets }: Strike) =>
  targets.flatMap(({ nodes, address }) =>
    nodes.flatMap((node) => ("card" in address ? [{ node, card: address.card }] : [])),
  );

const byQuota = async ({ lab, loadOf }: Site, strike: Strike): Promise<undefined> => {
  const { cpu } = lab.parts;
  const { speed = 1 } = strike.spec;
  for (const { node, card } of cardsOf(strike)) {
    const group = cpu?.of(node, card);
    if (group === undefined) continue;
    const quotaUs = Math.max(QUOTA_US_MIN, Math.round(speed * (loadOf(node, card) || WHOLE_CORE) * PERIOD_US));
    const [file, limited, free] =
      group.version === 1
        ? ["cpu.cfs_quota_us", String(quotaUs), "-1"]
        : ["cpu.max", `${quotaUs} ${PERIOD_US}`, `max ${PERIOD_US}`];
    strike.willUndo({ _tag: "limitLifted", file: join(group.path, file), value: free });
    writeFileSync(join(group.path, file), limited);
  }
};

const inTurns = async ({ ranks }: Site, strike: Strike): Promise<Cease> => {
  const { speed = 1 } = strike.spec;
  const isStruck = new Set(cardsOf(strike).map(({ node, card }) => `${node}/${card}`));
  const known = new Set<string>();
  let isOver = false;
  const turn = async () => {
    while (!isOver) {
      const slowed = ranks().filter(({ node, card }) => isStruck.has(`${node}/${card}`));
      for (const { process } of slowed) {
        const name = `${process.pid}/${process.startTime}`;
        if (!known.has(name)) strike.willUndo({ _tag: "processContinues", process });
        known.add(name);
        signal(process, "SIGSTOP");
      }
      await sleep((PERIOD_US * (1 - speed)) / 1_000);
      for (const { process } of slowed) signal(process, "SIGCONT");
      if (!isOver) await sleep((PERIOD_US * speed) / 1_000);
    }
  };
  const turning = turn();
  return () => {
    isOver = true;
    return turning;
  };
};
