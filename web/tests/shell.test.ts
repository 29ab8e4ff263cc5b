import { describe, expect, inject, test } from "vitest";

import { cards, DESK, open, PHONE, withBrowser } from "./opened";
import { administer, keep, newPerson, signIn } from "./people";
import { ACCOUNT } from "./service";

withBrowser();

const API = "The API, for programs";
const OF_THE_PAGE = { "Sec-Fetch-Site": "same-origin" };

test("the menu of what there is to read leads to it, by pointer and by keys", async () => {
  const page = await open("/catalogues/things");
  const menu = page.getByRole("banner").getByRole("button", { name: "About" });
  await menu.click();
  expect(await page.getByRole("menuitem", { name: API }).getAttribute("href")).toBe("/api/docs");
  await page.getByRole("menuitem", { name: "Licence" }).waitFor();
  await page.keyboard.press("Escape");
  await expect.poll(() => page.getByRole("menuitem").count()).toBe(0);
  await menu.press("Enter");
  await page.getByRole("menuitem", { name: "What Likewise does" }).press("Enter");
  await page.waitForURL("**/about");
  expect(await page.getByRole("contentinfo").getByRole("link", { name: "API" }).count()).toBe(1);
});

test("where the API is not told of, nothing leads to it", async () => {
  const page = await open(`${inject("closed")}/about`);
  await page.getByRole("heading", { level: 1 }).waitFor();
  await page.waitForLoadState("networkidle");
  await page.getByRole("banner").getByRole("button", { name: "About" }).click();
  await page.getByRole("menuitem", { name: "Licence" }).waitFor();
  expect(await page.getByRole("menuitem", { name: API }).count()).toBe(0);
  expect(await page.locator('a[href="/api/docs"]').count()).toBe(0);
});

test("a password that was wrong too often is told in words, with how long to wait", async () => {
  const page = await open("/about", { mayFail: /status of 4\d\d/ });
  const { email } = await newPerson(page);
  const data = { email, password: "not the right password" };
  for (let tries = 0; tries < 10; tries += 1)
    await page.request.post("/api/v1/session", { data, headers: OF_THE_PAGE });
  await page.goto("/sign-in");
  await page.getByLabel("E-mail address").fill(email);
  await page.getByLabel(/^Password\W*$/).fill(ACCOUNT.password);
  await page.keyboard.press("Enter");
  const said = page.getByRole("main").getByRole("alert");
  await expect
    .poll(() => said.innerText())
    .toMatch(/^That was tried too often\. Try again in 1[45] minutes\.$/);
});

describe.each([
  ["a desk", DESK],
  ["a phone", PHONE],
] as const)("at %s, where one must sign in to look", (_, size) => {
  test("one is led there, and on; it lasts over a reload and the way back", async () => {
    const closed = inject("closed");
    const page = await open(`${closed}/catalogues/things?q=lamp`, {
      size,
      mayFail: /status of 401/,
    });
    await page.waitForURL((url) => url.pathname === "/sign-in");
    await page.reload();
    await page.getByLabel("E-mail address").fill(ACCOUNT.email);
    await page.getByLabel(/^Password\W*$/).fill(ACCOUNT.password);
    await page.keyboard.press("Enter");
    await cards(page).first().waitFor();
    expect(new URL(page.url()).search).toBe("?q=lamp");
    await page.reload();
    await cards(page).first().waitFor();
    await page.goto(`${closed}/about`);
    await page.goBack();
    await cards(page).first().waitFor();

    await page.goForward();
    await page.getByRole("button", { name: `Account of ${ACCOUNT.email}` }).click();
    await page.getByRole("menuitem", { name: "Sign out" }).click();
    await page.getByRole("banner").getByRole("button", { name: "Sign in" }).waitFor();
    for (const again of [() => page.goBack(), () => page.reload()]) {
      await again();
      await page.waitForURL((url) => url.pathname === "/sign-in");
      await page.getByLabel("E-mail address").waitFor();
      expect(await cards(page).count()).toBe(0);
    }
  });
});

test("a favourite whose item has gone is told of, and its mark taken away", async () => {
  const page = await open("/about");
  await administer(page);
  const made = await page.request.post("/api/v1/keys", {
    data: { name: "goes", scopes: ["read", "write"], catalogues: ["words"] },
    headers: OF_THE_PAGE,
  });
  const { key } = (await made.json()) as { key: string };
  const item = `/api/v1/catalogues/words/items/${crypto.randomUUID()}`;
  const headers = { "X-API-Key": key, ...OF_THE_PAGE };
  await page.request.put(item, { data: { title: "hammock" }, headers });
  await signIn(page, await newPerson(page));
  await keep(page, `/api/v1/favourites/words/${item.split("/").at(-1) ?? ""}`);
  await keep(page, "/api/v1/favourites/words/w1");
  await page.goto("/favourites");
  const items = page.getByRole("main").getByRole("listitem");
  await expect.poll(() => items.count()).toBe(2);
  expect((await page.request.delete(item, { headers })).status()).toBe(204);
  await page.reload();
  await page.getByText("1 item is no longer in its catalogue.").waitFor();
  await expect.poll(() => items.count()).toBe(1);
  await page.getByRole("button", { name: "Take away what has gone" }).click();
  await expect.poll(() => page.getByText("no longer in its catalogue").count()).toBe(0);
  await page.reload();
  await expect.poll(() => items.count()).toBe(1);
  expect(await page.getByText("no longer in its catalogue").count()).toBe(0);
});
