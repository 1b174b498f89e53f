import type { Result, Scenario } from "@ordeal/model";
import type { AgentBackend, BackendOptions } from "../../backend/backend.ts";
import { Refused } from "../../backend/refused.ts";
import type { Lab } from "../lab/lab.ts";
import type { Launcher } from "../launchers/launcher.ts";
import { probeCapabilities } from "./capabilities.ts";
import { LiveRun } from "./live-run.ts";

/** A lab as the agent's backend: one run at a time, each a job of its own. */
export class LiveBackend implements AgentBackend<LiveRun> {
  readonly about: Pick<Result<"agent.describe">, "agent" | "capabilities">;
  onWork = (): void => {};
  private readonly lab: Lab;
  private readonly launcher: Launcher;
  private run: LiveRun | undefined;
  private runs = 0;
  private isGuarded = true;

  private constructor(lab: Lab, launcher: Launcher, capabilities: LiveBackend["about"]["capabilities"]) {
    this.lab = lab;
    this.launcher = launcher;
    void lab.parts.guardian.gone.then(() => this.loseGuardian());
    this.about = { agent: `ordeal lab ${lab.parts.file.lab} (${launcher.name})`, capabilities };
  }

  static async of(lab: Lab, launcher: Launcher): Promise<LiveBackend> {
    return new LiveBackend(lab, launcher, await probeCapabilities(lab, launcher));
  }

  open(scenario: Scenario, options: BackendOptions): LiveRun {
    this.refuseUnfit(scenario);
    if (this.run !== undefined && !this.run.isClosed) {
      throw new Refused("tooMany", "a lab holds one run at a time: wait for the one that is open, or close it");
    }
    const { lab, launcher } = this;
    const free = this.run?.gone ?? Promise.resolve();
    this.run = new LiveRun(scenario, {
      ...options,
      lab,
      launcher,
      nth: ++this.runs,
      free,
      isGuarded: () => this.isGuarded,
    });
    return this.run;
  }

  /** A lab is as large as its file says, and an experiment that means another cluster would be judged on the wrong one. */
  private refuseUnfit({ cluster, job, hazards, hazardsOff, changes }: Scenario): void {
    const { nodes, cardsPerNode, lab } = this.lab.parts.file;
    const wrong = (what: string, found: string) =>
      new Refused("invalidParams", `experiment: expected ${what}, found ${found}`);
    if (cluster.nodes !== nodes) throw wrong(`a cluster of ${nodes} nodes, as lab ${lab} has`, String(cluster.nodes));
    if (cluster.cardsPerNode !== cardsPerNode)
      throw wrong(`${cardsPerNode} cards a node, as lab ${lab} has`, String(cluster.cardsPerNode));
    if (cluster.scaleOut.uplinks !== 1 || cluster.scaleOut.tors !== 1)
      throw wrong(
        "cluster.scaleOut: {uplinks: 1, tors: 1}, as a node of a lab has one link",
        `${cluster.scaleOut.uplinks} and ${cluster.scaleOut.tors}`,
      );
    if (job.nodes > nodes) throw wrong(`a job of at most ${nodes} nodes`, String(job.nodes));
    if (hazards.length > 0 && hazardsOff !== true)
      throw wrong("no hazards, for a lab has its own", `${hazards.length}: script the faults that it is to have`);
    if (changes.length > 0)
      throw wrong("no changes of settings, which a job that runs does not take", String(changes.length));
  }

  /** Without its guardian nothing would heal the lab after this process: no fault is there from then on. */
  private loseGuardian(): void {
    this.isGuarded = false;
    void this.run?.heal(this.run.injected().map(({ faultId }) => faultId));
  }

  /** Time goes by itself. */
  work(): boolean {
    return false;
  }

  stop(): void {
    this.run?.close(new Error("the agent stops"));
  }

  /** Ends the job and takes the lab down. Returns what could not be undone, in words. */
  async takeDown(): Promise<ReadonlyArray<string>> {
    this.stop();
    await this.run?.gone;
    await this.launcher.stop();
    return this.lab.takeDown();
  }
}
