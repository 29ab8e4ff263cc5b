import type { Page } from "playwright-core";
import { describe, expect, test } from "vitest";

import { axe, DESK, open, PHONE, withBrowser } from "./opened";
import { administer, signIn } from "./people";

withBrowser();

const GADGETS = "/quality?catalogue=gadgets";

/** A part of the view. */
function part(page: Page, title: string) {
  return page.locator("section").filter({
    has: page.getByRole("heading", { level: 2, name: title, exact: true }),
  });
}

/** A fact by its name. */
function fact(page: Page, name: string) {
  return page.getByRole("main").locator(`dl > div:has(dt:text-is("${name}")) > dd`);
}

describe.each([
  ["a desk by day", DESK, "light", "en-GB"],
  ["a phone by night in Chinese", PHONE, "dark", "zh-CN"],
] as const)("at %s", (_, size, scheme, language) => {
  test("axe finds nothing wrong with it, and nothing is cut off", async () => {
    const page = await open("/about", { size, scheme, language });
    await administer(page);
    await page.goto(GADGETS);
    await page.locator("main dl").last().waitFor();
    await page.waitForLoadState("networkidle");
    for (const each of await page.locator("summary").all()) await each.click();
    expect(await axe(page)).toEqual([]);
    const width = await page.evaluate(() => document.documentElement.scrollWidth);
    expect(width).toBe(size.width);
  });
});

test("who is no administrator sees nothing of models and quality", async () => {
  const page = await open("/about");
  await signIn(page);
  await page.goto("/quality");
  await page.getByRole("heading", { name: "This is for administrators" }).waitFor();
  await page.getByRole("button", { name: /^Account of/ }).click();
  await page.getByRole("menuitem", { name: "Judgements" }).waitFor();
  expect(await page.getByRole("menuitem", { name: "Models and quality" }).count()).toBe(0);
});

test("one line says whether all is well, and else what needs a look and what to do", async () => {
  const page = await open("/about");
  await administer(page);
  await page.goto("/about");
  await page.getByRole("button", { name: /^Account of/ }).click();
  await page.getByRole("menuitem", { name: "Models and quality" }).click();
  const state = page.getByRole("main").getByRole("status");
  await expect.poll(() => state.innerText()).toBe("All is well");

  await page.getByRole("combobox", { name: "Catalogue" }).selectOption("words");
  await expect.poll(() => state.innerText()).toBe("Needs a look");
  expect(new URL(page.url()).search).toBe("?catalogue=words");
  const concerns = page.getByRole("list", { name: "What needs a look" }).getByRole("listitem");
  await expect.poll(() => concerns.count()).toBe(1);
  const [concern] = await concerns.allInnerTexts();
  expect(concern).toContain("Relevance and recall of words have not been measured.");
  expect(concern).toContain("likewise tune words");
  await expect.poll(() => fact(page, "Last measured").innerText()).toBe("never");
  expect(await page.getByRole("img", { name: /^Reliability/ }).count()).toBe(0);

  await page.goto(GADGETS);
  await expect
    .poll(() => concerns.allInnerTexts())
    .toEqual([
      "The last import refused 2 rows.\n\nMend them in the file of refused rows, and import that.",
    ]);
});

test("what is shown of a catalogue is what was measured, in figures that can be read", async () => {
  const page = await open("/about");
  await administer(page);
  const asked = await page.request.get("/api/v1/catalogues/gadgets/quality");
  const told = (await asked.json()) as Told;
  const [vector] = told.vectors;
  await page.goto(GADGETS);
  await expect.poll(() => fact(page, "Index").innerText()).toBe("HNSW, a graph");
  expect(await fact(page, "Fingerprint").innerText()).toBe(vector.model.fingerprint);
  expect(await fact(page, "Licence").innerText()).toBe("Apache-2.0");
  expect(await fact(page, "Reads").innerText()).toBe("text");

  const readings = page.getByRole("table").filter({ hasText: "Filter admits" });
  const rows = readings.getByRole("row");
  await expect.poll(() => rows.count()).toBe(1 + vector.tuning.after.length);
  const first = await rows.nth(1).innerText();
  expect(first).toContain("all items");
  expect(first).toContain(`${Math.round((vector.tuning.after[0]?.recall ?? 0) * 1000) / 10}%`);
  await page.getByText("At least 98% of the ten nearest are agreed.").waitFor();

  const diagrams = page.getByRole("img", { name: /^Reliability of text/ });
  await expect.poll(() => diagrams.count()).toBe(vector.calibrations.length);
  expect(vector.calibrations.length).toBeGreaterThan(0);
  await page.getByText("The points as a table").first().click();
  const points = page.getByRole("table").filter({ hasText: "Seen" }).first().getByRole("row");
  expect(await points.count()).toBe(1 + (vector.calibrations[0]?.curve.length ?? 0));
  expect(await diagrams.first().locator("circle").count()).toBe((await points.count()) - 1);
});

test("the last import tells its rows, and of the refused ones where and why", async () => {
  const page = await open("/about");
  await administer(page);
  await page.goto(GADGETS);
  const last = part(page, "Last import");
  await expect.poll(() => last.getByText("118 added").count()).toBe(1);
  const refused = last.getByRole("listitem").filter({ hasText: "dear" });
  await expect.poll(() => refused.count()).toBe(2);
  expect(await refused.first().innerText()).toContain("gadgets.csv · line 9 · column price");
  await last.getByText(/catalogues\/gadgets\/rejects\.csv$/).waitFor();
  const redis = part(page, "Redis");
  await redis.getByText(/^8\.\d+\.\d+, started by Likewise$/).waitFor();
  expect(await fact(page, "Writes are logged to disk").innerText()).toBe("yes");
});

test("what does not come is said, and nothing in its place", async () => {
  const page = await open("/about", { mayFail: /ERR_FAILED/ });
  await administer(page);
  await page.route("**/engine", (route) => route.abort());
  await page.goto(GADGETS);
  const state = page.getByRole("main").getByRole("status");
  await expect.poll(() => state.innerText()).toBe("Part of it cannot be told");
  const redis = part(page, "Redis");
  await redis.getByRole("heading", { name: "The service cannot be reached" }).waitFor();
  expect(await redis.locator("dl").count()).toBe(0);
  await page.unroute("**/engine");
  await redis.getByRole("button", { name: "Try again" }).click();
  await redis.locator("dl").waitFor();
});

interface Told {
  readonly vectors: readonly [
    {
      readonly model: { readonly fingerprint: string };
      readonly tuning: { readonly after: readonly { readonly recall: number }[] };
      readonly calibrations: readonly { readonly curve: readonly unknown[] }[];
    },
  ];
}
