import * as Schema from "effect/Schema";
import { type Cluster, Loop, loopsOf, nodesPerRackOf } from "./cluster.ts";
import type { Scenario } from "./experiment.ts";

const { Int, Finite, String: Text, Boolean: Flag } = Schema;

/** What a run's cluster is made of, for who draws it. It stays as it is while the run goes on. */
export const ClusterShape = Schema.Struct({
  title: Text,
  seed: Int,
  endUs: Int,
  name: Text,
  nodes: Int,
  cardsPerNode: Int,
  nodesPerSupernode: Int,
  nodesPerRack: Int,
  /** Planes of a supernode, uplinks of a node, and ToR switches of a supernode. */
  planes: Int,
  uplinks: Int,
  tors: Int,
  loops: Schema.Array(Loop),
  /** Where cards are slowed down, and where they are powered off; °C. */
  throttleC: Finite,
  tripC: Finite,
  /** On which nodes the job starts. */
  jobNodes: Int,
  spareScope: Schema.Literals(["anywhere", "supernode"]),
});
export type ClusterShape = typeof ClusterShape.Type;

/** What a scenario's cluster is made of. */
export const shapeOf = (
  { cluster, job, recovery }: Scenario,
  run: { readonly title: string; readonly seed: number; readonly endUs: number },
): ClusterShape => ({
  title: run.title,
  seed: run.seed,
  endUs: run.endUs,
  name: cluster.name,
  nodes: cluster.nodes,
  cardsPerNode: cluster.cardsPerNode,
  nodesPerSupernode: cluster.nodesPerSupernode,
  nodesPerRack: nodesPerRackOf(cluster),
  planes: cluster.scaleUp.planes,
  uplinks: cluster.scaleOut.uplinks,
  tors: cluster.scaleOut.tors,
  loops: loopsOf(cluster),
  throttleC: cluster.cooling.throttleC,
  tripC: cluster.cooling.tripC,
  jobNodes: job.nodes,
  spareScope: recovery.spareScope,
});

/** As much of a scenario as it takes to follow its nodes through a journal. */
export const sceneOf = ({ nodes, nodesPerSupernode, nodesPerRack, loops, jobNodes, spareScope }: ClusterShape) => ({
  cluster: { nodes, nodesPerSupernode, nodesPerRack, cooling: { loops } } as unknown as Cluster,
  job: { nodes: jobNodes },
  recovery: { spareScope },
});

/** What the sensors of a cluster show: supernodes in sums, and the cards that are not as all others. */
export const ClusterReadings = Schema.Struct({
  atUs: Int,
  cardsTotal: Int,
  supernodes: Schema.Array(
    Schema.Struct({
      supernode: Text,
      cards: Int,
      cardsHealthy: Int,
      temperatureC: Finite,
      powerW: Finite,
      nodesDown: Int,
    }),
  ),
  supernodesLeftOut: Int,
  cards: Schema.Array(
    Schema.Struct({
      node: Text,
      card: Int,
      healthy: Flag,
      temperatureC: Finite,
      powerW: Finite,
      clockShare: Finite,
      hostUp: Flag,
      computes: Flag,
      linkUp: Flag,
      inJob: Flag,
    }),
  ),
  cardsLeftOut: Int,
});
export type ClusterReadings = typeof ClusterReadings.Type;
