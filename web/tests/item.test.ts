import type { Page } from "playwright-core";
import { describe, expect, test } from "vitest";

import { cards, count, DESK, names, open, PHONE, withBrowser } from "./opened";
import { ACCOUNT } from "./service";

withBrowser();

const THINGS = "/catalogues/things";

async function signIn(page: Page): Promise<void> {
  const answer = await page.request.post("/api/v1/session", {
    data: ACCOUNT,
    headers: { "Sec-Fetch-Site": "same-origin" },
  });
  expect(answer.status()).toBe(200);
}

describe.each([
  ["a desk", DESK],
  ["a phone", PHONE],
])("an item at %s", (_, size) => {
  test.each([
    ["text", "chair"],
    ["image", "chair"],
  ])("leads to those like it by %s, with the filters, and is not among them", async (leg, kind) => {
    const page = await open(`${THINGS}?where=colour%3Dblue`, { size });
    await page.getByRole("button", { name: `Like blue wooden chair by ${leg}` }).click();
    await expect.poll(() => page.url()).toContain(`by=${leg}`);
    await expect.poll(async () => (await names(page))[0]).toContain(kind);
    const found = await names(page);
    expect(found).not.toContain("blue wooden chair");
    expect(found.every((name) => name.startsWith("blue"))).toBe(true);
    await expect.poll(() => count(page)).toMatch(/ of 14$/);
    await page.getByText(`by ${leg}`, { exact: true }).waitFor();
    await expect.poll(() => page.evaluate(() => document.activeElement?.id)).toBe("main");
  });

  test("shows its score when one asks for it, also the lowest", async () => {
    const page = await open(`${THINGS}?q=lamp`, { size });
    const bar = cards(page)
      .first()
      .getByRole("button", { name: /^Relevance .*score/ });
    await bar.focus();
    await expect
      .poll(() => page.getByRole("tooltip").innerText())
      .toMatch(/^Relevance \d+%, score \d\.\d\d$/);
    const page2 = await open(`${THINGS}?like=t0&by=image&unlike=t1`, { size });
    await cards(page2).first().waitFor();
    const shown = page2.getByRole("button", { name: /score/i });
    expect(await shown.count()).toBe(await cards(page2).count());
  });

  test("is an example for more like it and less like it, each with a cross", async () => {
    const page = await open(THINGS, { size });
    const card = cards(page).first();
    const name = await card.getByRole("heading").innerText();
    await card.getByRole("button", { name: /^More for/ }).click();
    await page.getByRole("menuitem", { name: "More like this" }).click();
    await page.getByRole("button", { name: `No longer like ${name}` }).waitFor();
    await expect.poll(async () => (await names(page)).includes(name)).toBe(false);
    const other = cards(page).nth(1);
    const otherName = await other.getByRole("heading").innerText();
    await other.getByRole("button", { name: /^More for/ }).click();
    await page.getByRole("menuitem", { name: "Less like this" }).click();
    await page.getByRole("button", { name: `No longer unlike ${otherName}` }).click();
    await page.getByRole("button", { name: `No longer like ${name}` }).click();
    await expect.poll(() => count(page)).toBe("63 items");
  });

  test("that nothing is to be like counts once something is looked for, and that is said", async () => {
    const page = await open(`${THINGS}?unlike=t0`, { size });
    await page.getByText("It counts as soon as there are words").waitFor();
    await expect.poll(() => count(page)).toBe("63 items");
    await page.goto(`${THINGS}?q=chair&unlike=t0`);
    await cards(page).first().waitFor();
    expect(await page.getByText("It counts as soon as there are words").count()).toBe(0);
    expect(await names(page)).not.toContain("red wooden chair");
  });

  test("is set beside another, field by field", async () => {
    const page = await open(THINGS, { size });
    for (const place of [0, 1]) {
      await cards(page)
        .nth(place)
        .getByRole("button", { name: /^More for/ })
        .click();
      await page.getByRole("menuitem", { name: "Compare" }).click();
    }
    const dialog = page.getByRole("dialog", { name: "Compare" });
    const [one, other] = await names(page);
    await dialog.getByRole("columnheader", { name: one ?? "" }).waitFor();
    await dialog.getByRole("columnheader", { name: other ?? "" }).waitFor();
    await dialog.getByRole("rowheader", { name: "Price" }).waitFor();
    await page.reload();
    await dialog.getByRole("button", { name: "Close" }).click();
    await expect.poll(() => new URL(page.url()).search).toBe("");
  });

  test("opens over the list, and Escape gives the focus back", async () => {
    const page = await open(`${THINGS}?q=red+wooden+lamp`, { size });
    const link = cards(page).first().getByRole("link");
    await link.click();
    const dialog = page.getByRole("dialog", { name: "red wooden lamp" });
    await dialog.getByText("Price", { exact: true }).waitFor();
    await dialog
      .getByRole("region", { name: "Similar by text" })
      .getByRole("button")
      .nth(1)
      .waitFor();
    await dialog.getByRole("region", { name: "Similar by image" }).waitFor();
    await page.reload();
    await dialog.waitFor();
    await page.keyboard.press("Escape");
    await expect.poll(() => dialog.count()).toBe(0);
    await link.click();
    await dialog.waitFor();
    await page.keyboard.press("Escape");
    await expect.poll(() => link.evaluate((each) => each === document.activeElement)).toBe(true);
  });

  test("says why it is a result", async () => {
    const page = await open(`${THINGS}?q=red+lamp&where=kind%3Dlamp&item=t24`, { size });
    await page.getByRole("button", { name: "Why this result" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByText(/^Number 1 of the results/).waitFor();
    await dialog.getByText(/Its words that were looked for: red, lamp/).waitFor();
    await dialog.getByRole("cell", { name: "Meaning of the text" }).waitFor();
    await dialog.getByText("Meets the filter kind=lamp").waitFor();
  });

  test("has a page of its own, which leads back to what was looked for", async () => {
    const page = await open(`${THINGS}/item?id=t24&q=red+lamp`, { size });
    await page.getByRole("heading", { level: 1, name: "red wooden lamp" }).waitFor();
    await page
      .getByRole("region", { name: "Similar by image" })
      .getByRole("button", { name: /lamp/ })
      .first()
      .click();
    await expect.poll(() => page.url()).not.toContain("id=t24");
    await page.getByRole("link", { name: "All items" }).click();
    await expect.poll(() => new URL(page.url()).search).toBe("?q=red+lamp");
    await cards(page).first().waitFor();
  });

  test("that there is not is told", async () => {
    const page = await open(`${THINGS}/item?id=absent`, { size });
    await page.getByRole("heading", { name: "There is no such item" }).waitFor();
  });

  test("as a favourite needs an account", async () => {
    const page = await open(THINGS, { size });
    await cards(page).first().getByRole("button", { name: /^Keep/ }).click();
    await expect.poll(() => new URL(page.url()).pathname).toBe("/sign-in");
    expect(new URL(page.url()).searchParams.get("next")).toBe(THINGS);
  });

  test("is kept as a favourite until the mark is taken away", async () => {
    const page = await open("/about", { size });
    await signIn(page);
    await page.goto(`${THINGS}?q=green+sofa`);
    const heart = cards(page)
      .first()
      .getByRole("button", { name: /favourite/ });
    await heart.click();
    await expect.poll(() => heart.getAttribute("aria-pressed")).toBe("true");
    await page.waitForLoadState("networkidle");
    await page.reload();
    await expect.poll(() => heart.getAttribute("aria-pressed")).toBe("true");
    await heart.click();
    await expect.poll(() => heart.getAttribute("aria-pressed")).toBe("false");
  });
});
