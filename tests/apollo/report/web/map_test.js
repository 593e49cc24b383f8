// The map of designs: slider, play, pointer, brush, choices, table.
"use strict";

const assert = require("node:assert");
const fs = require("node:fs");
const test = require("node:test");
const { pageOf, open, drawn, close, end } = require("./browser.js");
const { sweep } = require("./reports.js");

const report = sweep();
const file = pageOf(report);
test.after(end);

// Designs that are drawn.
const marks = (page) =>
  page.evaluate(() => {
    let count = 0;
    const visit = (mark) => {
      for (const item of mark.items ?? []) {
        if (mark.marktype === "symbol" && mark.role === "mark") count += 1;
        for (const child of item.items ?? []) visit(child);
      }
    };
    visit(charts[0].view.scenegraph().root);
    return count;
  });
const pixels = (page) => page.evaluate(() => charts[0].canvas.querySelector("canvas").toDataURL());
const setSlider = (page, value) =>
  page.locator("input[type=range]").evaluate((slider, to) => {
    slider.value = to;
    slider.dispatchEvent(new Event("input"));
  }, value);
const showsMarks = (page, count) =>
  page.waitForFunction((want) => Number(charts[0].view.data("data_0").length) === want, count);
const designs = (page) => page.evaluate(() => rows.designs);
const count = (page) => page.locator(".count").innerText();

// Where the design is in the window.
const place = (page, index) =>
  page.evaluate((i) => {
    const { view, canvas } = charts[0];
    const box = canvas.querySelector("canvas").getBoundingClientRect();
    const [left, top] = charts[0].origin();
    const design = rows.designs[i];
    return { x: box.left + left + view.scale("x")(design.x), y: box.top + top + view.scale("y")(design.y) };
  }, index);

async function drag(page, from, to) {
  await page.mouse.move(from.x, from.y);
  await page.mouse.down();
  await page.mouse.move((from.x + to.x) / 2, (from.y + to.y) / 2);
  await page.mouse.move(to.x, to.y);
  await page.mouse.up();
}

// Two corners of a part of the plot.
async function corners(page) {
  await page.locator("#chart-map canvas").scrollIntoViewIfNeeded();
  const box = await page.locator("#chart-map canvas").boundingBox();
  const at = (x, y) => ({ x: Math.round(box.x + x * box.width), y: Math.round(box.y + y * box.height) });
  return [at(0.3, 0.45), at(0.5, 0.75)];
}

// Designs that lie within the window's rectangle.
async function inside(page, [a, b]) {
  const all = await designs(page);
  const places = await Promise.all(all.map((_, i) => place(page, i)));
  return all.filter((_, i) => places[i].x >= a.x && places[i].x <= b.x && places[i].y >= a.y && places[i].y <= b.y);
}

// The last move of a drag is drawn: so many designs are selected.
const selects = (page, count) => page.waitForFunction((n) => document.querySelector(".count").textContent.startsWith(`${n} design`), count);

const key = (design) => `${design.trial} ${design.strategy} ${design.budget}`;
const tableKeys = async (page) =>
  (await page.locator(".designs tbody tr").evaluateAll((lines) => lines.map((line) => [...line.cells].slice(0, 3).map((cell) => cell.textContent).join(" ")))).sort();

test("the slider shows the same trials in the map of each strategy", async () => {
  const page = await open(file);
  const shown = () =>
    page.evaluate(() => {
      const { view } = charts.find(({ entry }) => entry.id === "map_strategies");
      const counts = {};
      const visit = (mark, panel) => {
        for (const item of mark.items ?? []) {
          const here = mark.name === "cell" ? item.datum.strategy : panel;
          if (mark.marktype === "symbol" && mark.role === "mark" && item.fill !== "#d7191c") counts[here] = (counts[here] ?? 0) + 1;
          for (const child of item.items ?? []) visit(child, here);
        }
      };
      visit(view.scenegraph().root);
      return counts;
    });
  for (const upto of [30, 119]) {
    await setSlider(page, upto);
    await page.waitForFunction((trial) => charts.find(({ entry }) => entry.id === "map_strategies").view.signal("upto") === trial, upto);
    const expected = {};
    for (const { strategy, trial } of await designs(page)) if (trial <= upto) expected[strategy] = (expected[strategy] ?? 0) + 1;
    assert.deepStrictEqual(await shown(), expected);
  }
  await close(page);
});

