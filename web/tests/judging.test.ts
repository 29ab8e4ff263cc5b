import type { Page } from "playwright-core";
import { describe, expect, test } from "vitest";

import { axe, cards, DESK, field, names, open, PHONE, withBrowser } from "./opened";
import { administer, newPerson, signIn } from "./people";

withBrowser();

const THINGS = "/catalogues/things";
const LAMPS = `${THINGS}?q=red+lamp&where=kind%3Dlamp`;

interface Judged {
  readonly judgements: readonly { readonly id: string; readonly grade: number }[];
  readonly total: number;
}

/** A page of somebody new who judges red lamps. */
async function judge(opening: Parameters<typeof open>[1] = {}): Promise<Page> {
  const page = await open("/about", opening);
  await signIn(page, await newPerson(page));
  await page.goto(`${LAMPS}&judging=on`);
  await cards(page).first().getByRole("button", { pressed: false }).first().waitFor();
  return page;
}

/** What the service keeps of who has signed in. */
async function kept(page: Page): Promise<Judged> {
  const answer = await page.request.get("/api/v1/catalogues/things/judgements");
  return (await answer.json()) as Judged;
}

/** How many one has judged, in the page's words. */
function judgedCount(page: Page) {
  return page.getByRole("region", { name: "Which results are right?" }).getByText(/ judged$/);
}

describe.each([
  ["a desk by day", DESK, "light", "en-GB"],
  ["a phone by night in Chinese", PHONE, "dark", "zh-CN"],
] as const)("at %s", (_, size, scheme, language) => {
  test("axe finds nothing wrong where one judges, and with the list of it", async () => {
    const page = await judge({ size, scheme, language });
    const up = cards(page)
      .first()
      .getByRole("button", { name: /(is right|：对)$/ });
    await up.click();
    await expect.poll(() => up.getAttribute("aria-pressed")).toBe("true");
    await page.waitForLoadState("networkidle");
    expect(await axe(page)).toEqual([]);
    await page.goto("/judgements?catalogue=things");
    await page.getByRole("heading", { level: 2, name: "red lamp" }).waitFor();
    expect(await axe(page)).toEqual([]);
    const width = await page.evaluate(() => document.documentElement.scrollWidth);
    expect(width).toBe(size.width);
  });
});

test("keys go from result to result, judge and take back, and it is there again", async () => {
  const page = await open("/about");
  await signIn(page, await newPerson(page));
  await page.goto(LAMPS);
  await page.getByRole("switch", { name: "Judge" }).click();
  await cards(page)
    .nth(2)
    .getByRole("button", { name: /is right$/ })
    .waitFor();
  expect(page.url()).toContain("judging=on");
  const [first = "", second = ""] = await names(page);
  const status = page.getByRole("main").getByRole("status").last();
  await cards(page).first().getByRole("link").focus();
  await page.keyboard.press("1");
  await expect.poll(() => status.innerText()).toBe(`${first}: right`);
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("0");
  await expect.poll(() => status.innerText()).toBe(`${second}: wrong`);
  await page.keyboard.press("ArrowRight");
  const takenBack = page.waitForResponse((answer) => answer.request().method() === "DELETE");
  await page.keyboard.press("1");
  await page.keyboard.press("1");
  await expect.poll(() => status.innerText()).toMatch(/: taken back$/);
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("ArrowUp");
  const focused = () => page.evaluate(() => document.activeElement?.textContent);
  expect(await focused()).toBe((await names(page))[2]);
  await takenBack;
  await expect.poll(() => judgedCount(page).innerText()).toBe("2 judged");
  await expect
    .poll(async () => (await kept(page)).judgements.map(({ grade }) => grade).sort())
    .toEqual([0, 1]);

  await page.reload();
  const pressed = cards(page).getByRole("button", { pressed: true });
  await expect.poll(() => pressed.count()).toBe(2);
  await cards(page)
    .first()
    .getByRole("button", { name: `${first} is right`, pressed: true })
    .waitFor();
  await field(page).fill("green lamp");
  await page.keyboard.press("Enter");
  await expect.poll(() => judgedCount(page).innerText()).toBe("0 judged");
  await expect.poll(() => pressed.count()).toBe(0);
});

