// Opens pages in headless Chromium as a person would, and prints as JSON what there was to see of each:
//   node look.mjs CHROMIUM '[{"file": "x.html", "width": 1280, "scheme": "dark", "axe": true, "shot": "x.png"}, ...]'
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";
import { chromium } from "playwright-core";

const [executablePath, text] = process.argv.slice(2);
const browser = await chromium.launch({ executablePath, args: ["--no-sandbox", "--disable-gpu"] });
try {
  const found = [];
  for (const each of JSON.parse(text)) found.push(await look({ width: 1280, height: 900, scheme: "light", keys: [], ...each }));
  console.log(JSON.stringify(found));
} finally {
  await browser.close();
}

async function look(wanted) {
  const context = await browser.newContext({
    viewport: { width: wanted.width, height: wanted.height }, colorScheme: wanted.scheme,
    deviceScaleFactor: wanted.scale || 1, isMobile: Boolean(wanted.mobile), hasTouch: Boolean(wanted.mobile),
    // axe is injected, which the page's own policy rightly forbids.
    bypassCSP: Boolean(wanted.axe),
  });
  const page = await context.newPage();
  const seen = { console: [], requests: [], dialogs: 0 };
  page.on("console", (message) => { if (["error", "warning"].includes(message.type())) seen.console.push(message.text()); });
  page.on("pageerror", (error) => seen.console.push(String(error)));
  page.on("request", (request) => seen.requests.push(request.url()));
  page.on("dialog", (dialog) => { seen.dialogs += 1; dialog.dismiss(); });
  const url = pathToFileURL(wanted.file).href;
  await page.goto(url, { waitUntil: "load" });
  await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => setTimeout(done, 0))));
  seen.opened_ms = Math.round(await page.evaluate(() => performance.now()));
  for (const step of wanted.keys) {
    if (step.press) await page.keyboard.press(step.press);
    if (step.type) await page.keyboard.type(step.type);
    if (step.focus) await page.focus(step.focus);
    if (step.wait) await page.waitForTimeout(step.wait);
  }
  seen.requests = seen.requests.filter((each) => each !== url && !each.startsWith("data:"));
  seen.scroll_width = await page.evaluate(() => document.documentElement.scrollWidth);
  seen.client_width = await page.evaluate(() => document.documentElement.clientWidth);
  if (wanted.evaluate) {
    seen.answers = [];
    for (const code of wanted.evaluate) seen.answers.push(await page.evaluate(code));
  }
  if (wanted.axe) {
    await page.addScriptTag({ content: readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8") });
    const found = await page.evaluate(() => globalThis.axe.run());
    seen.violations = found.violations.map((v) => ({ id: v.id, impact: v.impact, nodes: v.nodes.map((n) => n.html.slice(0, 150) + " " + (n.any[0]?.message || "")).slice(0, 4) }));
  }
  if (wanted.pdf) await page.pdf({ path: wanted.pdf, format: "A4" });
  if (wanted.shot) await page.screenshot({ path: wanted.shot, fullPage: Boolean(wanted.full) });
  await context.close();
  return seen;
}
