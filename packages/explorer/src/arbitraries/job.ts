import { type Cluster, HOUR_US, type Job, MINUTE_US, SECOND_US } from "@ordeal/model";
import fc from "fast-check";
import { type Options, withDefaults } from "./options.ts";
import { record } from "./record.ts";
import { type Fit, given, instantIn, pick, type Scene } from "./scene.ts";
import { maybe, share, shareOf, time } from "./time.ts";

/** What a job is fitted to. */
type Surroundings = Pick<Scene, "cluster" | "duration" | "startsAt">;

const divisorsOf = (n: number): ReadonlyArray<number> =>
  Array.from({ length: n }, (_, index) => index + 1).filter((divisor) => n % divisor === 0);

/** Jobs that fit into whatever cluster they come to; shrinks towards one node. */
export const jobIn = (options: Options = {}): fc.Arbitrary<Fit<Job, Surroundings>> => {
  const { durationMaxUs, nodesMax, plannedStops } = withDefaults(options);
  const planned = <T>(arbitrary: fc.Arbitrary<T>) => (plannedStops ? maybe(arbitrary) : fc.constant(undefined));
  return record({
    nodes: fc.nat(nodesMax - 1),
    step: time(SECOND_US, MINUTE_US),
    linearity: maybe(fc.nat(99)),
    cardsPerReplica: maybe(fc.nat(11)),
    replicasMin: maybe(fc.nat(11)),
    isUnlimited: fc.nat(4),
    mfu: share(),
    evaluation: planned(record({ everySteps: fc.integer({ min: 1, max: 500 }), takes: time(1, 10 * MINUTE_US) })),
    maintenance: planned(
      fc.array(record({ at: time(0, durationMaxUs - 1), takes: time(1, HOUR_US) }), { maxLength: 2 }),
    ),
  }).map((drawn) => ({ cluster, ...run }: Surroundings): Job => {
    const nodes = 1 + (drawn.nodes % cluster.nodes);
    const cards = nodes * cluster.cardsPerNode;
    const cardsPerReplica =
      drawn.cardsPerReplica === undefined ? undefined : pick(divisorsOf(cards), drawn.cardsPerReplica);
    const replicas = cards / (cardsPerReplica ?? cluster.cardsPerNode);
    return given<Job>({
      nodes,
      step: drawn.step,
      linearity: drawn.linearity === undefined ? 1 : shareOf(drawn.linearity),
      cardsPerReplica,
      replicasMin: drawn.replicasMin === undefined ? undefined : 1 + (drawn.replicasMin % replicas),
      spares: drawn.isUnlimited === 4 ? "unlimited" : "the rest",
      mfu: drawn.mfu,
      evaluation: drawn.evaluation,
      maintenance: (drawn.maintenance ?? []).map(({ at, takes }) => ({ at: instantIn(run, at), takes })),
    });
  });
};

/** Jobs for one cluster. */
export const job = (cluster: Cluster, options: Options = {}): fc.Arbitrary<Job> =>
  jobIn(options).map((adapt) => adapt({ cluster, duration: withDefaults(options).durationMaxUs }));
