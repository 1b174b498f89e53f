/** One whole section on each page, as YAML under its key: a test reads each as part of an experiment. */
export const sectionExamples = {
  cluster: `cluster:
  name: ours
  nodes: 64
  cardsPerNode: 8
  nodesPerSupernode: 1 # NVLink ends at the node
  scaleUp: { planes: 0 }
  scaleOut: { uplinks: 8, tors: 2 }
  storage: { read: 100 GB/s, write: 50 GB/s }
  cardFlops: 989.4 TFLOPS
  repair: { lognormal: { median: 20 hours, mean: 30 hours } }`,
  job: `job:
  nodes: 62
  step: 8 seconds
  linearity: 94 %
  evaluation: { everySteps: 1000, takes: 5 minutes }`,
  checkpoint: `checkpoint:
  interval: 15 minutes
  tiers:
    - { name: peers, medium: memory, stall: 2 seconds, load: 20 seconds, peers: { copies: 1, apart: node } }
    - { name: storage, stall: 8 seconds, persist: 90 seconds, load: 2 minutes, interval: 1 hour }`,
  recovery: `recovery:
  detect: { crash: 30 seconds, hang: 10 minutes, straggler: 15 minutes }
  policy:
    ladder:
      - { name: process, does: process, handles: [job.crash, card.hang], takes: 40 seconds, success: 90 % }
      - { name: spare, does: spare, takes: 90 seconds }
      - { name: restart, does: job, takes: 4 minutes }`,
  hazards: `hazards:
  - id: nodes
    source: Kokolis et al., arXiv 2410.21680, RSC-1
    rate: 6.50 per 1,000 node-days
    arrivals: { weibull: { shape: 0.62 } }
    kinds:
      - { kind: node.crash, weight: 8 }
      - { kind: card.slow, speed: 70 %, weight: 1 }`,
  faults: `faults:
  - { kind: card.crash, target: a card of the job, at: 1 hour }
  - { kind: cooling.pump, target: cdu2, flow: 35 %, at: 50 minutes, duration: 20 minutes }
  - { kind: storage.slow, share: 25 %, on: { event: checkpoint.persist.started, time: 3 }, duration: 10 minutes }
  - { id: flap, kind: link.flap, target: sn03/n00/up1, up: 30 seconds, down: 5 seconds, every: { period: 6 hours, times: 4 }, duration: 5 minutes }`,
  thresholds: `thresholds:
  - effectiveThroughput >= 95 %
  - recoveryTime p90 <= 10 minutes
steadyState: { holds: [throughput >= 90 %], within: 30 minutes }
stopWhen: [downtime > 6 hours]
safety: { maxConcurrentFaults: 2, maxShareOfCards: 5 % }
campaign: { thresholds: [P(effectiveThroughput >= 95 %) >= 99 %, worstWindow p5 >= 80 %] }
prices: { cardHour: 1.8, spareHour: 14.4, kWh: 0.09, currency: USD }
budget: at most 3 card faults and 1 cooling fault, any two at least 1 minute apart, within 24 hours`,
} as const;
