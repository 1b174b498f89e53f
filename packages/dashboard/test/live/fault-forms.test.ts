import { decode, FaultSpec, faultKindNames } from "@ordeal/model";
import { expect, test } from "vitest";
import { faultForms } from "../../src/live/fault-forms.ts";
import { writtenFault } from "../../src/live/inject-panel.tsx";

const forms = faultForms();
const targets: Readonly<Record<string, string>> = {
  card: "sn00/n00/c0",
  node: "sn00/n00",
  uplink: "sn00/n00/up00",
  plane: "sn00/plane0",
  tor: "tor00a",
  rack: "sn00/rack00",
  supernode: "sn00",
  loop: "cdu0",
  tier: "tier/storage",
  storage: "storage",
  scheduler: "scheduler",
  job: "job",
};

test.each(faultKindNames)("what a person is asked for of %s makes a fault that can be injected", (kind) => {
  const form = forms.find((one) => one.kind === kind);
  if (form === undefined) throw new Error(`no form for ${kind}`);
  const values = Object.fromEntries(
    form.parameters.filter(({ otherwise }) => otherwise === null).map(({ name, example }) => [name, example]),
  );
  for (const target of form.targets) {
    const written = writtenFault(form, targets[target] ?? "", "20 minutes", values);
    expect(decode(FaultSpec, written)).toHaveProperty("value");
    const all = Object.fromEntries(form.parameters.map(({ name, example }) => [name, example]));
    expect(decode(FaultSpec, writtenFault(form, targets[target] ?? "", "", all))).toHaveProperty("value");
  }
});

test("every parameter says what it means, and what it is when it is left out", () => {
  for (const { parameters } of forms)
    for (const { description, otherwise, example } of parameters) {
      expect(description).not.toBe("");
      expect(otherwise).not.toBe("");
      expect(example).not.toBe("");
    }
});
