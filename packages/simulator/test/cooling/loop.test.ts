import { Cooling, decode } from "@ordeal/model";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type LoopChange, ThermalLoop } from "../../src/cooling/loop.ts";

const decoded = decode(Cooling, {}, []);
if (!("value" in decoded)) throw new Error("the defaults of cooling do not decode");
const defaults: Cooling = decoded.value;
const LOAD_C = 38 + 700 / 33.3;

/** What is done to a loop, at a whole µs. */
type Act = { loaded: boolean } | { flow: number } | { riseC: number } | { whole: boolean } | { leak: true };
type Script = ReadonlyArray<readonly [atS: number, act: Act]>;
const at = (atS: number, ...acts: ReadonlyArray<Act>): Script => acts.map((act) => [atS, act]);

interface Seen {
  readonly us: number;
  readonly change: LoopChange;
}

const perform = (loop: ThermalLoop, us: number, act: Act): void => {
  if ("loaded" in act) loop.setLoaded(us, act.loaded);
  else if ("flow" in act) loop.setFlow(us, act.flow);
  else if ("riseC" in act) loop.setInlet(us, act.riseC);
  else if ("whole" in act) loop.setWhole(us, act.whole);
  else loop.forceTrip(us);
};

/** Runs a script to its end and reports every change the loop made by itself. */
const play = (
  loop: ThermalLoop,
  script: Script,
  endS: number,
  probe: (loop: ThermalLoop, fromUs: number, toUs: number) => void = () => undefined,
): Array<Seen> => {
  const seen: Array<Seen> = [];
  let nowUs = 0;
  const advance = (toUs: number): void => {
    // A hundred levels and a few states; a loop that keeps coming back from its trip to trip again takes its time.
    for (let changes = 0; loop.nextUs <= toUs; changes++) {
      if (changes > 110) throw new Error(`chatters at ${loop.nextUs} µs`);
      const us = loop.nextUs;
      probe(loop, nowUs, us);
      const change = loop.step();
      if (change === "restored") changes = 0;
      seen.push({ us, change });
      nowUs = us;
    }
    probe(loop, nowUs, toUs);
    nowUs = toUs;
  };
  for (const [atS, act] of script) {
    advance(Math.round(atS * 1e6));
    perform(loop, Math.round(atS * 1e6), act);
  }
  advance(Math.round(endS * 1e6));
  return seen;
};

const start = (cooling = defaults): ThermalLoop => new ThermalLoop(cooling, 0, LOAD_C, true);

/**
 * The same loop, independently: Runge–Kutta of fourth order on (T, T_coolant) in steps of 0.25 s; each change is
 * located by halving the step it falls into and put off to the next whole µs, at its threshold. Written from the
 * design's equations, sharing no code with what it checks.
 */
class Reference {
  readonly c: Cooling;
  readonly seen: Array<{ s: number; change: LoopChange }> = [];
  s = 0;
  T = LOAD_C;
  Tc: number;
  target: number;
  loaded = true;
  flow = 1;
  whole = true;
  state: "free" | "throttled" | "tripped" = "free";
  f = 1;

  constructor(c: Cooling) {
    this.c = c;
    this.Tc = c.coolantC;
    this.target = c.coolantC;
  }

  get G(): number {
    return (
      this.c.ambientConductanceWPerK + (this.c.conductanceWPerK - this.c.ambientConductanceWPerK) * this.flow ** 0.8
    );
  }

  act(act: Act): void {
    if ("loaded" in act) this.loaded = act.loaded;
    else if ("flow" in act) this.flow = act.flow;
    else if ("riseC" in act) this.target = this.c.coolantC + act.riseC;
    else if ("whole" in act) this.whole = act.whole;
    else this.state = "tripped";
    if (Math.abs(this.Tc - this.target) <= 1e-3) this.Tc = this.target;
    this.f = this.governed();
  }

  governed(): number {
    if (this.state === "free") return 1;
    if (this.state === "tripped") return 0;
    const holds = ((this.c.throttleC - this.Tc) * this.G - this.c.idleW) / (this.c.loadW - this.c.idleW);
    const level = this.Tc === this.target ? holds : Math.floor(holds * 100 + 1e-9) / 100;
    return Math.min(1, Math.max(this.c.speedMin, level));
  }

