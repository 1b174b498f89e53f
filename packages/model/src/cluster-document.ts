import * as Schema from "effect/Schema";
import { type Cluster, cardsOf } from "./cluster.ts";

/** A cluster in the figures by which people know it: in results, and in what an agent says of its runs. */
export const ClusterDocumentSchema = Schema.Struct({
  name: Schema.String.annotate({ description: "What it is called.", example: "dgx-h100" }),
  nodes: Schema.Int.annotate({ description: "Its nodes, spares included.", unit: "nodes", example: 64 }),
  cards: Schema.Int.annotate({ description: "The cards in them.", unit: "cards", example: 512 }),
  card: Schema.String.annotate({ description: "What a card is.", example: "NVIDIA H100 80GB HBM3" }),
  cardFlops: Schema.Number.annotate({
    description: "Peak dense bf16 arithmetic of a card.",
    unit: "FLOP a second",
    example: 9.894e14,
  }),
  cardW: Schema.Number.annotate({ description: "Power of a card while it steps.", unit: "watts", example: 700 }),
});
export type ClusterDocument = typeof ClusterDocumentSchema.Type;

export const clusterDocument = (cluster: Cluster): ClusterDocument => ({
  name: cluster.name,
  nodes: cluster.nodes,
  cards: cardsOf(cluster),
  card: cluster.card.model,
  cardFlops: cluster.cardFlops,
  cardW: cluster.cooling.loadW,
});
