// Takes the pictures that the README and docs/map.md show, of the catalogue of `likewise demo furniture`.
import { spawn } from "node:child_process";
import { mkdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { createInterface } from "node:readline";

import { chromium } from "playwright-core";

const ROOT = resolve(import.meta.dirname, "../..");
const FOLDER = join(ROOT, "docs/screenshots");
const AT = "/catalogues/furniture";
const SHOTS = [
  {
    file: "find.jpg",
    scheme: "light",
    path: `${AT}?q=comfortable+armchair&where=category%3DLiving+room`,
  },
  {
    file: "item.jpg",
    scheme: "dark",
    path: `${AT}?q=red+sofa&item=Blend+Swap+CC-0%23winchesterSofa`,
  },
  {
    file: "map.jpg",
    scheme: "light",
    path: `${AT}/map?q=comfortable+armchair&vector=text&method=tsne`,
  },
];

const args = ["serve", "--port", "0", "-c", "furniture"];
const service = spawn(join(ROOT, ".venv/bin/likewise"), args, {
  stdio: ["ignore", "pipe", "ignore"],
});
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu"],
});
try {
  mkdirSync(FOLDER, { recursive: true });
  const baseURL = await addressOf(service.stdout);
  for (const { file, scheme, path } of SHOTS) {
    const page = await browser.newPage({
      baseURL,
      viewport: { width: 1280, height: 860 },
      colorScheme: scheme,
      locale: "en-GB",
      reducedMotion: "reduce",
    });
    await page.goto(path);
    await page.waitForLoadState("networkidle");
    await page.evaluate(() => document.activeElement?.blur());
    await page.screenshot({ path: join(FOLDER, file), type: "jpeg", quality: 82 });
    await page.close();
  }
} finally {
  await browser.close();
  service.kill("SIGTERM");
}

/** Where the service says that it listens. */
async function addressOf(said) {
  for await (const line of createInterface(said)) {
    const found = /http:\/\/\S+/.exec(line);
    if (found !== null) return found[0];
  }
  throw new Error("the service does not start");
}