test("the table has latency, energy and power", async () => {
  const page = await open(file);
  const heads = await page.locator(".designs thead th").allInnerTexts();
  for (const title of ["latency ms", "energy mJ", "power W"]) assert.ok(heads.some((head) => head.replace(/\s+/g, " ").startsWith(title)), title);
  await close(page);
});

test("the slider changes what is shown", async () => {
  const page = await open(file);
  assert.strictEqual(await marks(page), report.datasets.designs.x.length);
  const before = await pixels(page);
  await setSlider(page, 30);
  const expected = (await designs(page)).filter((design) => design.trial <= 30).length;
  await showsMarks(page, expected);
  assert.strictEqual(await marks(page), expected);
  assert.notStrictEqual(await pixels(page), before);
  assert.match(await page.locator(".trials output").innerText(), /up to trial 30 of 119/);
  assert.match(await count(page), new RegExp(`the 20 best different designs of ${expected} trials shown`));
  await close(page);
});

test("play goes through the trials and can be stopped", async () => {
  const page = await open(file);
  const value = () => page.locator("input[type=range]").inputValue().then(Number);
  await page.click(".play");
  await page.waitForFunction(() => document.querySelector("input[type=range]").value < 60);
  const early = await value();
  await page.waitForFunction((from) => document.querySelector("input[type=range]").value > from + 3, early);
  assert.strictEqual(await page.locator(".play").innerText(), "Pause");
  await page.click(".play");
  const stopped = await value();
  await page.waitForTimeout(400);
  assert.strictEqual(await value(), stopped);
  assert.strictEqual(await page.locator(".play").innerText(), "Play");
  await showsMarks(page, (await designs(page)).filter((design) => design.trial <= stopped).length);
  await close(page);
});

test("with reduced motion, play shows few pictures", async () => {
  const page = await open(file, { motion: "reduce" });
  await page.click(".play");
  await page.waitForFunction(() => document.querySelector("input[type=range]").value > 0 && document.querySelector("input[type=range]").value < 119);
  const value = await page.locator("input[type=range]").inputValue();
  assert.strictEqual(Number(value) % 12, 0);
  await close(page);
});

test("the pointer shows a design with its configuration, also inside the brush", async () => {
  const page = await open(file);
  await drag(page, ...(await corners(page)));
  for (const status of ["infeasible", "best"]) {
    const all = await designs(page);
    const index = all.findIndex((design) => design.status === status);
    const at = await place(page, index);
    await page.mouse.move(at.x, at.y);
    await page.waitForSelector(".tip:not([hidden])");
    const text = await page.locator(".tip").innerText();
    assert.match(text, /trial \d+ of (random|evolutionary|p3bo), [46].8 mm²/);
    assert.match(text, /pes x\s+\d/);
    assert.match(text, /pe memory\s+(64 KiB|256 KiB|1 MiB|2 MiB)/);
    assert.match(text, /dram bandwidth\s+\d+ GB\/s/);
    assert.match(text, /area\s+\d[\d.]* mm²/);
    if (status === "best") assert.match(text, /Best: reward \d\.\d+/);
  }
  await page.mouse.move(2, 2);
  await page.waitForSelector(".tip[hidden]", { state: "attached" });
  await close(page);
});

test("the pointer says why a design is infeasible", async () => {
  const page = await open(file);
  await page.selectOption("#map select >> nth=0", "random");
  const index = (await designs(page)).findIndex((design) => design.status === "infeasible" && design.strategy === "random");
  const at = await place(page, index);
  await page.mouse.move(at.x, at.y);
  await page.waitForSelector(".tip:not([hidden])");
  assert.match(await page.locator(".tip").innerText(), /infeasible[\s\S]*why\s+area: needs [\d.]+ mm2 of/);
  await close(page);
});

test("the brush selects exactly the designs inside", async () => {
  const page = await open(file);
  const area = await corners(page);
  await drag(page, ...area);
  const expected = await inside(page, area);
  assert.ok(expected.length > 5 && expected.length <= 100, `${expected.length} designs`);
  await selects(page, expected.length);
  assert.match(await count(page), new RegExp(`^${expected.length} designs selected of 720 shown`));
  assert.deepStrictEqual(await tableKeys(page), expected.map(key).sort());

  const [download] = await Promise.all([page.waitForEvent("download"), page.click("text=Download CSV")]);
  const lines = fs.readFileSync(await download.path(), "utf8").trimEnd().split("\n");
  assert.strictEqual(lines.length, expected.length + 1);
  assert.match(lines[0], /^x,y,run,trial,strategy,budget,status,reward/);

  await setSlider(page, 40);
  const early = expected.filter((design) => design.trial <= 40);
  await selects(page, early.length);
  assert.deepStrictEqual(await tableKeys(page), early.map(key).sort());

  await page.click("text=Clear selection");
  await page.waitForFunction(() => document.querySelector(".count").textContent.startsWith("Nothing selected"));
  await close(page);
});

