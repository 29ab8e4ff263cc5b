import { describe, expect, test } from "vitest";

import { axe, open, PHONE, withBrowser } from "./opened";

withBrowser();

describe("the start", () => {
  test.each([undefined, PHONE])(
    "leads to the default catalogue and shows its items",
    async (size) => {
      const page = await open("/", size && { size });
      await page.getByRole("listitem").first().waitFor();
      expect(new URL(page.url()).pathname).toBe("/catalogues/things");
      await expect.poll(() => page.getByRole("status").innerText()).toBe("63 items");
      expect(await axe(page)).toEqual([]);
    },
  );
});
