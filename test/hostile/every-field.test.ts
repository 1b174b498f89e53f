import { serve } from "@ordeal/agent";
import * as Effect from "effect/Effect";
import * as Exit from "effect/Exit";
import * as Scope from "effect/Scope";
import { afterAll, beforeAll, expect, test } from "vitest";
import { loadedOf, ran } from "./a-run.ts";
import { type Frame, type Lie, lyingAgent } from "./lying-agent.ts";

const scope = Effect.runSync(Scope.make());
let honest = "";

beforeAll(async () => {
  const serving = serve({ host: "127.0.0.1", port: 0, version: "test" }).pipe(Scope.provide(scope));
  const { url } = await Effect.runPromise(serving);
  honest = url.replace("/v1", "");
});
afterAll(() => Effect.runPromise(Scope.close(scope, Exit.void)));

/** A run that is looked at, also while the job is down and while a card is slow. */
const watched = loadedOf({
  steadyState: { holds: ["throughput >= 70 %"], within: "30 minutes" },
  probe: "641 seconds",
});

type Path = ReadonlyArray<string>;

const leavesOf = (value: Frame, path: Path = []): ReadonlyArray<Path> =>
  typeof value === "object" && value !== null && Object.keys(value).length > 0
    ? Object.keys(value).flatMap((name) => leavesOf(value[name], [...path, name]))
    : [path];

const at = (value: Frame, path: Path): Frame => path.reduce((inner, name) => inner?.[name], value);

/** Something else of the same type. */
const other = (value: Frame): Frame => {
  if (typeof value === "number") return Number.isInteger(value) && value < 1e15 ? value + 1 : value * 1.01;
  if (typeof value === "boolean") return !value;
  if (typeof value === "string") return `${value}x`;
  return value === null ? 1 : [];
};

const change = (value: Frame, path: Path): void => {
  const inner = at(value, path.slice(0, -1));
  const last = path.at(-1) ?? "";
  if (inner !== null && inner !== undefined && last in inner) inner[last] = other(inner[last]);
};

/** Everything that is said in an honest run: an answer to every method, an event of every type. */
const said = async (): Promise<ReadonlyMap<string, Frame>> => {
  const all = new Map<string, Frame>();
  const says: Lie["says"] = (frame, asked) => {
    const name = frame.method === "event" ? `event ${frame.params.type}` : asked;
    const one = frame.method === "event" ? frame.params : frame.result;
    if (name !== undefined && one !== undefined && leavesOf(one).length >= leavesOf(all.get(name) ?? {}).length)
      all.set(name, structuredClone(one));
    return true;
  };
  const { verdict, reasons } = await ran(await lyingAgent(honest, { says }), watched);
  expect({ verdict, reasons }).toEqual({ verdict: "pass", reasons: "" });
  return all;
};

/** Says one thing otherwise, wherever it is said. */
const lieAbout = (name: string, path: Path): Lie => ({
  says: (frame, asked) => {
    if (frame.method === "event" && name === `event ${frame.params.type}`) change(frame.params, path);
    else if (asked === name && frame.result !== undefined) change(frame.result, path);
    return true;
  },
});

/** What nobody can tell from outside, or what nothing hangs on; why. */
const free: ReadonlyArray<readonly [RegExp, string]> = [
  [/^agent\.describe (agent|version|runs|capabilities)/, "names, and what is not needed"],
  [/ (lease|expiresInMs|held)$/, "a lease by another name is a lease; how long it lasts is renewed in time"],
  [/^event \S+ data (takesUs|rung|does|tier|from|keepsProgress|phase|nodes|cards)$/, "the cluster's own affair"],
  [/^event fault\.started data (cause|untilUs)$/, "the same in the result; a repair that is drawn"],
  [/^event job\.(stopped|hung|stalled|unstalled) data step$/, "the steps are counted"],
  [/^event (checkpoint\.\S+|load\.\S+) data step$/, "which copy it is is told when the job resumes"],
  [/^event node\.down data faultId$/, "the node is down, whoever did it"],
  [/^event checkpoint\.persist\.(started|ended) atUs$/, "when a copy is written in the background"],
  [/^event node\.up data node$/, "what is said once the run is over and heals"],
  [/^(fault\.heal|run\.close) healed/, "it is looked whether the fault is gone"],
  [/^run\.snapshot (highWaterStep|stepUs|speed|jobNodes|nodesUnusableInJob|spentUs.*)$/, "shown, and no signal"],
  [/^run\.snapshot bandwidthShare$/, "which links carry the job is not told"],
  [/^run\.result metrics energy(PerStep)?$/, "between bounds, for what idles is not told"],
];

test("an agent that says any one thing otherwise gets no pass, but for what nobody can tell", async () => {
  const believed: Array<string> = [];
  for (const [name, frame] of await said())
    for (const path of leavesOf(frame)) {
      const which = `${name} ${path.join(" ")}`;
      if (free.some(([pattern]) => pattern.test(which))) continue;
      const { verdict } = await ran(await lyingAgent(honest, lieAbout(name, path)), watched);
      if (verdict === "pass") believed.push(which);
    }
  expect(believed).toEqual([]);
}, 180_000);
