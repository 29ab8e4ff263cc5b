import { execFileSync } from "node:child_process";
import { resolve } from "node:path";

import { describe, expect, inject, test } from "vitest";

import { axe, cards, DESK, open, PHONE, withBrowser } from "./opened";
import { keep, newPerson, signIn } from "./people";
import { ACCOUNT } from "./service";

withBrowser();

const THINGS = "/catalogues/things";
const NEW_PASSWORD = "river unlikely candle spoon";
const PASSWORD = /^Password\W*$/; // not the button that shows it
const REFUSED = /status of 4\d\d/;

describe.each([
  ["a desk by day", DESK, "light", "en-GB"],
  ["a phone by night in Chinese", PHONE, "dark", "zh-CN"],
] as const)("at %s", (_, size, scheme, language) => {
  test.each([
    "/sign-in",
    "/sign-up",
    "/forgotten-password",
    "/reset-password",
    "/reset-password#x",
  ])("axe finds nothing wrong with %s", async (path) => {
    const page = await open(path, { size, scheme, language });
    await page.getByRole("heading", { level: 1 }).waitFor();
    await page.waitForLoadState("networkidle");
    expect(await axe(page)).toEqual([]);
  });

  test.each(["/account", "/favourites", "/searches"])(
    "axe finds nothing wrong with %s",
    async (path) => {
      const page = await open("/about", { size, scheme, language });
      await signIn(page, await newPerson(page));
      await keep(page, "/api/v1/favourites/things/t1");
      await keep(page, "/api/v1/history", {
        catalogue: "things",
        words: "lamp",
        address: "q=lamp",
      });
      await page.goto(path);
      await page.getByRole("heading", { level: 1 }).waitFor();
      await page.waitForLoadState("networkidle");
      expect(await axe(page)).toEqual([]);
    },
  );
});

describe("signing in", () => {
  test("leads back to where one was, and signing out ends it", async () => {
    const page = await open(`${THINGS}?q=lamp`);
    await page.getByRole("banner").getByRole("button", { name: "Sign in" }).click();
    await page.getByLabel("E-mail address").fill(ACCOUNT.email);
    await page.getByLabel(PASSWORD).fill(ACCOUNT.password);
    await page.getByRole("main").getByRole("button", { name: "Sign in" }).click();
    await cards(page).first().waitFor();
    expect(page.url()).toContain(`${THINGS}?q=lamp`);
    const [cookie] = await page.context().cookies();
    expect(cookie?.expires).toBe(-1);
    await page.getByRole("button", { name: `Account of ${ACCOUNT.email}` }).click();
    await page.getByRole("menuitem", { name: "Sign out" }).click();
    await page.getByRole("banner").getByRole("button", { name: "Sign in" }).waitFor();
    expect(await page.context().cookies()).toEqual([]);
  });

  test("is remembered for days when that is asked for", async () => {
    const page = await open("/sign-in");
    await page.getByLabel("E-mail address").fill(ACCOUNT.email);
    await page.getByLabel(PASSWORD).fill(ACCOUNT.password);
    await page.getByLabel("Remember me on this device").check();
    await page.keyboard.press("Enter");
    await cards(page).first().waitFor();
    const [cookie] = await page.context().cookies();
    expect((cookie?.expires ?? 0) - Date.now() / 1000).toBeGreaterThan(13 * 86_400);
  });

  test.each([
    ["en-GB", "E-mail address", PASSWORD, "This is needed.", /password is wrong/],
    ["zh-CN", "邮箱地址", /^密码\W*$/, "此项必填。", /邮箱地址或密码不正确/],
  ])("says what is wrong (%s)", async (language, email, password, needed, wrong) => {
    const page = await open("/sign-in", { language, mayFail: REFUSED });
    await page.getByLabel(email).fill("nobody@shop.example");
    await page.keyboard.press("Enter");
    await page.getByText(needed).waitFor();
    const field = page.getByLabel(password);
    await expect.poll(() => field.evaluate((each) => each === document.activeElement)).toBe(true);
    await field.fill("something else that is long");
    await page.keyboard.press("Enter");
    await expect.poll(() => page.getByRole("alert").innerText()).toMatch(wrong);
  });

  test.each([
    "https://evil.example/",
    "//evil.example/x",
    "/\\evil.example",
    "javascript:alert(1)",
  ])("never leads to another site, as %s", async (next) => {
    const page = await open("/about");
    await signIn(page);
    await page.goto(`/sign-in?next=${encodeURIComponent(next)}`);
    await expect.poll(() => new URL(page.url()).pathname).toBe(THINGS);
  });
});