test("the brush stays when the theme changes", async () => {
  const page = await open(file);
  const area = await corners(page);
  await drag(page, ...area);
  const selected = await inside(page, area);
  await selects(page, selected.length);
  await page.click("#theme");
  await drawn(page, "dark");
  await selects(page, selected.length);
  assert.deepStrictEqual(await tableKeys(page), selected.map(key).sort());
  await close(page);
});

test("arrow keys make, move and resize the brush; Escape clears it", async () => {
  const page = await open(file);
  const brush = () => page.evaluate(() => ({ x: charts[0].view.signal("brush_x_1"), y: charts[0].view.signal("brush_y_1") }));
  // The brush that is drawn once a key did what it should to the one before.
  const becomes = async (condition, before) => (await page.waitForFunction(condition, before)) && brush();
  await page.focus("#chart-map .chart");
  await page.keyboard.press("ArrowRight");
  await page.waitForFunction(() => /selected of/.test(document.querySelector(".count").textContent));
  const made = await brush();
  assert.ok(made.x[1] > made.x[0] && made.y[1] > made.y[0]);
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("ArrowUp");
  const moved = await becomes((made) => charts[0].view.signal("brush_x_1")[0] > made.x[0] && charts[0].view.signal("brush_y_1")[0] < made.y[0], made);
  assert.ok(moved.x[1] > made.x[1]);
  await page.keyboard.press("Shift+ArrowRight");
  const wider = await becomes((moved) => charts[0].view.signal("brush_x_1")[1] > moved.x[1], moved);
  assert.strictEqual(wider.x[0], moved.x[0]);
  for (let i = 0; i < 40; ++i) await page.keyboard.press("ArrowLeft");
  const left = await becomes((wider) => charts[0].view.signal("brush_x_1")[0] < wider.x[0], wider);
  assert.ok(left.x[0] >= 0);
  await page.keyboard.press("Escape");
  await page.waitForFunction(() => /^Nothing selected/.test(document.querySelector(".count").textContent));
  await close(page);
});

test("strategy and area budget choose what is shown", async () => {
  const page = await open(file);
  const [strategy, budget] = [page.locator("#map select >> nth=0"), page.locator("#map select >> nth=1")];
  const all = await designs(page);
  await strategy.selectOption("p3bo");
  await showsMarks(page, all.filter((design) => design.strategy === "p3bo").length);
  await budget.selectOption("6.8 mm²");
  await showsMarks(page, all.filter((design) => design.strategy === "p3bo" && design.budget === "6.8 mm²").length);
  assert.ok((await tableKeys(page)).every((line) => line.endsWith("p3bo 6.8 mm²")));
  await strategy.selectOption("all");
  await budget.selectOption("all");
  await showsMarks(page, all.length);
  await close(page);
});

test("the table sorts by a column, both ways", async () => {
  const page = await open(file);
  const table = page.locator(".designs table");
  const column = (n) => table.locator("tbody tr").evaluateAll((lines, i) => lines.map((line) => Number(line.cells[i].textContent)), n);
  const ordered = (values, sign) => values.every((value, i) => i === 0 || sign * (value - values[i - 1]) >= 0);
  const heads = await table.locator("thead button").allTextContents();
  const area = heads.indexOf("area mm²");
  assert.ok(ordered(await column(heads.indexOf("reward")), -1));
  await table.locator("thead button").nth(area).focus();
  await page.keyboard.press("Enter");
  assert.strictEqual(await table.locator("th").nth(area).getAttribute("aria-sort"), "descending");
  assert.ok(ordered(await column(area), -1));
  await page.keyboard.press("Enter");
  assert.strictEqual(await table.locator("th").nth(area).getAttribute("aria-sort"), "ascending");
  assert.ok(ordered(await column(area), 1));
  await close(page);
});