  moved(h: number): readonly [T: number, Tc: number] {
    const { c, G, target } = this;
    const f = this.loaded ? this.f : 0;
    const P = this.state === "tripped" ? 0 : c.idleW + f * (c.loadW - c.idleW);
    const slope = (T: number, Tc: number): readonly [number, number] => [
      (P - G * (T - Tc)) / c.heatCapacityJPerK,
      (target - Tc) / (c.inletTimeConstant * 1e-6),
    ];
    const [a, p] = slope(this.T, this.Tc);
    const [b, q] = slope(this.T + (h / 2) * a, this.Tc + (h / 2) * p);
    const [d, r] = slope(this.T + (h / 2) * b, this.Tc + (h / 2) * q);
    const [e, t] = slope(this.T + h * d, this.Tc + h * r);
    return [this.T + (h / 6) * (a + 2 * b + 2 * d + e), this.Tc + (h / 6) * (p + 2 * q + 2 * r + t)];
  }

  due(T: number, Tc: number): LoopChange | "settled" | undefined {
    if (this.state === "free" && T >= this.c.throttleC) return "throttled";
    if (this.state === "throttled" && T >= this.c.tripC) return "tripped";
    if (this.state === "throttled" && T <= this.c.resumeC) return "released";
    if (this.state === "tripped" && this.whole && T <= this.c.resumeC) return "restored";
    if (Tc !== this.target && Math.abs(Tc - this.target) <= 1e-3) return "settled";
    const was = this.Tc;
    this.Tc = Tc;
    const f = this.governed();
    this.Tc = was;
    return f === this.f ? undefined : "speed";
  }

  make(change: LoopChange | "settled"): void {
    if (change === "throttled") this.state = "throttled";
    if (change === "tripped") this.state = "tripped";
    if (change === "released" || change === "restored") this.state = "free";
    if (change === "settled") this.Tc = this.target;
    const was = this.f;
    this.f = this.governed();
    if (change !== "settled") this.seen.push({ s: this.s, change });
    else if (this.f !== was) this.seen.push({ s: this.s, change: "speed" });
  }

  advance(toS: number): void {
    for (;;) {
      for (let now = this.due(this.T, this.Tc); now !== undefined; now = this.due(this.T, this.Tc)) this.make(now);
      if (this.s >= toS) return;
      let h = Math.min(0.25, toS - this.s);
      let next = this.moved(h);
      if (this.due(...next) !== undefined) {
        let low = 0;
        for (let i = 0; i < 40; i++) {
          const half = (low + h) / 2;
          if (this.due(...this.moved(half)) === undefined) low = half;
          else h = half;
        }
        const crossing = this.moved(h);
        const change = this.due(...crossing);
        h = Math.min(Math.ceil((this.s + h) * 1e6) / 1e6, toS) - this.s;
        next = this.moved(h);
        if (change !== "speed" && change !== "settled") next = [crossing[0], next[1]];
      }
      this.s = this.s + h > toS - 1e-9 ? toS : this.s + h;
      [this.T, this.Tc] = next;
    }
  }
}

/** Plays a script on both and compares every change and the temperature along the way. */
const compare = (script: Script, endS: number, cooling = defaults): ReadonlyArray<Seen> => {
  const reference = new Reference(cooling);
  const temperatures: Array<readonly [s: number, temperatureC: number]> = [];
  const advance = (toS: number): void => {
    const fromS = reference.s;
    for (let i = 1; i <= 5; i++) {
      reference.advance(fromS + ((toS - fromS) * i) / 5);
      temperatures.push([reference.s, reference.T]);
    }
  };
  for (const [atS, act] of script) {
    advance(atS);
    reference.act(act);
  }
  advance(endS);

  const measured = new Map<number, number>();
  const seen = play(start(cooling), script, endS, (loop, fromUs, toUs) => {
    for (const [s] of temperatures) {
      const us = Math.round(s * 1e6);
      if (us >= fromUs && us <= toUs) measured.set(s, loop.temperatureAt(us));
    }
  });
  expect(seen.map(({ change }) => change)).toEqual(reference.seen.map(({ change }) => change));
  for (const [index, { us }] of seen.entries()) expect(us / 1e6).toBeCloseTo(reference.seen[index]?.s as number, 4);
  for (const [s, temperatureC] of temperatures) expect(measured.get(s)).toBeCloseTo(temperatureC, 4);
  return seen;
};

