import type { Page } from "playwright-core";
import { describe, expect, test } from "vitest";

import { axe, count, DESK, field, names, open, PHONE, withBrowser } from "./opened";
import { administer } from "./people";

withBrowser();

const THINGS = "/catalogues/things";
const MAP = `${THINGS}/map`;
/** What a browser says that draws without a processor of graphics. */
const SLOW = /GL Driver Message/;

/** A map that is there to be seen. */
async function openMap(path: string, opening: Parameters<typeof open>[1] = {}): Promise<Page> {
  const page = await open(path, { ...opening, mayFail: SLOW });
  await page.getByRole("heading", { name: /(in view|视图中有.*)$/ }).waitFor();
  return page;
}

/** How many items there are on the map, or are chosen. */
async function told(page: Page): Promise<string> {
  return await page.getByRole("status").first().innerText();
}

function plot(page: Page) {
  return page.getByRole("application");
}

/** Draws a rectangle around a part of the plot, in shares of it. */
async function lasso(page: Page, left: number, right: number): Promise<void> {
  await page.getByRole("button", { name: "Draw around items" }).click();
  const box = await plot(page).boundingBox();
  if (box === null) throw new Error("there is no plot");
  const to = (x: number, y: number): Promise<void> =>
    page.mouse.move(box.x + x * box.width, box.y + y * box.height, { steps: 8 });
  await to(left, 0.02);
  await page.mouse.down();
  for (const [x, y] of [
    [right, 0.02],
    [right, 0.98],
    [left, 0.98],
  ] as const)
    await to(x, y);
  await page.mouse.up();
}

describe.each([
  ["a desk by day", DESK, "light", "en-GB"],
  ["a phone by night in Chinese", PHONE, "dark", "zh-CN"],
] as const)("at %s", (_, size, scheme, language) => {
  test("axe finds nothing wrong with the map", async () => {
    const page = await openMap(`${MAP}?q=red+lamp&only=lamp`, { size, scheme, language });
    await page.locator("[data-landing]").waitFor();
    await page.waitForLoadState("networkidle");
    expect(await axe(page)).toEqual([]);
  });
});

describe.each([
  ["a desk", DESK],
  ["a phone", PHONE],
])("the map at %s", (_, size) => {
  test("is drawn, in the colours of its legend", async () => {
    const page = await openMap(MAP, { size });
    expect(await told(page)).toBe("63 items on the map");
    const entry = page.getByRole("list", { name: "What the colours mean" }).getByRole("button");
    expect((await entry.allInnerTexts()).map((each) => each.replace(/\s+/, " "))).toEqual(
      expect.arrayContaining(["chair 14", "table 13", "lamp 12", "sofa 12", "vase 12"]),
    );
    await expect.poll(() => coloursOf(page)).toBeGreaterThan(5);
    await entry.filter({ hasText: "chair" }).click();
    await expect.poll(() => told(page)).toBe("14 items chosen");
    await expect.poll(() => new URL(page.url()).search).toBe("?colour=kind&only=chair");
    await page.getByRole("link", { name: "Show these 14" }).click();
    await expect.poll(() => count(page)).toBe("14 items");
    expect(new URL(page.url()).search).toBe("?where=kind%3Dchair");
  });

  test("is lassoed, and those inside are shown alone by a filter", async () => {
    const page = await openMap(MAP, { size });
    await lasso(page, 0.02, 0.5);
    await expect.poll(() => told(page)).toMatch(/^\d+ items chosen$/);
    const chosen = parseInt(await told(page));
    expect(chosen).toBeGreaterThan(3);
    expect(chosen).toBeLessThan(60);
    await page.reload();
    await expect.poll(() => told(page)).toBe(`${chosen} items chosen`);
    await page.getByRole("link", { name: `Show these ${chosen}` }).click();
    await expect.poll(() => count(page)).toBe(`${chosen} items`);
    await page.getByRole("button", { name: `Remove the filter ${chosen} chosen items` }).click();
    await expect.poll(() => count(page)).toBe("63 items");
  });

  test("says where a search lands, and leads to its hits and back", async () => {
    const page = await openMap(MAP, { size });
    await field(page).fill("red lamp");
    await page.locator("[data-landing]").waitFor();
    const near = page.getByRole("list", { name: "Nearest to what you look for" });
    await expect.poll(() => near.getByRole("link").first().innerText()).toMatch(/^red .*lamp$/);
    await page.getByRole("link", { name: "Results", exact: true }).click();
    await expect.poll(async () => (await names(page))[0]).toMatch(/^red .*lamp$/);
    await page.getByRole("link", { name: "On the map" }).click();
    await page.locator("[data-landing]").waitFor();
    expect(new URL(page.url()).search).toBe("?q=red+lamp");
  });
});

