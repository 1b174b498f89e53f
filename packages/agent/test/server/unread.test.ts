import { describe, expect, test } from "vitest";
import { Unread } from "../../src/server/unread.ts";

const readers = (count: number, unreadBytes: number): Unread => {
  const unread = new Unread();
  for (let index = 0; index < count; index++) unread.add({ unreadBytes });
  unread.look();
  return unread;
};

describe("what each client may leave unread", () => {
  test("is much while there is enough for all", () => {
    expect(readers(2_000, 0).eachBytes).toBe(4_000_000);
    expect(readers(8, 2_000_000).eachBytes).toBeGreaterThanOrEqual(2_000_000);
  });

  test("is less the more is unread, so that all together stay within bounds", () => {
    const unread = new Unread();
    const all = Array.from({ length: 2_000 }, () => ({ unreadBytes: 0 }));
    for (const one of all) {
      unread.add(one);
      unread.look();
      one.unreadBytes = unread.eachBytes;
    }
    const bytes = all.reduce((sum, one) => sum + one.unreadBytes, 0);
    expect(bytes).toBeLessThan(128_000_000);
    expect(all.at(-1)?.unreadBytes).toBe(32_000);
  });

  test("is looked at again after so much that is sent", () => {
    const unread = new Unread();
    for (let index = 0; index < 16; index++) unread.add({ unreadBytes: 2_000_000 });
    unread.sent(3_999_999);
    expect(unread.eachBytes).toBe(4_000_000);
    unread.sent(1);
    expect(unread.eachBytes).toBe(2_000_000);
  });

  test("is as much as ever once they are gone", () => {
    const unread = new Unread();
    const one = { unreadBytes: 200_000_000 };
    unread.add(one);
    unread.look();
    expect(unread.eachBytes).toBe(32_000);
    unread.remove(one);
    unread.look();
    expect(unread.eachBytes).toBe(4_000_000);
  });
});