test("one signs up, is told how strong the password is, and is signed in", async () => {
  const page = await open(`/sign-up?next=${encodeURIComponent(`${THINGS}?q=sofa`)}`);
  const email = `${crypto.randomUUID()}@shop.example`;
  const password = page.getByLabel(PASSWORD);
  const strength = page.getByRole("status", { name: "How strong the password is" });
  await page.getByLabel("E-mail address").fill(email);
  await password.fill("short");
  await expect.poll(() => strength.innerText()).toBe("7 characters more");
  await password.fill("password1234");
  await expect.poll(() => strength.innerText()).toBe("Too easily guessed");
  await password.fill(NEW_PASSWORD);
  await expect.poll(() => strength.innerText()).toBe("Strong");
  await page.getByLabel("Password again").fill(`${NEW_PASSWORD}s`);
  await page.getByLabel("First name").fill("Ben");
  await page.getByRole("button", { name: "Make the account" }).click();
  await page.getByText("The two are not the same.").waitFor();
  await page.getByLabel("Password again").fill(NEW_PASSWORD);
  await page.getByRole("button", { name: "Make the account" }).click();
  await page.getByRole("button", { name: `Account of ${email}` }).waitFor();
  await expect.poll(() => page.url()).toContain("?q=sofa");
});

test("a sign-up that the service refuses says why at its field", async () => {
  const page = await open("/sign-up", { mayFail: REFUSED });
  await page.getByLabel("E-mail address").fill("ben@shop..example");
  await page.getByLabel(PASSWORD).fill(NEW_PASSWORD);
  await page.getByLabel("Password again").fill(NEW_PASSWORD);
  await page.keyboard.press("Enter");
  await page.getByText("That is no e-mail address.").waitFor();
  const field = page.getByLabel("E-mail address");
  await expect.poll(() => field.getAttribute("aria-invalid")).toBe("true");
});

test("a sign-up with an address that has an account tells what may be the case", async () => {
  const page = await open("/sign-up", { mayFail: REFUSED });
  await page.getByLabel("E-mail address").fill(ACCOUNT.email);
  await page.getByLabel(PASSWORD).fill(NEW_PASSWORD);
  await page.getByLabel("Password again").fill(NEW_PASSWORD);
  await page.keyboard.press("Enter");
  await page.getByText(`If ${ACCOUNT.email} had no account, it has one now.`).waitFor();
});

test("who has forgotten the password learns how to get a link", async () => {
  const page = await open("/sign-in");
  await page.getByRole("link", { name: "Forgotten your password?" }).click();
  await page.getByLabel("E-mail address").fill(ACCOUNT.email);
  await page.getByRole("button", { name: "Send the link" }).click();
  await page.getByText(/This service sends no e-mails/).waitFor();
});

test("a link sets a new password, once", async () => {
  const page = await open("/about", { mayFail: REFUSED });
  const who = await newPerson(page);
  const said = likewise("users", "reset", who.email, "--json");
  const { link } = JSON.parse(said) as { link: string };
  const { pathname, hash } = new URL(link);
  const set = async (): Promise<void> => {
    await page.goto("/about");
    await page.goto(pathname + hash);
    await page.getByLabel("New password").fill(NEW_PASSWORD);
    await page.getByLabel("Password again").fill(NEW_PASSWORD);
    await page.keyboard.press("Enter");
  };
  await set();
  await page.getByRole("heading", { name: "Your password is set" }).waitFor();
  await page.getByRole("link", { name: "To signing in" }).click();
  await page.getByLabel("E-mail address").fill(who.email);
  await page.getByLabel(PASSWORD).fill(NEW_PASSWORD);
  await page.keyboard.press("Enter");
  await page.getByRole("button", { name: `Account of ${who.email}` }).waitFor();
  await set();
  await page.getByText("This link has been used, or is older than an hour.").waitFor();
});

test.each(["/account", "/favourites", "/searches", "/users", "/keys"])(
  "%s leads to signing in, and back",
  async (path) => {
    const page = await open(path);
    await page.waitForURL((url) => url.pathname === "/sign-in");
    expect(new URL(page.url()).searchParams.get("next")).toBe(path);
  },
);

