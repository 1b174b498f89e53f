import { describe, expect, test } from "vitest";
import { altered, complaints, doubled, dropped, inserted, lineOf, messages } from "./support.ts";

const name = "membership";
const assigned = lineOf("node.assigned");
const removed = lineOf("node.removed");
const down = lineOf("node.down");

describe("membership complains about", () => {
  test("a node that is assigned twice, or is in the job already", () => {
    expect(messages(doubled(assigned), name)[0]).toContain("is assigned, and it is in the job");
    expect(messages(altered(assigned, { node: "sn00/n00" }), name)[0]).toContain("is assigned, and it is in the job");
  });

  test("a node that is assigned while it is down", () => {
    expect(messages(altered(assigned, { node: removed.data.node }), name)[0]).toContain("is assigned, and it is down");
  });

  test("a node that is assigned while it is quarantined", () => {
    const quarantined = lineOf("node.quarantined");
    const { node } = quarantined.data;
    expect(messages(inserted(quarantined, "node.assigned", { node }), name)[0]).toContain("it is quarantined");
  });

  test("a spare that is removed from the job", () => {
    expect(messages(doubled(removed), name)[0]).toContain("is removed, and it is not in the job");
  });

  test("a node of the job that is quarantined, and one that is released and was not", () => {
    expect(messages(inserted(down, "node.quarantined", { node: "sn00/n00", untilUs: null }), name)[0]).toContain(
      "is quarantined, and it is in the job",
    );
    expect(messages(doubled(lineOf("node.released")), name)[0]).toContain("is released, and it was not quarantined");
  });

  test("a job that steps on with a node that is down", () => {
    expect(messages(dropped(removed), name)).toEqual(
      expect.arrayContaining([expect.stringMatching(/^the job stepped until here with node 2 down/)]),
    );
  });

  test("a node that goes down without the job stopping", () => {
    const stop = lineOf("job.stopped", ({ seq }) => seq > down.seq);
    expect(messages(dropped(stop), name)[0]).toBe(`${down.data.node} of the job went down, and the job did not stop`);
  });

  test("a node that goes down twice, or comes up and was not down", () => {
    expect(messages(doubled(down), name)[0]).toContain("goes down, and it is down");
    expect(messages(doubled(lineOf("node.up")), name)[0]).toContain("comes up, and it was not down");
  });

  test("a job that comes back with fewer nodes than its replicas need", () => {
    expect(messages(dropped(assigned), name)[0]).toContain("resumes with 5 replicas on 4 nodes, which hold 4");
  });

  test("a node that does not exist", () => {
    expect(messages(altered(assigned, { node: "sn07/n00" }), name)[0]).toContain("is no node of the cluster");
  });

  test("nothing else, when only a node is assigned that cannot be", () => {
    expect(complaints(altered(assigned, { node: removed.data.node }))).toEqual([name]);
  });
});
