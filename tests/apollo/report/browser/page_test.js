// The page of a sweep as it looks: every chart and section, light and dark, wide and on a phone.
"use strict";

const assert = require("node:assert");
const test = require("node:test");
const { pageOf, open, drawn, close, colours, end } = require("./browser.js");
const { sweep } = require("./reports.js");
const { textsOf, textProblems } = require("./texts.js");

const file = pageOf(sweep());
test.after(end);

for (const width of [1280, 400]) {
  for (const theme of ["light", "dark"]) {
    test(`${theme} at ${width} pixels`, async (t) => {
      const page = await open(file, { width, theme });
      const ids = await page.evaluate(() => files.charts.map((chart) => chart.id));

      await t.test("every chart is drawn", async () => {
        assert.ok(ids.length > 10);
        for (const id of ids) {
          const count = await colours(page, `#chart-${id} .marks`);
          assert.ok(count > 12, `${id}: ${count} colours`);
        }
      });

      await t.test("no text overlaps another or is cut", async () => {
        const problems = [];
        for (const id of ids) {
          const layout = await page.evaluate(textsOf, id);
          assert.ok(layout.texts.length > 3, `${id} has ${layout.texts.length} texts`);
          for (const problem of textProblems(layout)) problems.push(`${id}: ${problem}`);
        }
        assert.deepStrictEqual(problems, []);
      });

      await t.test("no section is blank", async () => {
        const sections = await page.locator("section").evaluateAll((list) => list.map((section) => section.id));
        assert.deepStrictEqual(sections, ["map", "search", "trade_off", "parameters", "best_design", "provenance"]);
        for (const id of sections) {
          const count = await colours(page, `#${id}`);
          assert.ok(count > 30, `${id}: ${count} colours`);
        }
      });

      await t.test("nothing is wider than the window", async () => {
        const wide = await page.evaluate(() => document.documentElement.scrollWidth);
        assert.ok(wide <= width, `${wide} pixels`);
        for (const id of ids) {
          const [own, room] = await page.locator(`#chart-${id} .chart`).evaluate((chart) => [chart.scrollWidth, chart.clientWidth]);
          assert.ok(own <= room, `${id}: ${own} of ${room} pixels`);
        }
      });
      await close(page);
    });
  }
}

test("a narrower window makes the charts narrower", async () => {
  const page = await open(file);
  await page.setViewportSize({ width: 600, height: 900 });
  await page.waitForFunction(() => charts.every((chart) => chart.canvas.scrollWidth <= 600 && chart.drawnWidth <= 600));
  await close(page);
});

test("the button changes between light and dark", async () => {
  const page = await open(file);
  const background = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  const light = await background();
  const ink = () => page.evaluate(() => charts.find((chart) => chart.entry.id === "progress").canvas.querySelector("text").getAttribute("fill"));
  const lightInk = await ink();
  await page.click("#theme");
  await drawn(page, "dark");
  assert.notStrictEqual(await background(), light);
  assert.notStrictEqual(await ink(), lightInk);
  assert.strictEqual(await page.getAttribute("#theme", "aria-pressed"), "true");
  await close(page);
});

test("the choice of a best design changes its tables and charts", async () => {
  const page = await open(file);
  const cell = () => page.locator("#best_design tbody tr").first().innerText();
  assert.match(await cell(), /pe memory\s+256 KiB\s+1 MiB/);
  const marks = () => page.locator("#chart-comparison .marks").innerHTML();
  const before = await marks();
  await page.selectOption("#best_design select", "6.8 mm²");
  assert.match(await cell(), /pe memory\s+512 KiB\s+1 MiB/);
  await page.waitForFunction((old) => document.querySelector("#chart-comparison .marks").innerHTML !== old, before);
  const mappings = await page.locator("#best_design td.code").allInnerTexts();
  assert.strictEqual(mappings.length, 12);
  assert.ok(mappings.every((text) => /6.8 mm²|fused into block2/.test(text)));
  await close(page);
});

test("the page is built for keyboards and screen readers", async () => {
  const page = await open(file);
  await page.keyboard.press("Tab");
  assert.strictEqual(await page.evaluate(() => document.activeElement.className), "skip");
  const faults = await page.evaluate(() => {
    const all = (selector) => [...document.querySelectorAll(selector)];
    const named = (control) => control.textContent.trim() || control.getAttribute("aria-label") || control.labels?.length;
    return [
      ...all("button, select, input").filter((control) => !named(control)).map((control) => `no name: ${control.outerHTML}`),
      ...all("table").filter((table) => !table.caption).map(() => "table without caption"),
      ...all("th").filter((head) => !head.scope).map(() => "head without scope"),
      ...all("figure").filter((figure) => !figure.querySelector("figcaption")).map(() => "figure without caption"),
      ...(all("h1").length === 1 ? [] : ["not one h1"]),
    ];
  });
  assert.deepStrictEqual(faults, []);
  await close(page);
});

test("the menu of a chart offers what needs no network", async () => {
  const page = await open(file);
  const actions = await page.locator("#chart-progress .vega-actions a").allTextContents();
  assert.deepStrictEqual(actions, ["Save as SVG", "Save as PNG", "View Source"]);
  await close(page);
});
