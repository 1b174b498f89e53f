/** Cards whose figures are known, each with where from; `other` stands for any, and says what to fill in. */
export const cards = {
  a100: {
    flops: "312e12",
    flopsOf: "A100 SXM, dense bf16, by NVIDIA's data sheet",
    loadW: 400,
    loadOf: "its thermal design power",
  },
  h100: {
    flops: "989.4e12",
    flopsOf: "H100 SXM, dense bf16, by NVIDIA's data sheet",
    loadW: 700,
    loadOf: "its thermal design power",
  },
  h200: {
    flops: "989.4e12",
    flopsOf: "H200 SXM, dense bf16, by NVIDIA's data sheet",
    loadW: 700,
    loadOf: "its thermal design power",
  },
  b200: {
    flops: "2.25e15",
    flopsOf: "B200, dense bf16, by NVIDIA's data sheet",
    loadW: 1_000,
    loadOf: "its thermal design power",
  },
  mi300x: {
    flops: "1307.4e12",
    flopsOf: "MI300X, dense bf16, by AMD's data sheet",
    loadW: 750,
    loadOf: "its board power",
  },
  "ascend-910c": {
    flops: "752e12",
    flopsOf: "Ascend 910C, dense bf16 (CloudMatrix384, arXiv 2506.12708)",
    loadW: 700,
    loadOf: "assumed",
  },
  other: {
    flops: "1e15",
    flopsOf: "assumed: put your card's dense bf16 here",
    loadW: 700,
    loadOf: "assumed: put your card's here",
  },
} as const;
export type CardName = keyof typeof cards;
export const cardNames = Object.keys(cards) as ReadonlyArray<CardName>;