test("the map is moved by keyboard, names what is in the middle, and opens it", async () => {
  const page = await openMap(MAP);
  await plot(page).focus();
  for (const key of ["+", "+", "ArrowLeft", "-"]) await page.keyboard.press(key);
  await expect
    .poll(() => page.getByRole("heading", { name: /in view$/ }).innerText())
    .not.toMatch(/^63/);
  const tip = page.locator("[data-tip]");
  await tip.waitFor();
  const name = (await tip.innerText()).split("\n")[0] ?? "";
  await page.keyboard.press("Enter");
  await page.getByRole("dialog", { name }).waitFor();
  await page.keyboard.press("Escape");
  await expect
    .poll(() => plot(page).evaluate((each) => each === document.activeElement))
    .toBe(true);
});

test("the map shows the picture and name of what one points at, and opens it by a press", async () => {
  const page = await openMap(`${MAP}?where=id%3Dt30`);
  expect(await told(page)).toBe("1 item on the map");
  const box = await plot(page).boundingBox();
  if (box === null) throw new Error("there is no plot");
  const middle = [box.x + box.width / 2, box.y + box.height / 2] as const;
  await page.mouse.move(...middle, { steps: 3 });
  await page.locator("[data-tip]").getByText("blue wooden lamp").waitFor();
  await page.locator("[data-tip] img").waitFor();
  await page.mouse.click(...middle);
  await page.getByRole("dialog", { name: "blue wooden lamp" }).waitFor();
});

test("another map and other colours are chosen, and stay in the address", async () => {
  const page = await open(MAP, { mayFail: /GL Driver Message|status of 422/ });
  const map = page.getByRole("combobox", { name: "Map", exact: true });
  await map.selectOption("Looks of the picture, PCA");
  await expect.poll(() => page.url()).toContain("vector=image&method=pca");
  await page.getByText("2 items have no place on it yet.").waitFor();
  await field(page).fill("lamp");
  await page.getByRole("alert").getByText("has no place on this map").waitFor();
  await page.getByRole("combobox", { name: "Colours" }).selectOption("Coloured by Colour");
  await page.reload();
  const legend = page.getByRole("list", { name: "What the colours mean" });
  await legend.getByRole("button", { name: /^yellow/ }).waitFor();
  expect(await map.inputValue()).toBe("pca image");
});

test("all in view are chosen without drawing, and cleared again", async () => {
  const page = await openMap(MAP);
  await page.getByRole("button", { name: "Choose all in view" }).press("Enter");
  await expect.poll(() => told(page)).toBe("63 items chosen");
  await page.getByRole("button", { name: "Clear", exact: true }).press("Enter");
  await expect.poll(() => told(page)).toBe("63 items on the map");
});

test("hostile names and tags are inert on it", async () => {
  const page = await openMap(`${MAP}?where=id%3D%22a%2Fb+c%231%22&colour=colour`);
  await page.getByRole("link", { name: /<img src=x/ }).waitFor();
  await page.getByRole("button", { name: /<script>/ }).waitFor();
  expect(await page.evaluate(() => "broken" in window)).toBe(false);
});

test("where there is none the command is told, and an administrator makes it", async () => {
  const page = await open("/catalogues/words/map", { mayFail: SLOW });
  await page.getByRole("heading", { name: "There is no map yet" }).waitFor();
  await page.getByText("likewise map words").waitFor();
  expect(await page.getByRole("button", { name: "Make the map" }).count()).toBe(0);
  await administer(page);
  await page.reload();
  await page.getByRole("button", { name: "Make the map" }).click();
  await expect.poll(() => told(page)).toBe("5 items on the map");
  await page.goto("/catalogues/words");
  await page.getByRole("link", { name: "On the map" }).waitFor();
});

/** How many colours a picture of the plot has. */
async function coloursOf(page: Page): Promise<number> {
  const file = await plot(page).locator("canvas").screenshot();
  return await page.evaluate(async (base64) => {
    const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
    const bitmap = await createImageBitmap(new Blob([bytes], { type: "image/png" }));
    const canvas = new OffscreenCanvas(bitmap.width, bitmap.height);
    const context = canvas.getContext("2d");
    if (context === null) return 0;
    context.drawImage(bitmap, 0, 0);
    const { data } = context.getImageData(0, 0, bitmap.width, bitmap.height);
    return new Set(new Uint32Array(data.buffer)).size;
  }, file.toString("base64"));
}
