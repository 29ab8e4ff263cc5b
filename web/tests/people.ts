import type { Page } from "playwright-core";

import { ACCOUNT, ADMINISTRATOR } from "./service";

const OF_THE_PAGE = { "Sec-Fetch-Site": "same-origin" };

/** Signs in behind the page's back. */
export async function signIn(page: Page, who = ACCOUNT): Promise<void> {
  const { email, password } = who;
  await page.request.post("/api/v1/session", { data: { email, password }, headers: OF_THE_PAGE });
}

/** Signs in as an administrator. */
export async function administer(page: Page): Promise<void> {
  await signIn(page, ADMINISTRATOR);
}

/** An account that nobody else has, and its password. */
export async function newPerson(page: Page): Promise<typeof ACCOUNT> {
  const who = { email: `${crypto.randomUUID()}@shop.example`, password: ACCOUNT.password };
  await page.request.post("/api/v1/account", { data: who, headers: OF_THE_PAGE });
  return who;
}

/** Asks the service to keep something for who has signed in. */
export async function keep(page: Page, path: string, data?: object): Promise<void> {
  const method = data === undefined ? "PUT" : "POST";
  await page.request.fetch(path, { method, headers: OF_THE_PAGE, ...(data && { data }) });
}
