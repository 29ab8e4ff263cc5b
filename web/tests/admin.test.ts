import { describe, expect, test } from "vitest";

import { axe, DESK, open, PHONE, withBrowser } from "./opened";
import { administer, newPerson, signIn } from "./people";
import { ACCOUNT, ADMINISTRATOR } from "./service";

withBrowser();

describe.each([
  ["a desk by day", DESK, "light", "en-GB"],
  ["a phone by night in Chinese", PHONE, "dark", "zh-CN"],
] as const)("at %s", (_, size, scheme, language) => {
  test.each(["/users", "/keys"])("axe finds nothing wrong with %s", async (path) => {
    const page = await open("/about", { size, scheme, language });
    await administer(page);
    await page.goto(path);
    await page.getByRole("heading", { level: 1 }).waitFor();
    await page.waitForLoadState("networkidle");
    expect(await axe(page)).toEqual([]);
    await page.getByRole("button", { name: /^(New|新建)/ }).click();
    await page.getByRole("dialog").waitFor();
    expect(await axe(page)).toEqual([]);
  });
});

test("who is no administrator is told so", async () => {
  const page = await open("/about");
  await signIn(page);
  await page.goto("/users");
  await page.getByRole("heading", { name: "This is for administrators" }).waitFor();
});

test("accounts are looked through by words and pages", async () => {
  const page = await open("/about");
  for (let made = 0; made < 21; made += 1) await newPerson(page);
  await administer(page);
  await page.goto("/users");
  const rows = page.getByRole("main").getByRole("listitem");
  await expect.poll(() => rows.count()).toBe(20);
  await page.getByRole("button", { name: "Page 2" }).click();
  await expect.poll(() => new URL(page.url()).search).toBe("?page=2");
  await expect.poll(() => rows.count()).toBeGreaterThan(2);
  await page.getByRole("searchbox").fill(ACCOUNT.email);
  await expect.poll(() => rows.count()).toBe(1);
  await page.getByText("1 account", { exact: true }).waitFor();
  await page.getByRole("searchbox").fill("nobody of that name");
  await page.getByRole("heading", { name: "No account fits" }).waitFor();
});

test("an account is made, changed, disabled and deleted", async () => {
  const page = await open("/about", { mayFail: /status of 409/ });
  await administer(page);
  await page.goto("/users");
  const email = `${crypto.randomUUID()}@shop.example`;
  await page.getByRole("button", { name: "New account" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("E-mail address").fill(ACCOUNT.email);
  await dialog.getByLabel(/^Password\W*$/).fill(ACCOUNT.password);
  await dialog.getByRole("button", { name: "Make the account" }).click();
  await dialog.getByText("Another account has this e-mail address.").waitFor();
  await dialog.getByLabel("E-mail address").fill(email);
  await dialog.getByRole("button", { name: "Make the account" }).click();

  await page.getByRole("button", { name: `Edit ${email}` }).click();
  await dialog.getByLabel("Last name").fill("Changed");
  await dialog.getByLabel("May sign in").uncheck();
  expect(await axe(page)).toEqual([]);
  await dialog.getByRole("button", { name: "Save" }).click();
  const row = page.getByRole("listitem").filter({ hasText: email });
  await row.getByText("Disabled").waitFor();
  await row.getByText("Changed").waitFor();

  await row.getByRole("button").click();
  await dialog.getByRole("button", { name: "Delete the account" }).click();
  await dialog.getByRole("button", { name: "Delete for good" }).click();
  await expect.poll(() => row.count()).toBe(0);
});

test("one's own rights cannot be taken away", async () => {
  const page = await open("/about");
  await administer(page);
  await page.goto(`/users?q=${ADMINISTRATOR.email}`);
  await page.getByRole("button", { name: `Edit ${ADMINISTRATOR.email}` }).click();
  const dialog = page.getByRole("dialog");
  await expect.poll(() => dialog.getByLabel("May sign in").isDisabled()).toBe(true);
  expect(await dialog.getByRole("button", { name: "Delete the account" }).count()).toBe(0);
});

test("a key is made, shown once, opens what it may, and is revoked", async () => {
  const page = await open("/about", { mayFail: /status of 422/ });
  await administer(page);
  await page.goto("/keys");
  await page.getByRole("button", { name: "New key" }).click();
  const dialog = page.getByRole("dialog");
  const name = `key ${crypto.randomUUID()}`;
  await dialog.getByLabel("Name").fill(name);
  await dialog.getByLabel("Only items that meet this filter").fill("absent=1");
  await dialog.getByRole("button", { name: "Make the key" }).click();
  await dialog.getByRole("alert").waitFor();
  await dialog.getByLabel("Only items that meet this filter").fill("colour=red");
  await dialog.getByLabel("Ends after days").fill("9");
  await dialog.getByRole("button", { name: "Make the key" }).click();
  const secret = await dialog.getByText(/^lwk_/).innerText();
  const ask = (): Promise<number> =>
    page.request
      .get("/api/v1/catalogues", { headers: { "X-API-Key": secret } })
      .then((answer) => answer.status());
  expect(await ask()).toBe(200);
  await dialog.getByRole("button", { name: "I have copied it" }).click();
  expect(await page.getByText(secret).count()).toBe(0);
  await page.getByRole("button", { name: `Revoke ${name}` }).click();
  await dialog.getByRole("button", { name: "Revoke" }).click();
  await expect.poll(() => page.getByText(name).count()).toBe(0);
  expect(await ask()).toBe(401);
});
