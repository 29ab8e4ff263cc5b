// When a page is painted, and how soon it answers typing: node web/tools/paced.js ADDRESS WORDS...
//
// From Chromium's own trace, as Lighthouse reads it: a desk as it is, and a phone on a processor
// that is four times as slow. Nothing is cached at first.
import { chromium } from "playwright-core";

const RUNS = 5;
const KEY_MS = 80;
const REST_MS = 3000;
const BEGUN_MS = 500; // until every process of the browser writes the trace
const CATEGORIES = ["loading", "devtools.timeline", "toplevel", "blink.user_timing"];
const DEVICES = [
  { name: "desk", viewport: { width: 1440, height: 900 }, slower: 1 },
  { name: "phone", viewport: { width: 390, height: 844 }, slower: 4 },
];

const [address = "", ...words] = process.argv.slice(2);
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu"],
});
try {
  for (const device of DEVICES) {
    const runs = [];
    for (let run = 0; run < RUNS; run++) runs.push(await measured(device));
    for (const name of Object.keys(runs[0])) {
      const values = runs.map((each) => each[name]).toSorted((one, other) => one - other);
      console.log(
        `${device.name.padEnd(6)} ${name.padEnd(42)} ${Math.round(values[RUNS >> 1])} ms`,
      );
    }
  }
} finally {
  await browser.close();
}

/** The figures of one visit. */
async function measured({ viewport, slower }) {
  const context = await browser.newContext({ viewport, locale: "en-GB" });
  const page = await context.newPage();
  const devtools = await context.newCDPSession(page);
  await devtools.send("Emulation.setCPUThrottlingRate", { rate: slower });
  await browser.startTracing(page, { categories: CATEGORIES });
  await page.waitForTimeout(BEGUN_MS);
  const start = performance.now();
  await page.goto(address);
  await page.getByRole("main").getByRole("listitem").first().waitFor();
  const filled = performance.now() - start;
  const field = page.getByRole("search").locator("input[type=search]");
  await field.click();
  await field.pressSequentially(words.join(" "), { delay: KEY_MS });
  const pressed = await page.evaluate(() => performance.now());
  await page.waitForTimeout(REST_MS);
  const answered = await page.evaluate(lastAnswer);
  const { traceEvents: events } = JSON.parse(await browser.stopTracing());
  await context.close();
  return {
    "first contentful paint": paintedAfter(events, "firstContentfulPaint"),
    "largest contentful paint": paintedAfter(events, "largestContentfulPaint::Candidate"),
    "first items seen": filled,
    "blocked, beyond 50 ms a task": blocked(events),
    ...answers(events),
    "from the last key to what was found": answered - pressed,
  };
}

/** Milliseconds from the start of the page's navigation to the last event of a name. */
function paintedAfter(events, name) {
  const painted = events.findLast((event) => event.name === name);
  const start = events.find(
    (event) => event.name === "navigationStart" && event.args.data?.documentLoaderURL === address,
  );
  return (painted.ts - start.ts) / 1000;
}

/** How long tasks of the page kept it from answering, less 50 ms of each. */
function blocked(events) {
  const painted = events.find((event) => event.name === "firstContentfulPaint");
  return events
    .filter((event) => isTask(event, painted) && event.dur > 50_000)
    .reduce((sum, event) => sum + event.dur / 1000 - 50, 0);
}

/** Whether it is a task of the thread that painted. */
function isTask({ name, pid, tid }, painted) {
  return name === "ThreadControllerImpl::RunTask" && pid === painted.pid && tid === painted.tid;
}

/** From a key to the frame that shows what came of it: the median, and the longest. */
function answers(events) {
  const taken = events
    .filter((event) => event.name === "EventTiming" && event.args.data?.type?.startsWith("key"))
    .map((event) => event.args.data.duration)
    .toSorted((one, other) => one - other);
  return {
    "typing: from key to frame, median": taken[taken.length >> 1],
    "typing: from key to frame, longest": taken.at(-1),
  };
}

/** When the last search was answered, in the page's own time. */
function lastAnswer() {
  const requests = performance.getEntriesByType("resource");
  return requests.findLast(({ name }) => name.endsWith("/search")).responseEnd;
}
