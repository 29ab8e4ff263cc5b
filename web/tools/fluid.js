// How long the frames of a map take while it is panned and zoomed: node web/tools/fluid.js ADDRESS
import { chromium } from "playwright-core";

const STEPS = 120;
const [address = ""] = process.argv.slice(2);
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu"],
});
const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
try {
  const start = performance.now();
  await page.goto(address);
  const plot = page.getByRole("application");
  await plot.waitFor();
  await page.getByText(/items? in view$/).waitFor();
  console.log(`shown after ${Math.round(performance.now() - start)} ms`);
  console.log(await page.evaluate(rendererName));
  const box = await plot.boundingBox();
  const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
  await page.mouse.move(x, y);
  await measure("hover", (step) => page.mouse.move(x + step, y + step / 2));
  await page.mouse.move(x, y);
  await page.mouse.down();
  await measure("pan", (step) => page.mouse.move(x + 3 * step, y + step));
  await page.mouse.up();
  await measure("zoom", (step) => page.mouse.wheel(0, step < STEPS / 2 ? -40 : 40));
} finally {
  await browser.close();
}

/** Prints the times between frames during some steps; those of the browser itself. */
async function measure(name, step) {
  await page.evaluate(() => {
    const frames = (window.frames_ = []);
    const next = (at) => {
      if (window.frames_ !== frames) return;
      frames.push(at);
      requestAnimationFrame(next);
    };
    requestAnimationFrame(next);
  });
  for (let number = 0; number < STEPS; number++) await step(number);
  const times = await page.evaluate(() => {
    const frames = window.frames_;
    window.frames_ = null;
    return frames.slice(1).map((at, number) => at - frames[number]);
  });
  const sorted = times.toSorted((one, other) => one - other);
  const at = (share) => Math.round(sorted[Math.floor(share * (sorted.length - 1))]);
  console.log(`${name}: ${times.length} frames, median ${at(0.5)} ms, 95% ${at(0.95)} ms`);
}

/** What draws: a processor of graphics, or a program that does as if it were one. */
function rendererName() {
  const gl = document.createElement("canvas").getContext("webgl2");
  const facts = gl?.getExtension("WEBGL_debug_renderer_info");
  return facts ? gl.getParameter(facts.UNMASKED_RENDERER_WEBGL) : "no WebGL";
}
