import { setTimeout as sleep } from "node:timers/promises";
import type { FaultKind } from "@ordeal/model";
import type { LabNode } from "../lab/lab-node.ts";
import { command } from "../machine/command.ts";
import { inNetwork } from "../machine/network.ts";
import { hasProgram } from "../machine/requirements.ts";
import { always, type Injector, type Site, type Strike } from "./injector.ts";

const struckNodes = ({ lab }: Site, { targets }: Strike): ReadonlyArray<LabNode> => {
  const struck = new Set(targets.flatMap(({ nodes }) => nodes));
  return lab.parts.nodes.filter(({ index }) => struck.has(index));
};

/** The end of a node's link at the switch: with it down the node has no carrier, and keeps its addresses. */
const setPort = ({ lab }: Site, { port }: LabNode, state: "up" | "down"): Promise<string> =>
  command([...inNetwork(lab.parts.head.holder), "ip", "link", "set", port, state]);

const takeDown = async (site: Site, strike: Strike): Promise<undefined> => {
  const holder = site.lab.parts.head.holder;
  const nodes = struckNodes(site, strike);
  for (const { port } of nodes) strike.willUndo({ _tag: "linkUp", holder, device: port });
  await Promise.all(nodes.map((node) => setPort(site, node, "down")));
};

const linkLost = (kind: FaultKind, target: "uplink" | "tor", mechanism: string): Injector => ({
  kind,
  targets: [target],
  mechanism,
  undo: "exact",
  probe: always,
  inject: takeDown,
});

/** A node's link is lost. */
export const linkDown = linkLost("link.down", "uplink", "ip link set down, at the switch's end of the node's link");

/** A switch is lost, and every link that hangs on it. */
export const switchDown = linkLost("switch.down", "tor", "ip link set down, of every port of the switch");

/** A node's link goes down and up, over and over. */
export const linkFlap: Injector = {
  kind: "link.flap",
  targets: ["uplink"],
  mechanism: "ip link set down and up in turns, at the switch's end of the node's link",
  undo: "exact",
  probe: always,
  inject: async (site, strike) => {
    const { up = 1_000_000, down = 1_000_000 } = strike.spec;
    const nodes = struckNodes(site, strike);
    const ending = new AbortController();
    const pause = (us: number) => sleep(us / 1_000, undefined, { signal: ending.signal }).catch(() => {});
    await takeDown(site, strike);
    const flap = async () => {
      for (let isCut = true; ; ) {
        await pause(isCut ? down : up);
        if (ending.signal.aborted) return;
        isCut = !isCut;
        await Promise.all(nodes.map((node) => setPort(site, node, isCut ? "down" : "up")));
        strike.tellPath(isCut);
      }
    };
    const flapping = flap().catch(() => {});
    return () => {
      ending.abort();
      return flapping;
    };
  },
};

/** What a link of a lab is taken to carry when it is whole, in bits a second: as a fast network card of a server. */
const WHOLE_BITS = 10_000_000_000;
const BURST_BYTES = 65_536;

/** A node's link keeps a share of its bandwidth. */
export const linkDegrade: Injector = {
  kind: "link.degrade",
  targets: ["uplink"],
  mechanism: "tc tbf at both ends of the node's link, at this share of 10 Gbit/s",
  undo: "exact",
  probe: async ({ parts: { head } }) => {
    if (!hasProgram("tc")) return "tc is not installed: apt-get install iproute2";
    const at = [...inNetwork(head.holder), "tc", "qdisc"] as const;
    try {
      await command([...at, "add", "dev", "lo", "root", ...shape(WHOLE_BITS)]);
      await command([...at, "del", "dev", "lo", "root"]);
      return undefined;
    } catch {
      return "the kernel has no token bucket filter (sch_tbf)";
    }
  },
  inject: async (site, strike) => {
    const bits = Math.max(8_000, Math.round(WHOLE_BITS * (strike.spec.share ?? 1)));
    const { holder: head } = site.lab.parts.head;
    for (const { holder, device, port } of struckNodes(site, strike)) {
      for (const [at, dev] of [
        [holder, device],
        [head, port],
      ] as const) {
        strike.willUndo({ _tag: "queueRemoved", holder: at, device: dev });
        await command([...inNetwork(at), "tc", "qdisc", "replace", "dev", dev, "root", ...shape(bits)]);
      }
    }
  },
};

const shape = (bits: number): ReadonlyArray<string> => [
  ...["tbf", "rate", `${bits}bit`],
  ...["burst", String(Math.max(BURST_BYTES, Math.ceil(bits / 8 / 250))), "latency", "400ms"],
];
