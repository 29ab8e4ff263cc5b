import type { Page } from "playwright-core";
import { describe, expect, test } from "vitest";

import { cards, count, DESK, field, names, open, PHONE, showFilters, withBrowser } from "./opened";

withBrowser();

const THINGS = "/catalogues/things";

/** The picture of an item as a file. */
async function pictureOf(page: Page, id: string) {
  const answer = await page.request.get(`/api/v1${THINGS}/items/${id}/picture`);
  return { name: "thing.webp", mimeType: "image/webp", buffer: await answer.body() };
}

/** Gives the page a picture by an event of the browser. */
async function give(page: Page, kind: "drop" | "paste", id: string): Promise<void> {
  const { buffer } = await pictureOf(page, id);
  await page.evaluate(
    ([event, base64]) => {
      const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
      const data = new DataTransfer();
      data.items.add(new File([bytes], "thing.webp", { type: "image/webp" }));
      window.dispatchEvent(
        event === "drop"
          ? new DragEvent("drop", { dataTransfer: data, bubbles: true, cancelable: true })
          : new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }),
      );
    },
    [kind, buffer.toString("base64")] as const,
  );
}

describe.each([
  ["a desk", DESK],
  ["a phone", PHONE],
])("finding at %s", (_, size) => {
  test("words find by what they mean, and the address says what is looked for", async () => {
    const page = await open(THINGS, { size });
    await field(page).fill("couch");
    await expect.poll(() => new URL(page.url()).search).toBe("?q=couch");
    await expect.poll(async () => (await names(page))[0]).toContain("sofa");
    await expect.poll(() => count(page)).toMatch(/^\d+ relevant of 63$/);
  });

  test("what is typed is completed, and the arrow keys choose", async () => {
    const page = await open(THINGS, { size });
    await field(page).pressSequentially("blue gl", { delay: 20 });
    const offered = page.getByRole("listbox").getByRole("option");
    await expect.poll(async () => (await offered.allInnerTexts())[0]).toMatch(/^blue glass/);
    await field(page).press("ArrowDown");
    await field(page).press("Enter");
    await expect.poll(() => field(page).inputValue()).toMatch(/^blue glass/);
    await expect.poll(async () => (await names(page))[0]).toMatch(/^blue glass/);
    expect(await page.getByRole("listbox").count()).toBe(0);
  });

  test("misspelt words are put right by one press", async () => {
    const page = await open(`${THINGS}?q=wodden+chiar`, { size });
    await page.getByRole("button", { name: "wooden chair", exact: true }).click();
    await expect.poll(async () => (await names(page))[0]).toMatch(/wooden chair$/);
  });

  test("a picture is chosen, shown, kept over a reload, and taken away again", async () => {
    const page = await open(THINGS, { size });
    await cards(page).first().waitFor();
    await page.locator("input[data-source=chosen]").setInputFiles(await pictureOf(page, "t26"));
    await page.getByAltText("The picture that is searched by").waitFor();
    await expect.poll(async () => (await names(page))[0]).toContain("lamp");
    await page.reload();
    await page.getByAltText("The picture that is searched by").waitFor();
    await expect.poll(async () => (await names(page))[0]).toContain("lamp");
    await page.getByRole("button", { name: "Search without the picture" }).click();
    await expect.poll(() => count(page)).toBe("63 items");
  });

  test.each(["drop", "paste"] as const)("a picture can come by %s", async (kind) => {
    const page = await open(THINGS, { size });
    await cards(page).first().waitFor();
    await give(page, kind, "t38");
    await page.getByAltText("The picture that is searched by").waitFor();
    await expect.poll(async () => (await names(page))[0]).toContain("sofa");
  });

  test("a photograph can be taken", async () => {
    const page = await open(THINGS, { size });
    await page.getByRole("button", { name: "Search by a picture" }).click();
    const chooser = page.waitForEvent("filechooser");
    await page.getByRole("menuitem", { name: "Take a photograph" }).click();
    const camera = (await chooser).element();
    await expect.poll(() => camera.getAttribute("capture")).toBe("environment");
    await (await chooser).setFiles(await pictureOf(page, "t0"));
    await page.getByAltText("The picture that is searched by").waitFor();
  });

  test("a slider says whether words or the picture count more", async () => {
    const page = await open(`${THINGS}?q=green+vase`, { size });
    await cards(page).first().waitFor();
    await page.locator("input[data-source=chosen]").setInputFiles(await pictureOf(page, "t26"));
    const slider = page.getByRole("slider", { name: "What counts more" });
    await slider.press("Home");
    await expect.poll(async () => (await names(page))[0]).toMatch(/^green .*vase$/);
    await slider.press("End");
    await expect.poll(async () => (await names(page))[0]).toContain("lamp");
    expect(new URL(page.url()).searchParams.get("mix")).toBe("1");
  });

  test("a picture that another browser has is asked for", async () => {
    const page = await open(`${THINGS}?picture=0123456789abcdef`, { size });
    await page.getByText("kept in another browser").waitFor();
  });

  test("tags filter with live counts, several at once, each with a cross", async () => {
    const page = await open(`${THINGS}?q=wooden`, { size });
    const filters = await showFilters(page, size);
    await filters.getByRole("checkbox", { name: "lamp" }).check();
    await filters.getByRole("checkbox", { name: "vase" }).check();
    await expect.poll(() => page.url()).toContain("where=kind%3Dlamp%2Cvase");
    await filters.getByRole("checkbox", { name: "sofa" }).waitFor();
    if (size === PHONE) await page.getByRole("button", { name: /^Show \d+ items$/ }).click();
    await expect
      .poll(async () => new Set((await names(page)).map(lastWord)))
      .toEqual(new Set(["lamp", "vase"]));
    await page.getByRole("button", { name: "Remove the filter Kind: lamp" }).click();
    await expect
      .poll(async () => new Set((await names(page)).map(lastWord)))
      .toEqual(new Set(["vase"]));
    await page.getByRole("button", { name: "Clear all" }).click();
    await expect.poll(() => new URL(page.url()).search).toBe("?q=wooden");
  });

  test("a number filters from here to there", async () => {
    const page = await open(THINGS, { size });
    const filters = await showFilters(page, size);
    const from = filters.getByRole("textbox", { name: "Price, from" });
    await from.fill("800");
    await from.press("Enter");
    await expect.poll(() => page.url()).toContain("where=price%3E%3D800");
    await expect.poll(() => count(page)).toBe("8 items");
    const thumb = filters.getByRole("slider", { name: "Price, to" });
    await thumb.press("ArrowLeft");
    await expect.poll(() => page.url()).toContain("where=price%3D800..");
  });

  test("a time filters by its days, and a place by its distance", async () => {
    const page = await open(THINGS, { size });
    const filters = await showFilters(page, size);
    const added = filters.getByRole("region", { name: "Added" });
    await added.getByLabel("From").fill("2024-12-01");
    await expect.poll(() => count(page)).toBe("5 items");
    await added.getByLabel("From").fill("");
    await expect.poll(() => count(page)).toBe("63 items");
    const place = filters.getByRole("region", { name: "Place" });
    await place.getByLabel("Latitude").fill("48");
    await place.getByLabel("Longitude").fill("0");
    await place.getByRole("button", { name: "Apply" }).click();
    await expect.poll(() => count(page)).toBe("2 items");
  });

  test("items are sorted by a number, the highest first", async () => {
    const page = await open(THINGS, { size });
    await page.getByRole("combobox", { name: "Order" }).selectOption("Price, highest first");
    await expect.poll(async () => (await names(page))[0]).toBe("yellow glass vase");
  });

  test("items are shown as a list, and the address keeps that", async () => {
    const page = await open(THINGS, { size });
    await page.getByRole("radio", { name: "List" }).press("Space");
    await expect.poll(() => page.url()).toContain("layout=list");
    await page.reload();
    await cards(page).first().waitFor();
    await expect.poll(() => page.getByRole("radio", { name: "List" }).isChecked()).toBe(true);
  });

  test("scrolling adds the next page below, until all are there once", async () => {
    const page = await open(THINGS, { size });
    await cards(page).first().waitFor();
    const [first] = await names(page);
    await expect
      .poll(async () => {
        await page.mouse.wheel(0, 4000);
        return await cards(page).count();
      })
      .toBe(63);
    await page.getByText("That is all.").waitFor();
    const links = await page
      .locator("main li h2 a")
      .evaluateAll((all) => all.map((each) => each.getAttribute("href")));
    expect(new Set(links).size).toBe(63);
    expect((await names(page))[0]).toBe(first);
  });

  test("the first page has the first items, and its button adds the next", async () => {
    const page = await open(`${THINGS}?sort=price`, { size });
    await cards(page).first().waitFor();
    const answer = await page.request.get(`/api/v1${THINGS}/items?sort=price&limit=48`);
    const { items } = (await answer.json()) as { items: { fields: { name: string } }[] };
    const expected = items.map(({ fields }) => fields.name);
    expect((await names(page)).slice(0, 24)).toEqual(expected.slice(0, 24));
    await page.getByRole("button", { name: "Load more" }).press("Enter");
    await expect.poll(async () => (await names(page)).slice(0, 48)).toEqual(expected);
  });

  test("a filter begins at its own first item, however far one has scrolled", async () => {
    const page = await open(`${THINGS}?sort=price`, { size });
    await expect
      .poll(async () => {
        await page.mouse.wheel(0, 4000);
        return await cards(page).count();
      })
      .toBe(63);
    await page.evaluate(() => window.scrollTo({ top: 0 }));
    const filters = await showFilters(page, size);
    await filters.getByRole("checkbox", { name: "vase" }).check();
    await expect.poll(() => count(page)).toBe("12 items");
    expect((await names(page))[0]).toBe("red wooden vase");
    await expect.poll(() => cards(page).count()).toBe(12);
  });

  test("items like another have further pages too, to the last, each once", async () => {
    const page = await open(`${THINGS}?like=t0&by=image`, { size });
    await expect
      .poll(async () => {
        await page.mouse.wheel(0, 4000);
        return await page.getByText("That is all.").count();
      })
      .toBe(1);
    const links = await page
      .locator("main li h2 a")
      .evaluateAll((all) => all.map((each) => each.getAttribute("href")));
    expect(new Set(links).size).toBe(links.length);
    expect(links.length).toBeGreaterThan(55);
  });

  test("where nothing is relevant it says so, and shows the nearest all the same", async () => {
    const page = await open(`${THINGS}?q=quantum+physics+lecture`, { size });
    await page.getByRole("heading", { name: "Nothing here is relevant" }).waitFor();
    await expect.poll(() => count(page)).toBe("0 relevant of 63");
    await expect.poll(() => cards(page).count()).toBeGreaterThan(0);
    await page.getByRole("switch", { name: "Only relevant" }).click();
    await page.getByRole("button", { name: "Show the nearest" }).click();
    await cards(page).first().waitFor();
  });

  test("where the filters leave nothing they can be cleared", async () => {
    const page = await open(`${THINGS}?where=price%3C%3D1`, { size });
    await page.getByRole("heading", { name: "No item meets the filters" }).waitFor();
    await page.getByRole("main").getByRole("button", { name: "Clear all" }).last().click();
    await expect.poll(() => count(page)).toBe("63 items");
  });

  test("back, forward and a shared address show what was looked for", async () => {
    const page = await open(`${THINGS}?q=red+lamp`, { size });
    await expect.poll(async () => (await names(page))[0]).toMatch(/^red .*lamp$/);
    await field(page).fill("blue vase");
    await field(page).press("Enter");
    await expect.poll(async () => (await names(page))[0]).toMatch(/^blue .*vase$/);
    await page.goBack();
    await expect.poll(async () => (await names(page))[0]).toMatch(/^red .*lamp$/);
    await expect.poll(() => field(page).inputValue()).toBe("red lamp");
    await page.goForward();
    await expect.poll(() => field(page).inputValue()).toBe("blue vase");
    const shared = await open(new URL(page.url()).pathname + new URL(page.url()).search, { size });
    await expect.poll(async () => (await names(shared))[0]).toMatch(/^blue .*vase$/);
  });

  test("another catalogue is one choice away", async () => {
    const page = await open(THINGS, { size });
    await page.getByRole("combobox", { name: "Catalogue" }).selectOption("words");
    await expect.poll(() => count(page)).toBe("5 items");
    expect(new URL(page.url()).pathname).toBe("/catalogues/words");
  });

  test("a service that is away is told, and asked again by a button", async () => {
    const page = await open(THINGS, { size, mayFail: /ERR_INTERNET_DISCONNECTED|ERR_FAILED/ });
    await cards(page).first().waitFor();
    await page.route("**/search", (route) => route.abort());
    await page.goto(`${THINGS}?q=lamp`);
    await page.getByRole("heading", { name: "The service cannot be reached" }).waitFor();
    await page.unroute("**/search");
    await page.getByRole("button", { name: "Try again" }).click();
    await cards(page).first().waitFor();
  });

  test("a page that does not come is told below the others, and asked again by the button", async () => {
    const page = await open(THINGS, { size, mayFail: /ERR_FAILED/ });
    await cards(page).first().waitFor();
    await page.route("**/search", (route) => route.abort());
    await page.getByRole("button", { name: "Load more" }).press("Enter");
    await page.getByRole("alert").waitFor();
    await expect.poll(() => cards(page).count()).toBeGreaterThanOrEqual(24);
    await page.unroute("**/search");
    await page.getByRole("button", { name: "Load more" }).press("Enter");
    await expect.poll(() => cards(page).count()).toBeGreaterThanOrEqual(48);
  });

  test("a filter that the service refuses is explained", async () => {
    const page = await open(`${THINGS}?where=absent%3D1`, { size, mayFail: /422/ });
    await page.getByRole("heading", { name: "That did not work" }).waitFor();
    await page
      .getByText(/absent/)
      .first()
      .waitFor();
  });
});

function lastWord(name: string): string {
  return name.split(" ").at(-1) ?? "";
}
