import axeCore from "axe-core";
import {
  type Browser,
  type BrowserContext,
  chromium,
  type Locator,
  type Page,
} from "playwright-core";
import { afterAll, afterEach, beforeAll, expect, inject } from "vitest";

export const DESK = { width: 1440, height: 900 };
export const PHONE = { width: 390, height: 844 };

/** How a test's page is opened. */
interface Opening {
  size?: { width: number; height: number };
  language?: string;
  scheme?: "light" | "dark";
  /** What may stand in the console: what the test itself brings about. */
  mayFail?: RegExp;
}

let browser: Browser;
let contexts: BrowserContext[] = [];
let complaints: string[] = [];

/** Opens pages in a browser that is there for the tests of a file; errors in the console fail. */
export function withBrowser(): void {
  beforeAll(async () => {
    browser = await chromium.launch({
      executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
      args: [
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
      ],
    });
  });
  afterEach(async () => {
    await Promise.all(contexts.map((each) => each.close()));
    contexts = [];
    const found = complaints;
    complaints = [];
    expect(found, "the console").toEqual([]);
  });
  afterAll(() => browser.close());
}

/** A page at an address of the service, in a context of its own. */
export async function open(path: string, opening: Opening = {}): Promise<Page> {
  const context = await browser.newContext({
    baseURL: inject("address"),
    viewport: opening.size ?? DESK,
    locale: opening.language ?? "en-GB",
    colorScheme: opening.scheme ?? "light",
    reducedMotion: "reduce",
  });
  context.setDefaultTimeout(10_000);
  contexts.push(context);
  const page = await context.newPage();
  page.on("pageerror", (error) => complaints.push(error.message));
  page.on("console", (message) => {
    const said = `${message.text()} ${message.location().url}`;
    const mayFail = opening.mayFail?.test(said) ?? false;
    if (["error", "warning"].includes(message.type()) && !mayFail) complaints.push(said);
  });
  await page.goto(path);
  return page;
}

/** The items that are shown. */
export function cards(page: Page): Locator {
  return page.locator("main ul[aria-busy]").getByRole("listitem");
}

/** Their names. */
export async function names(page: Page): Promise<string[]> {
  return await cards(page).getByRole("heading").allTextContents(); // seen or not
}

/** How many there are, in the page's words. */
export async function count(page: Page): Promise<string> {
  return await page.locator("main p[role=status]").innerText();
}

/** The one field. */
export function field(page: Page): Locator {
  return page.getByRole("search").locator("input[type=search]");
}

/** The filters, which a phone shows when it is asked to. */
export async function showFilters(page: Page, size: typeof DESK): Promise<Locator> {
  if (size !== PHONE) return page.getByRole("complementary", { name: "Filters" });
  await page.getByRole("button", { name: /^Filters/ }).click();
  return page.getByRole("dialog", { name: "Filters" });
}

/** What axe finds wrong with a page: nothing, it is hoped. */
export async function axe(page: Page): Promise<string[]> {
  await page.evaluate(axeCore.source);
  return await page.evaluate(async () => {
    const tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
    const { violations } = await window.axe.run({ runOnly: { type: "tag", values: tags } });
    return violations.map(
      ({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 120)).join(" | ")}`,
    );
  });
}

declare global {
  interface Window {
    axe: typeof axeCore;
  }
}
