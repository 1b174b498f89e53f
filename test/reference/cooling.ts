import type { Cooling } from "@ordeal/model";
import type { Fault } from "./script.ts";

/** One cooling loop: `C dT/dt = P − G(φ)(T − T_coolant)`, with a governor and a trip. Warm inlets are left out. */
export class CoolingLoop {
  state: "free" | "throttled" | "tripped" = "free";
  temperatureC: number;
  private readonly cooling: Cooling;
  private readonly index: number;

  constructor(cooling: Cooling, index: number) {
    this.cooling = cooling;
    this.index = index;
    this.temperatureC = cooling.coolantC + cooling.idleW / cooling.conductanceWPerK;
  }

  private faultsOf(active: ReadonlyArray<Fault>): ReadonlyArray<Fault> {
    return active.filter(({ kind, place }) => kind.startsWith("cooling.") && place.loops.includes(this.index));
  }

  private conductance(active: ReadonlyArray<Fault>): number {
    const { conductanceWPerK, ambientConductanceWPerK } = this.cooling;
    // A loop that leaks is empty.
    const flowOf = ({ kind, spec }: Fault) => (kind === "cooling.leak" ? 0 : (spec.flow ?? 1));
    const flow = this.faultsOf(active).reduce((share, fault) => share * flowOf(fault), 1);
    return ambientConductanceWPerK + (conductanceWPerK - ambientConductanceWPerK) * flow ** 0.8;
  }

  /** The speed at which the governor lets the cards run. */
  speed(active: ReadonlyArray<Fault>): number {
    if (this.state !== "throttled") return 1;
    const { throttleC, coolantC, idleW, loadW, speedMin } = this.cooling;
    const held = ((throttleC - coolantC) * this.conductance(active) - idleW) / (loadW - idleW);
    return Math.min(1, Math.max(speedMin, held));
  }

  powerW(active: ReadonlyArray<Fault>, isLoaded: boolean): number {
    const { idleW, loadW } = this.cooling;
    if (this.state === "tripped") return 0;
    return isLoaded ? idleW + this.speed(active) * (loadW - idleW) : idleW;
  }

  /** Where the temperature would come to rest. */
  private restC(active: ReadonlyArray<Fault>, isLoaded: boolean): number {
    return this.cooling.coolantC + this.powerW(active, isLoaded) / this.conductance(active);
  }

  pass(us: number, active: ReadonlyArray<Fault>, isLoaded: boolean): void {
    const restC = this.restC(active, isLoaded);
    const decay = Math.exp((-this.conductance(active) * us) / 1e6 / this.cooling.heatCapacityJPerK);
    this.temperatureC = restC + (this.temperatureC - restC) * decay;
  }

  /** What changes now; nothing while none is due. */
  due(active: ReadonlyArray<Fault>): "throttled" | "released" | "tripped" | "restored" | undefined {
    const { throttleC, resumeC, tripC } = this.cooling;
    const mine = this.faultsOf(active);
    if (this.state !== "tripped" && mine.some(({ kind }) => kind === "cooling.leak")) return "tripped";
    if (this.state === "free" && this.temperatureC >= throttleC) return "throttled";
    if (this.state === "throttled" && this.temperatureC >= tripC) return "tripped";
    if (this.state === "throttled" && this.temperatureC <= resumeC) return "released";
    return this.state === "tripped" && mine.length === 0 && this.temperatureC <= resumeC ? "restored" : undefined;
  }

  /** Makes a change that is due. A threshold that was crossed within this microsecond is where the temperature is. */
  make(change: "throttled" | "released" | "tripped" | "restored"): void {
    const { throttleC, resumeC, tripC } = this.cooling;
    const pin = { throttled: throttleC, released: resumeC, tripped: tripC, restored: resumeC }[change];
    if (Math.abs(pin - this.temperatureC) < 1e-4) this.temperatureC = pin;
    this.state = change === "released" || change === "restored" ? "free" : change;
  }

  /** How long until the next threshold is crossed, in closed form, rounded up. */
  dueInUs(active: ReadonlyArray<Fault>, isLoaded: boolean): number {
    const { throttleC, resumeC, tripC, heatCapacityJPerK } = this.cooling;
    const [T, restC] = [this.temperatureC, this.restC(active, isLoaded)];
    const thresholds = { free: [throttleC], throttled: [resumeC, tripC], tripped: [resumeC] }[this.state];
    const crossed = thresholds.filter((C) => (T < C && C < restC) || (restC < C && C < T));
    const tau = heatCapacityJPerK / this.conductance(active);
    return Math.min(
      ...crossed.map((C) => Math.ceil(1e6 * tau * Math.log((restC - T) / (restC - C)))),
      Number.POSITIVE_INFINITY,
    );
  }
}
