import { BaseSequencer, type TestSpecification } from "vitest/node";

/**
 * What takes longest, and what mostly waits. It begins first, so that no worker is alone with it at the end. Vitest knows
 * by itself what took long here before; in a new checkout it knows nothing.
 */
const slow = [
  "test/adding-a-fault.test.ts",
  "test/hostile/liars.test.ts",
  "test/validation.test.ts",
  "packages/agent/test/server/abuse.test.ts",
  "test/browser/report.test.ts",
  "test/browser/dashboard.test.ts",
  "packages/cli/test/hunt/ctrl-c.test.ts",
  "packages/cli/test/verbs/ctrl-c.test.ts",
  "packages/cli/test/campaign/store.test.ts",
  "test/clean-up/clean-up.test.ts",
  "test/readme.test.ts",
  "packages/agent/test/server/hostile.test.ts",
  "test/fuzz/liar.test.ts",
];

export default class SlowFirst extends BaseSequencer {
  override async sort(files: Array<TestSpecification>): Promise<Array<TestSpecification>> {
    const place = ({ moduleId }: TestSpecification): number => {
      const nth = slow.findIndex((file) => moduleId.endsWith(`/${file}`));
      return nth < 0 ? slow.length : nth;
    };
    return (await super.sort(files)).toSorted((one, other) => place(one) - place(other));
  }
}