test("a picture is judged as the same picture when it is asked again", async () => {
  const page = await judge();
  await page.goto(`${THINGS}?judging=on`);
  await page
    .locator("input[type=file]")
    .first()
    .setInputFiles({
      name: "lamp.png",
      mimeType: "image/png",
      buffer: await pictureOf(page),
    });
  const up = cards(page)
    .first()
    .getByRole("button", { name: /is right$/ });
  await up.click();
  await expect.poll(async () => (await kept(page)).total).toBe(1);
  await page.reload();
  await expect.poll(() => up.getAttribute("aria-pressed")).toBe("true");
});

test("what could not be kept is told, and the thumb goes back", async () => {
  const page = await judge({ mayFail: /ERR_FAILED/ });
  const up = cards(page)
    .first()
    .getByRole("button", { name: /is right$/ });
  await page.route("**/judgements", (route) => route.abort());
  await up.click();
  const said = page.getByRole("main").getByRole("alert");
  await expect
    .poll(() => said.allInnerTexts())
    .toContainEqual(
      expect.stringMatching(/is not kept, so it is as it was\. The service cannot be reached\.$/),
    );
  await expect.poll(() => up.getAttribute("aria-pressed")).toBe("false");
  await page.unroute("**/judgements");
  await up.click();
  await expect.poll(() => up.getAttribute("aria-pressed")).toBe("true");
  await expect.poll(async () => (await kept(page)).total).toBe(1);
});

test("nobody judges who has not signed in, and nothing where nothing is looked for", async () => {
  const page = await open(`${LAMPS}&judging=on`);
  await cards(page).first().waitFor();
  expect(await page.getByRole("switch", { name: "Judge" }).count()).toBe(0);
  expect(await page.getByRole("button", { name: /is right$/ }).count()).toBe(0);
  await signIn(page, await newPerson(page));
  await page.goto(`${THINGS}?judging=on`);
  await page.getByText(/^Look for words, a picture or something alike first/).waitFor();
  expect(await page.getByRole("button", { name: /is right$/ }).count()).toBe(0);
});

test("judgements are listed by what was looked for, lead there, and are taken back", async () => {
  const page = await judge();
  await cards(page)
    .first()
    .getByRole("button", { name: /is right$/ })
    .click();
  await cards(page)
    .nth(1)
    .getByRole("button", { name: /is wrong$/ })
    .click();
  await expect.poll(async () => (await kept(page)).total).toBe(2);
  await page.getByRole("link", { name: "All judgements" }).click();
  await page.getByText("2 judgements", { exact: true }).waitFor();
  const rows = page.getByRole("main").getByRole("listitem");
  await expect.poll(() => rows.count()).toBe(2);
  expect(await page.getByText("likewise judgements things --export things.jsonl").count()).toBe(1);
  await page
    .getByRole("button", { name: /^Take back what you said of/ })
    .first()
    .click();
  await expect.poll(() => rows.count()).toBe(1);
  await page.getByRole("heading", { level: 2 }).getByRole("link", { name: "red lamp" }).click();
  await expect.poll(() => cards(page).getByRole("button", { pressed: true }).count()).toBe(1);
  expect(new URL(page.url()).searchParams.get("where")).toBe("kind=lamp");
  expect(await page.getByRole("radio", { name: "Everyone's" }).count()).toBe(0);
});

test("administrators see what others have judged, and take nothing of it back", async () => {
  const page = await judge();
  await cards(page)
    .first()
    .getByRole("button", { name: /is right$/ })
    .click();
  await expect.poll(async () => (await kept(page)).total).toBe(1);
  await administer(page);
  await page.goto("/judgements?catalogue=things");
  await page.getByRole("heading", { name: "No judgements yet" }).waitFor();
  await page.getByText("Everyone's").click();
  await page
    .getByRole("main")
    .getByText(/right · account \d+ ·/)
    .first()
    .waitFor();
  expect(await page.getByRole("button", { name: /^Take back/ }).count()).toBe(0);
});

/** A picture of an item, as a person has it. */
async function pictureOf(page: Page): Promise<Buffer> {
  const answer = await page.request.get("/api/v1/catalogues/things/items/t24/picture?size=320");
  return await answer.body();
}
