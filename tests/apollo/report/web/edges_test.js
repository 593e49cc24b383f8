// Reports that hold little, and names that try to be markup.
"use strict";

const assert = require("node:assert");
const test = require("node:test");
const { pageOf, open, close, colours, end } = require("./browser.js");
const { sweep, nothingFeasible, oneTrial, withoutLayers, givenDesigns, withoutBaseline, negativeRewards, hostile, attack } = require("./reports.js");

test.after(end);
const sections = (page) => page.locator("section").evaluateAll((list) => list.map((section) => section.id));
const figures = (page) => page.locator("figure").evaluateAll((list) => list.map((figure) => figure.id.replace("chart-", "")));

test("no feasible design", async () => {
  const page = await open(pageOf(nothingFeasible()));
  assert.match(await page.locator("#best_design").innerText(), /No design is feasible/);
  assert.match(await page.locator(".count").innerText(), /No feasible design/);
  assert.ok((await figures(page)).includes("map"));
  await close(page);
});

test("one trial", async () => {
  const page = await open(pageOf(oneTrial()));
  assert.ok((await figures(page)).includes("map"));
  assert.strictEqual(await page.locator(".play").isVisible(), false);
  await close(page);
});

test("one strategy", async () => {
  const page = await open(pageOf(sweep({ strategies: ["p3bo"], budgets: ["6.8 mm²"] })));
  const { width, height } = await page.locator("#chart-map canvas").boundingBox();
  assert.ok(width > 600 && height > 300, `${width} x ${height}`);
  assert.ok((await colours(page, ["#chart-map canvas"]))[0] > 50);
  await close(page);
});

test("negative rewards: circles grow with the reward from the least on", async () => {
  const page = await open(pageOf(negativeRewards()));
  const [rewards, sizes, labels] = await page.evaluate(() => {
    const { view } = charts.find((chart) => chart.entry.id === "map");
    const circles = [], texts = [];
    const visit = (mark) => {
      for (const item of mark.items ?? []) {
        if (mark.marktype === "symbol" && mark.role === "mark" && item.datum.status === "feasible") circles.push(item);
        if (mark.role === "legend-label") texts.push(item.text);
        for (const child of item.items ?? []) visit(child);
      }
    };
    visit(view.scenegraph().root);
    circles.sort((a, b) => a.datum.reward - b.datum.reward);
    return [circles.map((circle) => circle.datum.reward), circles.map((circle) => circle.size), texts];
  });
  assert.ok(rewards.length > 100 && rewards[0] < -9);
  assert.ok(sizes[0] > 20, `${sizes[0]}`);
  sizes.slice(1).forEach((size, i) => assert.ok(size > sizes[i] || rewards[i + 1] === rewards[i], `${rewards[i + 1]}: ${size}`));
  const ticks = labels.map((label) => Number(label.replace("−", "-"))).filter((tick) => tick < 0);
  assert.strictEqual(ticks.length, 3, labels.join());
  assert.ok(ticks.every((tick) => tick > rewards[0] && tick <= rewards.at(-1) + 1), labels.join());
  await close(page);
});

test("unknown networks: no charts of layers", async () => {
  const page = await open(pageOf(withoutLayers()));
  const shown = await figures(page);
  assert.ok(shown.includes("progress"));
  assert.ok(!shown.some((id) => ["layers", "roofline", "area_parts", "comparison"].includes(id)));
  assert.ok(!(await sections(page)).includes("best_design"));
  assert.ok(!(await page.locator("nav").innerText()).includes("Best design"));
  await close(page);
});

test("feasible designs of a program, of which it says nothing more", async () => {
  const page = await open(pageOf({ ...withoutLayers(), best_designs: [] }));
  assert.ok(!(await sections(page)).includes("best_design"));
  await close(page);
});

test("designs made by hand: their section alone, side by side, and none of them the best", async () => {
  const report = givenDesigns();
  const page = await open(pageOf(report));
  assert.deepStrictEqual(await sections(page), ["best_design", "provenance"]);
  assert.strictEqual(await page.locator("#best_design > h2").innerText(), "Designs");
  const table = page.locator("#best_design .table").first();
  assert.deepStrictEqual(await table.locator("thead th").allInnerTexts(), ["figure", ...report.best_designs, "baseline"]);
  assert.deepStrictEqual(await table.locator("tbody tr").nth(1).locator("td").allInnerTexts(), ["3.5 mm²", "4.5 mm²", "6 mm²"]);
  assert.deepStrictEqual(await page.locator("#best_design caption").allInnerTexts(), ["Designs side by side", "Mapping of each layer"]);
  const shown = await figures(page);
  for (const id of ["side_by_side", "area_parts", "energy_parts", "roofline", "cycle_parts", "timeline", "comparison"]) assert.ok(shown.includes(id), id);
  assert.doesNotMatch(await page.locator("main").innerText(), /\bbest\b/i);
  assert.doesNotMatch(await page.locator("main").innerHTML(), />[^<]*\bbest\b/i);
  const mappings = page.locator(".table", { hasText: "Mapping of each layer" });
  assert.match(await mappings.innerText(), /tile 4\.8 mm²/);
  await page.locator("#best_design select").selectOption(report.best_designs[1]);
  assert.match(await mappings.innerText(), /tile 6\.8 mm²/);
  assert.doesNotMatch(await mappings.innerText(), /tile 4\.8 mm²/);
  await close(page);
});

test("absolute rewards: the unit at the axes, and the best design alone", async () => {
  const page = await open(pageOf(withoutBaseline()));
  const shown = await figures(page);
  assert.ok(shown.includes("area_parts"));
  assert.ok(!shown.includes("comparison"));
  for (const id of ["progress", "finals"]) assert.match(await page.locator(`#chart-${id}`).innerHTML(), /reward[a-z ]*, inferences\/s\/mm2/);
  const headings = await page.locator("#best_design table").first().locator("th").allInnerTexts();
  assert.ok(!headings.some((heading) => /baseline/.test(heading)), headings.join());
  await close(page);
});

test("names are never markup", async () => {
  const page = await open(pageOf(hostile()));
  assert.strictEqual(await page.evaluate(() => window.hacked), undefined);
  assert.strictEqual(await page.locator("img").count(), 0);
  assert.strictEqual(await page.locator("#title").textContent(), attack);
  assert.ok((await page.locator("#provenance").textContent()).includes(attack));
  assert.ok((await page.locator("#map option").allTextContents()).includes(attack));
  for (const selector of ["#chart-map canvas", "#chart-progress .marks", "#chart-layers .marks"]) {
    await page.locator(selector).hover();
    await page.waitForTimeout(50);
  }
  assert.strictEqual(await page.evaluate(() => window.hacked), undefined);
  await close(page);
});
