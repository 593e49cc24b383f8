// Opens pages of reports in a headless Chromium and watches what goes wrong in them.
"use strict";

const assert = require("node:assert");
const { execFileSync } = require("node:child_process");
const fs = require("node:fs");
const os = require("node:os");
const path = require("node:path");

const { REPORT_PAGE, APOLLO_WEB, CHROMIUM } = process.env;
const { chromium } = require(path.join(APOLLO_WEB, "node_modules", "playwright-core"));

const folder = fs.mkdtempSync(path.join(os.tmpdir(), "report_test_"));
process.on("exit", () => fs.rmSync(folder, { recursive: true, force: true }));

// The file of a report's page. More arguments go to the program: a folder for the figures.
function pageOf(report, ...more) {
  const file = path.join(folder, "report.json");
  fs.writeFileSync(file, JSON.stringify(report));
  const page = path.join(folder, `page${fs.readdirSync(folder).length}.html`);
  execFileSync(REPORT_PAGE, [file, page, ...more], { stdio: "pipe" });
  return page;
}

let browser = null;

// A tab with the page, drawn; it knows nothing of what other tabs chose. problems: what it complained about, and requests to anywhere.
async function open(file, { width = 1280, theme = "light", motion = "no-preference" } = {}) {
  browser ??= await chromium.launch({
    executablePath: CHROMIUM,
    args: ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
  });
  const context = await browser.newContext();
  const page = await context.newPage();
  page.problems = [];
  page.on("console", (message) => ["error", "warning"].includes(message.type()) && page.problems.push(message.text()));
  page.on("pageerror", (error) => page.problems.push(error.message));
  page.on("request", (request) => /^(file|data|blob):/.test(request.url()) || page.problems.push(`request of ${request.url()}`));
  await page.setViewportSize({ width, height: 900 });
  await page.emulateMedia({ colorScheme: theme, reducedMotion: motion });
  await page.goto(`file://${file}`);
  await drawn(page, theme);
  return page;
}

const drawn = (page, theme) => page.waitForSelector(`html[data-drawn="${theme}"]`, { timeout: 60000 });

async function close(page) {
  assert.deepStrictEqual(page.problems, []);
  await page.context().close();
}

// Different colours of the first element of each selector in one picture of the whole page, counted up to 1000.
async function colours(page, selectors) {
  const picture = (await page.screenshot({ fullPage: true })).toString("base64");
  return page.evaluate(async ([data, wanted]) => {
    const image = new Image();
    image.src = `data:image/png;base64,${data}`;
    await image.decode();
    return wanted.map((selector) => {
      const { x, y, width, height } = document.querySelector(selector).getBoundingClientRect();
      const canvas = new OffscreenCanvas(Math.ceil(width), Math.ceil(height));
      const pen = canvas.getContext("2d");
      pen.drawImage(image, -x - scrollX, -y - scrollY);
      return Math.min(1000, new Set(new Uint32Array(pen.getImageData(0, 0, canvas.width, canvas.height).data.buffer)).size);
    });
  }, [picture, selectors]);
}

const end = () => browser?.close();

module.exports = { pageOf, open, drawn, close, colours, end, folder };