const brief = (seen: ReadonlyArray<Seen>): ReadonlyArray<string> =>
  seen.map(({ us, change }) => `${change} ${(us / 1e6).toFixed(1)}`);

describe("a cooling loop", () => {
  test("without flow throttles after 20.9 s and trips after 35.4 s, as the design says", () => {
    const loop = start();
    expect(loop.temperatureAt(0)).toBeCloseTo(59.0, 1);
    expect(brief(play(loop, at(0, { whole: false }, { flow: 0 }), 3_600))).toEqual(["throttled 20.9", "tripped 35.4"]);
    expect([loop.state, loop.speed]).toEqual(["tripped", 0]);
  });

  test("without faults does nothing by itself", () => {
    expect(start().nextUs).toBe(Number.POSITIVE_INFINITY);
  });

  test("comes back from a trip when it is whole and cool, not before", () => {
    const loop = start();
    const broken = [...at(0, { whole: false }, { flow: 0 }), ...at(60, { flow: 1 })];
    expect(brief(play(loop, [...broken, ...at(600, { whole: true })], 3_600))).toEqual([
      "throttled 20.9",
      "tripped 35.4",
      "restored 600.0",
    ]);
    expect([loop.state, loop.speed]).toEqual(["free", 1]);
    const sooner = play(start(), [...broken, ...at(60, { whole: true })], 3_600);
    expect(brief(sooner)).toEqual(["throttled 20.9", "tripped 35.4", "restored 64.7"]);
  });

  test("at 30 % of its flow is held at the speed that makes T_throttle the equilibrium", () => {
    const loop = start();
    expect(brief(play(loop, at(0, { flow: 0.3 }), 3_600))).toEqual(["throttled 77.9"]);
    const conductance = 0.2 + 33.1 * 0.3 ** 0.8;
    expect(loop.speed).toBeCloseTo((50 * conductance - 150) / 550, 12);
    expect(loop.temperatureAt(3_600e6)).toBeCloseTo(88, 9);
    expect(loop.nextUs).toBe(Number.POSITIVE_INFINITY);
  });

  test("with too little flow for its lowest speed rises on to its trip, or to rest below it", () => {
    const resting = start();
    expect(brief(play(resting, at(0, { flow: 0.17 }), 3_600))).toEqual(["throttled 36.6"]);
    expect(resting.speed).toBe(0.5);
    expect(resting.temperatureAt(3_600e6)).toBeGreaterThan(88);
    expect(resting.temperatureAt(3_600e6)).toBeLessThan(100);
    const tripping = play(start(), at(0, { whole: false }, { flow: 0.12 }), 3_600);
    expect(tripping.map(({ change }) => change)).toEqual(["throttled", "tripped"]);
  });

  test("whose flow returns while it is held runs at full speed at once and is released when it has cooled", () => {
    const loop = start();
    const seen = play(loop, [...at(0, { flow: 0.3 }), ...at(600, { flow: 1 })], 600);
    expect([loop.state, loop.speed]).toEqual(["throttled", 1]);
    expect(brief([...seen, ...play(loop, [], 700)])).toEqual(["throttled 77.9", "released 602.8"]);
  });

  test("that idles while throttled cools down and is released", () => {
    const toggled = [...at(600, { loaded: false }), ...at(900, { loaded: true })];
    const seen = compare([...at(0, { flow: 0.3 }), ...toggled], 1_800);
    expect(seen.map(({ change }) => change)).toEqual(["throttled", "released", "throttled"]);
  });

  test("that leaks is off at once, free or held", () => {
    const loop = start();
    play(loop, at(10, { whole: false }, { leak: true }), 10);
    expect([loop.state, loop.speed]).toEqual(["tripped", 0]);
    expect(brief(play(loop, at(1_000, { whole: true }), 1_000))).toEqual(["restored 1000.0"]);
    expect(loop.state).toBe("free");
  });

  test("under a warm inlet works in levels of 1 % until the coolant has settled, then exactly", () => {
    const loop = start();
    const levels: Array<number> = [];
    const seen = play(loop, at(0, { riseC: 35 }), 7_200, ({ speed }) => levels.push(Math.round(speed * 1e9) / 1e7));
    expect(seen.map(({ change }) => change)).toEqual(["throttled", ...Array(37).fill("speed")]);
    expect(levels.slice(2, -1)).toEqual(Array.from({ length: 37 }, (_, index) => 99 - index));
    expect(loop.speed).toBeCloseTo((15 * 33.3 - 150) / 550, 12);
    expect((seen.at(-1)?.us as number) / 1e6).toBeCloseTo(600 * Math.log(35 / 1e-3), 3);
  });

  test("agrees with Runge–Kutta", () => {
    const day: Array<readonly [number, Act]> = [];
    for (let minute = 3; minute < 300; minute += 3) day.push([minute * 60, { loaded: minute % 2 === 0 }]);
    const within = (script: Script): Script => [...day, ...script].sort(([a], [b]) => a - b);
    const pumps = [...[0.5, 0.2, 0.05, 1].entries()].map(([index, flow]) => at(1_000 + 3_000 * index, { flow }));
    const mild = [at(1_000, { riseC: 30 }), at(9_000, { riseC: 0 })];
    const harsh = [at(1_000, { riseC: 60 }, { whole: false }), at(5_000, { riseC: 0 }, { whole: true })];
    const leak = [at(1_000, { whole: false }, { leak: true }), at(7_000, { whole: true })];
    const both = [at(0, { riseC: 40 }), at(4_000, { flow: 0.7 }), at(4_500, { riseC: 10 }), at(9_000, { flow: 1 })];
    compare(at(0, { flow: 0 }), 3_600);
    compare(both.flat(), 18_000);
    for (const script of [pumps, mild, harsh, leak, both]) compare(within(script.flat()), 18_000);
    for (const odd of [{ inletTimeConstant: 15e6 }, { speedMin: 0.295 }, { idleW: 600 }]) {
      compare(within(mild.flat()), 18_000, { ...defaults, ...odd });
      compare(within(harsh.flat()), 18_000, { ...defaults, ...odd });
    }
  });

  const acts: fc.Arbitrary<Act> = fc.oneof(
    { weight: 4, arbitrary: fc.record({ loaded: fc.boolean() }) },
    { weight: 3, arbitrary: fc.record({ flow: fc.constantFrom(0, 0.05, 0.16, 0.25, 0.4, 0.5, 0.81, 1) }) },
    { weight: 3, arbitrary: fc.record({ riseC: fc.constantFrom(0, 0, 3, 12, 31, 44, 61, -8) }) },
    { weight: 2, arbitrary: fc.record({ whole: fc.boolean() }) },
    { weight: 1, arbitrary: fc.constant({ leak: true as const }) },
  );
  const scripts = fc
    .array(fc.tuple(fc.integer({ min: 0, max: 1_200_000 }), acts), { maxLength: 30 })
    .map((gaps): Script => {
      let ms = 0;
      return gaps.map(([gap, act]) => {
        ms += gap;
        return [ms / 1_000, act];
      });
    });
  const endOf = (script: Script): number => (script.at(-1)?.[0] ?? 0) + 7_200;

  test("agrees with Runge–Kutta whatever is done to it", () => {
    fc.assert(
      fc.property(scripts, (script) => {
        compare(script, endOf(script));
      }),
      { numRuns: 60, seed: 20_260_101 },
    );
  });

  test("does not depend on how often it is asked", () => {
    fc.assert(
      fc.property(scripts, fc.integer({ min: 1, max: 50 }), (script, times) => {
        const [quiet, asked] = [start(), start()];
        const once = play(quiet, script, endOf(script));
        const often = play(asked, script, endOf(script), (loop, fromUs, toUs) => {
          for (let i = 0; i <= times; i++) loop.temperatureAt(fromUs + Math.floor(((toUs - fromUs) * i) / times));
        });
        expect(often).toEqual(once);
        expect(asked.temperatureAt(endOf(script) * 1e6)).toBe(quiet.temperatureAt(endOf(script) * 1e6));
      }),
    );
  });

  /** Coolings that a model accepts and whose healthy loops rest below T_resume, however odd otherwise. */
  const coolings = fc
    .record({
      heatCapacityJPerK: fc.constantFrom(1e-3, 1, 50, 500, 1e5),
      inletTimeConstant: fc.constantFrom(1, 1_000, 15e6, 600e6, 36e8),
      conductanceWPerK: fc.double({ min: 15.6, max: 200, noNaN: true }),
      ambientConductanceWPerK: fc.double({ min: 1e-3, max: 15, noNaN: true }),
      speedMin: fc.constantFrom(0, 0.005, 0.29, 0.295, 0.5, 1),
      idleW: fc.constantFrom(0.1, 10, 150, 699, 700),
      gaps: fc.tuple(fc.constantFrom(1e-9, 1e-3, 0.1, 5), fc.constantFrom(1e-9, 1e-3, 12)),
    })
    .map(({ gaps: [hysteresisC, marginC], ...rest }): Cooling => {
      const throttleC = 83 + hysteresisC;
      return { ...defaults, ...rest, resumeC: 83, throttleC, tripC: throttleC + marginC };
    });

  /** The script with the loop whole exactly while nothing is wrong with it, as a caller has it. */
  const honest = (script: Script): Script => {
    let flow = 1;
    let riseC = 0;
    return script.flatMap(([atS, act]): Script => {
      if ("flow" in act) flow = act.flow;
      if ("riseC" in act) riseC = act.riseC;
      if ("whole" in act) return [];
      return at(atS, act, { whole: flow === 1 && riseC === 0 && !("leak" in act) });
    });
  };

  /** Plays a script and checks that every change is one: of the state in its order, or of the speed. */
  const inspect = (cooling: Cooling, script: Script): void => {
    const from = {
      throttled: "free",
      released: "throttled",
      tripped: "throttled",
      restored: "tripped",
      speed: "throttled",
    };
    const to = { throttled: "throttled", released: "free", tripped: "tripped", restored: "free", speed: "throttled" };
    class Inspected extends ThermalLoop {
      private lastUs = 0;
      private readonly lastOf = new Map<LoopChange, number>();

      override step(): LoopChange {
        const { state, speed, nextUs } = this;
        const change = super.step();
        expect([from[change], to[change]]).toEqual([state, this.state]);
        expect(nextUs).toBeGreaterThanOrEqual(this.lastUs);
        if (change === "speed") expect(this.speed).not.toBe(speed);
        else expect(nextUs).toBeGreaterThan(this.lastOf.get(change) ?? -1);
        expect(this.temperatureAt(nextUs)).toBeLessThanOrEqual(cooling.tripC + 1e-6);
        expect(this.temperatureAt(nextUs)).toBeGreaterThan(20);
        this.lastUs = nextUs;
        this.lastOf.set(change, nextUs);
        return change;
      }
    }
    play(new Inspected(cooling, 0, 38 + 700 / cooling.conductanceWPerK, true), script, endOf(script) + 36_000);
  };

  test("never chatters, throttles before it trips and stays below its trip", () => {
    fc.assert(fc.property(scripts.map(honest), (script) => inspect(defaults, script)));
  });

  test("never chatters however odd its parameters: tiny heat capacity, hysteresis of a billionth of a degree", () => {
    fc.assert(
      fc.property(coolings, scripts, (cooling, script) => {
        inspect(cooling, [...at(0, { whole: false }), ...script.filter(([, act]) => !("whole" in act))]);
      }),
      { numRuns: 300 },
    );
  });

  test("refuses a call in its past, or after a change that is due", () => {
    const loop = start();
    loop.setFlow(1e6, 0);
    expect(() => loop.setLoaded(0, false)).toThrow("was called at 0 µs");
    expect(() => loop.setLoaded(60e6, false)).toThrow("with a change due at");
    expect(() => start().step()).toThrow("nothing is due on a free loop");
  });
});
