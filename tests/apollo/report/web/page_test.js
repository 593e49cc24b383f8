// The page of a sweep as it looks: every chart and section, light and dark, wide and on a phone.
"use strict";

const assert = require("node:assert");
const test = require("node:test");
const { pageOf, open, drawn, close, colours, end } = require("./browser.js");
const { sweep, withoutBudgetLines, ensembles, manyNetworks } = require("./reports.js");
const { textsOf, textProblems } = require("./texts.js");

const file = pageOf(sweep());

// Tabs with the light page that tests only look at, by width.
const looked = new Map();
async function lookAt(width = 1280) {
  if (!looked.has(width)) looked.set(width, await open(file, { width }));
  return looked.get(width);
}

test.after(async () => {
  for (const page of looked.values()) await close(page);
  await end();
});

for (const width of [1280, 400]) {
  for (const theme of ["light", "dark"]) {
    test(`${theme} at ${width} pixels`, async (t) => {
      const page = theme === "light" ? await lookAt(width) : await open(file, { width, theme });
      const ids = await page.evaluate(() => files.charts.map((chart) => chart.id));

      await t.test("every chart is drawn, and no section is blank", async () => {
        assert.ok(ids.length > 10);
        const sections = await page.locator("section").evaluateAll((list) => list.map((section) => section.id));
        assert.deepStrictEqual(sections, ["map", "search", "trade_off", "parameters", "best_design", "provenance"]);
        const least = [...ids.map((id) => [`#chart-${id} .marks`, 12]), ...sections.map((id) => [`#${id}`, 30])];
        const counts = await colours(page, least.map(([selector]) => selector));
        least.forEach(([selector, few], i) => assert.ok(counts[i] > few, `${selector}: ${counts[i]} colours`));
      });

      await t.test("no text overlaps another or is cut", async () => {
        const problems = [];
        for (const id of ids) {
          const layout = await page.evaluate(textsOf, id);
          assert.ok(layout.texts.length >= 3, `${id} has ${layout.texts.length} texts`);
          for (const problem of textProblems(layout)) problems.push(`${id}: ${problem}`);
        }
        assert.deepStrictEqual(problems, []);
      });

      await t.test("nothing is wider than the window", async () => {
        const wide = await page.evaluate(() => document.documentElement.scrollWidth);
        assert.ok(wide <= width, `${wide} pixels`);
        for (const id of ids) {
          const [own, room] = await page.locator(`#chart-${id} .chart`).evaluate((chart) => [chart.scrollWidth, chart.clientWidth]);
          assert.ok(own <= room, `${id}: ${own} of ${room} pixels`);
        }
      });
      if (theme === "dark") await close(page);
    });
  }
}

test("a narrower window makes the charts narrower", async () => {
  const page = await open(file);
  await page.setViewportSize({ width: 600, height: 900 });
  await page.waitForFunction(() => charts.every((chart) => chart.canvas.scrollWidth <= 600 && chart.drawnWidth <= 600));
  await close(page);
});