test("one changes one's profile and password, and deletes the account", async () => {
  const page = await open("/about", { mayFail: REFUSED });
  const who = await newPerson(page);
  await signIn(page, who);
  await page.goto("/account");
  await page.getByLabel("Company").fill("Example Ltd");
  await page.getByRole("button", { name: "Save" }).click();
  await page.getByText("Saved").waitFor();
  await page.reload();
  await expect.poll(() => page.getByLabel("Company").inputValue()).toBe("Example Ltd");

  await page.getByLabel("Password of now").fill("not the right password");
  await page.getByLabel("New password").fill(NEW_PASSWORD);
  await page.getByLabel("Password again").fill(NEW_PASSWORD);
  await page.getByRole("button", { name: "Change the password" }).click();
  await page.getByText("That is not your password.").waitFor();
  await page.getByLabel("Password of now").fill(who.password);
  await page.getByRole("button", { name: "Change the password" }).click();
  await page.getByText("The password is changed").waitFor();

  await page.getByRole("button", { name: "Delete my account" }).click();
  const dialog = page.getByRole("dialog", { name: "Delete the account" });
  await dialog.getByLabel("Password of now").fill(NEW_PASSWORD);
  await dialog.getByRole("button", { name: "Delete it for good" }).click();
  await dialog.getByText("Say that you know this.").waitFor();
  await dialog.getByLabel("I know that this cannot be undone").check();
  expect(await axe(page)).toEqual([]);
  await dialog.getByRole("button", { name: "Delete it for good" }).click();
  await page.getByRole("banner").getByRole("button", { name: "Sign in" }).waitFor();
  const again = await page.request.post("/api/v1/session", {
    data: { email: who.email, password: NEW_PASSWORD },
    headers: { "Sec-Fetch-Site": "same-origin" },
  });
  expect(again.status()).toBe(401);
});

test("favourites are together, lead on, and go when their mark is taken away", async () => {
  const page = await open("/about");
  await signIn(page, await newPerson(page));
  for (const id of ["t1", "t24"]) await keep(page, `/api/v1/favourites/things/${id}`);
  await page.goto("/favourites");
  const items = page.getByRole("main").getByRole("listitem");
  await expect.poll(() => items.count()).toBe(2);
  await page.getByRole("button", { name: /^red wooden lamp is a favourite/ }).click();
  await expect.poll(() => items.count()).toBe(1);
  await page.getByRole("button", { name: /by image$/ }).click();
  await expect.poll(() => page.url()).toMatch(/things\?like=t1&by=image$/);
  await page.goto("/favourites");
  await page.getByRole("button", { name: /is a favourite/ }).click();
  await page.getByRole("heading", { name: "No favourites yet" }).waitFor();
});

test("a search is kept, made again, and forgotten", async () => {
  const page = await open("/about");
  await signIn(page, await newPerson(page));
  for (const words of ["lamp", "sofa", "vase"]) {
    const kept = page.waitForResponse((answer) => answer.url().endsWith("/api/v1/history"));
    await page.goto(`${THINGS}?q=${words}&where=colour%3Dred`);
    expect((await kept).status()).toBe(201);
  }
  await page.goto("/searches");
  const searches = page.getByRole("main").getByRole("listitem");
  await expect
    .poll(() => searches.getByRole("link").allInnerTexts())
    .toEqual(["vase", "sofa", "lamp"]);
  await searches.getByRole("link", { name: "sofa" }).click();
  await cards(page).first().waitFor();
  expect(new URL(page.url()).search).toBe("?q=sofa&where=colour%3Dred");
  await page.goBack();
  await page.getByRole("button", { name: "Forget the search vase" }).click();
  await expect.poll(() => searches.count()).toBe(2);
  await page.getByRole("button", { name: "Forget all" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Forget all" }).click();
  await page.getByRole("heading", { name: "No searches yet" }).waitFor();
});

function likewise(...args: string[]): string {
  const program = resolve(import.meta.dirname, "../../.venv/bin/likewise");
  const env = { ...process.env, LIKEWISE_HOME: inject("home"), NO_COLOR: "1" };
  return execFileSync(program, args, { env, encoding: "utf8" });
}
