import { faultKindNames, type JournalEvent, type Scenario } from "@ordeal/model";
import type { AgentBackend, BackendOptions } from "../backend/backend.ts";
import { Driver } from "./driver.ts";
import { MockRun } from "./mock-run.ts";
import type { OpenRun } from "./open-run.ts";
import { Said, SaidSpace } from "./said.ts";

export interface MockOptions {
  readonly openRun: OpenRun;
  /** A clock in milliseconds that never goes back. */
  readonly nowMs: () => number;
  /** Whether runs go on by themselves, in turns; without, whoever opens one asks for its slices. */
  readonly isDriven: boolean;
}

/** The mock cluster: simulated runs. */
export class MockBackend implements AgentBackend<MockRun> {
  readonly about = {
    agent: "ordeal mock cluster",
    capabilities: { kinds: faultKindNames, virtualTime: true },
  } as const;
  onWork = (): void => {};
  private readonly options: MockOptions;
  private readonly space = new SaidSpace();
  private readonly driver: Driver | undefined;

  constructor(options: MockOptions) {
    this.options = options;
    this.driver = options.isDriven ? new Driver(options.nowMs, () => this.onWork()) : undefined;
  }

  open(scenario: Scenario, { seed, onEvent }: BackendOptions): MockRun {
    const { openRun, nowMs } = this.options;
    const said = new Said(this.space);
    const hear = (event: JournalEvent) => {
      said.add();
      onEvent(event);
    };
    return new MockRun(openRun(scenario, { seed, onEvent: hear }), said, nowMs, this.driver);
  }

  work(budgetMs: number, what: "heals" | "everything"): boolean {
    return this.driver?.work(budgetMs, what) ?? false;
  }

  stop(): void {
    this.driver?.stop();
  }
}