// In a table's first column.
test("on a phone names break after underscores, not inside a word", async () => {
  const page = await lookAt(400);
  const broken = await page.locator("tbody th[scope=row]").evaluateAll((heads) => {
    const lines = (node) => {
      const range = document.createRange();
      range.selectNodeContents(node);
      return new Set([...range.getClientRects()].map((box) => box.top)).size;
    };
    const parts = heads.flatMap((head) => [...head.childNodes]).filter((node) => /^[^ ]{1,14}$/.test(node.nodeValue ?? ""));
    return [parts.some((node) => node.nodeValue === "evolutionary"), parts.filter((node) => lines(node) > 1).map((node) => node.nodeValue)];
  });
  assert.deepStrictEqual(broken, [true, []]);
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

test("the choice of light or dark is remembered, if the browser lets a file", async () => {
  const page = await open(file);
  await page.click("#theme");
  await page.reload();
  await drawn(page, "dark");
  await page.evaluate(() => localStorage.clear());
  await page.addInitScript(() => Object.defineProperty(window, "localStorage", { get: () => { throw new Error("no storage"); } }));
  await page.reload();
  await drawn(page, "light");
  await page.click("#theme");
  await drawn(page, "dark");
  await close(page);
});

// The texts of a chart's marks, axes, titles or legends.
async function textsIn(page, id, role) {
  const { texts } = await page.evaluate(textsOf, id);
  return texts.filter((text) => text.role === role).map(({ text }) => text);
}

for (const width of [1280, 400]) {
  test(`several ensembles have panels of their own, and long names fit, at ${width} pixels`, async () => {
    const page = await open(pageOf(ensembles()), { width });
    const panels = ["p3bo", "p3bo temperature 2", "p3bo temperature 0.5"].flatMap((name) => [`${name}, 5.8 mm²`, `${name}, 6.8 mm²`]);
    for (const id of ["members", "members_earned"]) {
      assert.deepStrictEqual(await textsIn(page, id, "title-text"), panels);
    }
    for (const { entry } of await page.evaluate(() => charts.map(({ entry }) => ({ entry: { id: entry.id } })))) {
      const layout = await page.evaluate(textsOf, entry.id);
      const cut = layout.texts.filter((text) => text.cut && text.text.startsWith("p3bo")).map(({ text }) => `"${text}" is cut`);
      assert.deepStrictEqual([...textProblems(layout), ...cut], [], entry.id);
      const [own, room] = await page.locator(`#chart-${entry.id} .chart`).evaluate((chart) => [chart.scrollWidth, chart.clientWidth]);
      assert.ok(own <= room, `${entry.id}: ${own} of ${room} pixels`);
    }
    await close(page);
  });
}

test("one ensemble has panels of its budgets", async () => {
  const page = await lookAt();
  assert.deepStrictEqual(await textsIn(page, "members", "title-text"), ["4.8 mm²", "6.8 mm²"]);
});

test("legends name only what bounds a layer of the report", async () => {
  const page = await lookAt();
  for (const id of ["bounds", "layers", "timeline", "roofline"]) {
    assert.deepStrictEqual(await textsIn(page, id, "legend-label"), ["array", "DRAM (dma)", "parameter bus", "latency"], id);
  }
});

test("of many networks the comparison shows the throughput", async () => {
  const page = await open(pageOf(manyNetworks()));
  const labels = (await textsIn(page, "comparison", "axis-label")).filter((text) => /^[a-z]/.test(text));
  assert.deepStrictEqual(labels, ["reward", "area", ...Array.from({ length: 9 }, (_, i) => `throughput network${i}`)]);
  assert.strictEqual(await page.locator("#best_design .table").first().locator("tbody tr").count(), 29);
  await close(page);
});

test("several objectives have a chart of their front, and hypervolumes instead of best rewards", async () => {
  const report = sweep();
  const n = null;
  report.objectives = ["latency", "area"];
  report.reward_unit = "geometric mean of rounds/s, 1/mm2"; // which a hypervolume does not have
  report.datasets.front = {
    strategy: ["random", "random", "p3bo"], budget: ["6.8 mm²", "6.8 mm²", "6.8 mm²"], trial: [3, 7, 9], seed: [1, 2, 1],
    first: [0.5, 1.2, 1.1], second: [2, 0.8, 1.4], third: [n, n, n], fourth: [n, n, n],
  };
  const page = await open(pageOf(report));
  assert.deepStrictEqual((await textsIn(page, "front", "axis-title")).sort(), ["area, reward", "latency, reward"]);
  assert.ok((await textsIn(page, "progress", "axis-title")).includes("hypervolume so far"));
  assert.strictEqual(await page.locator("#chart-finals h3").innerText(), "Final hypervolume");
  await close(page);
});

test("without budget lines nothing is logged", async () => {
  const page = await open(pageOf(withoutBudgetLines()));
  assert.ok((await textsIn(page, "frontier", "mark")).includes("Pareto front"));
  await close(page);
});

test("no column of the comparison and of the pairings is cut at 1280 pixels", async () => {
  const page = await lookAt();
  for (const section of ["#best_design", "#search"]) {
    const [own, room] = await page.locator(`${section} .table`).first().evaluate((table) => [table.scrollWidth, table.clientWidth]);
    assert.ok(own <= room, `${section}: ${own} of ${room} pixels`);
  }
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
  const page = await lookAt();
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
});

test("the menu of a chart offers what needs no network", async () => {
  const page = await lookAt();
  const actions = await page.locator("#chart-progress .vega-actions a").allTextContents();
  assert.deepStrictEqual(actions, ["Save as SVG", "Save as PNG", "View Source"]);
});
