// The figures as files, drawn by node.
"use strict";

const assert = require("node:assert");
const { spawnSync } = require("node:child_process");
const fs = require("node:fs");
const path = require("node:path");
const test = require("node:test");
const vm = require("node:vm");
const { pageOf, open, close, end, folder } = require("./browser.js");
const { sweep, nothingFeasible, ensembles, longNames, manyDesigns, withoutBudgetLines } = require("./reports.js");

const { REPORT_PAGE, APOLLO_WEB, APOLLO_SOURCE } = process.env;
for (const library of ["vega/build/vega.min.js", "vega-lite/build/vega-lite.min.js"]) {
  vm.runInThisContext(fs.readFileSync(path.join(APOLLO_WEB, "node_modules", library), "utf8"));
}
const charts = JSON.parse(fs.readFileSync(path.join(APOLLO_SOURCE, "apollo/report/charts/charts.json"), "utf8"));

test.after(end);

// how: format, width in mm, size of letters in points.
function figuresOf(report, out = fs.mkdtempSync(path.join(folder, "figures")), ...how) {
  pageOf(report, out, ...how);
  return { out, names: fs.readdirSync(out).sort() };
}

test("every chart is an SVG and a specification that draws the same", async () => {
  const { out, names } = figuresOf(sweep());
  assert.deepStrictEqual(names, charts.flatMap(({ id }) => [`${id}.svg`, `${id}.vl.json`]).sort());
  for (const { id } of charts) {
    const svg = fs.readFileSync(path.join(out, `${id}.svg`), "utf8");
    assert.match(svg, /^<svg [^>]*width="\d+(\.\d+)?"/);
    assert.ok(!/NaN|undefined/.test(svg), id);
    const spec = JSON.parse(fs.readFileSync(path.join(out, `${id}.vl.json`), "utf8"));
    assert.ok(Object.values(spec.datasets).some((rows) => rows.length > 0));
    const again = await new vega.View(vega.parse(vegaLite.compile(spec).spec), { renderer: "none" }).toSVG();
    const visible = (text) => text.replace(/<path[^>]* opacity="0"\/>/g, ""); // a figure has no marks for the pointer
    const drawn = (text) => visible(text).replace(/<defs>.*?<\/defs>/gs, ""); // what occurs often is defined once, and used
    const shapes = (text) => drawn(text).match(/<(path|line|text|rect|use)\b/g).length;
    assert.strictEqual(shapes(again), shapes(svg), id);
  }
});

test("charts without data have no figure", () => {
  const { out, names } = figuresOf(nothingFeasible()); // of one strategy
  for (const name of names.filter((name) => name.endsWith(".svg"))) {
    const [, width, height] = fs.readFileSync(path.join(out, name), "utf8").match(/^<svg [^>]*width="(\d+(?:\.\d+)?)" height="(\d+(?:\.\d+)?)"/);
    assert.ok(Number(width) < 2000 && Number(height) < 2000, name);
  }
  assert.ok(names.includes("map.svg"));
  assert.ok(!names.includes("layers.svg"));
});

test("charts of an earlier report go, other files stay", () => {
  const { out } = figuresOf(sweep());
  for (const name of ["mine.svg", "charts.json"]) fs.writeFileSync(path.join(out, name), "mine");
  const { names } = figuresOf(nothingFeasible(), out);
  assert.ok(names.includes("map.svg") && names.includes("mine.svg") && names.includes("charts.json"));
  assert.ok(!names.some((name) => /^(layers|roofline|frontier)\./.test(name)), names.join());
});

// The warnings of Vega while it draws a figure's specification.
async function warningsOf(out, id) {
  const { spec } = vegaLite.compile(JSON.parse(fs.readFileSync(path.join(out, `${id}.vl.json`), "utf8")));
  const warnings = [];
  const { warn } = console;
  console.warn = (...texts) => warnings.push(`${id}: ${texts.join(" ")}`);
  try {
    await new vega.View(vega.parse(spec), { renderer: "none", logLevel: vega.Warn }).toSVG();
  } finally {
    console.warn = warn;
  }
  return warnings.filter((text) => !/event source: window/.test(text)); // node has none
}

test("drawing warns of nothing, budget lines or not", async () => {
  for (const report of [sweep(), withoutBudgetLines(), nothingFeasible(), ensembles()]) {
    const { out, names } = figuresOf(report);
    for (const name of names.filter((each) => each.endsWith(".vl.json"))) {
      assert.deepStrictEqual(await warningsOf(out, path.basename(name, ".vl.json")), []);
    }
  }
});

// Width in mm and the size of the letters at axes in points, of an SVG.
function sizesOf(svg) {
  const [, millimetres, pixels] = svg.match(/^<svg [^>]*width="([\d.]+)mm" height="[\d.]+mm" viewBox="0 0 ([\d.]+) /);
  const [, letters] = svg.match(/role-axis-label.*?<text[^>]* font-size="([\d.]+)px"/s);
  return { width: Number(millimetres), letters: (Number(letters) * (millimetres / 25.4) * 72) / pixels };
}

for (const [width, letters] of [[89, 7], [183, 8], [120, 10]]) {
  test(`figures of ${width} mm with letters of ${letters} pt`, async () => {
    const { out } = figuresOf(sweep(), undefined, "svg", width, letters);
    for (const { id } of charts.filter((chart) => !/^map/.test(chart.id))) {
      const sizes = sizesOf(fs.readFileSync(path.join(out, `${id}.svg`), "utf8"));
      assert.strictEqual(sizes.width, width, id);
      assert.ok(Math.abs(sizes.letters / letters - 1) < 0.02, `${id}: ${sizes.letters} pt`);
    }
  });
}

test("PDF and PNG are as wide as asked for", () => {
  const millimetres = 100;
  const pdf = figuresOf(sweep(), undefined, "pdf", millimetres, 8);
  const png = figuresOf(sweep(), undefined, "png", millimetres, 8);
  assert.deepStrictEqual(pdf.names, charts.flatMap(({ id }) => [`${id}.pdf`, `${id}.vl.json`]).sort());
  assert.deepStrictEqual(png.names, charts.flatMap(({ id }) => [`${id}.png`, `${id}.vl.json`]).sort());
  for (const { id } of charts) {
    const box = fs.readFileSync(path.join(pdf.out, `${id}.pdf`), "latin1").match(/MediaBox \[ 0 0 ([\d.]+)/);
    assert.ok(Math.abs(Number(box[1]) - (millimetres / 25.4) * 72) < 0.5, `${id}: ${box[1]} points`);
    const pixels = fs.readFileSync(path.join(png.out, `${id}.png`)).readUInt32BE(16); // IHDR
    assert.ok(Math.abs(pixels - (millimetres / 25.4) * 300) < 3, `${id}: ${pixels} pixels`);
  }
});

test("in a figure as wide as a column, no text overlaps another or is cut", async () => {
  for (const report of [sweep(), ensembles()]) {
    const { out, names } = figuresOf(report, undefined, "svg", 89, 7);
    const page = await open(pageOf(report));
    for (const name of names.filter((each) => each.endsWith(".svg"))) {
      const problems = await page.evaluate((svg) => {
        document.body.innerHTML = svg;
        const picture = document.querySelector("svg").getBoundingClientRect();
        const level = [...document.querySelectorAll("svg text")].filter((text) => text.textContent.trim() && text.getCTM().b === 0 && Number(text.getAttribute("opacity") ?? 1) > 0);
        const boxes = level.map((text) => ({ text: text.textContent, halo: text.hasAttribute("stroke"), box: text.getBoundingClientRect() }));
        const found = boxes.filter(({ box }) => box.left < picture.left - 2 || box.right > picture.right + 2).map(({ text }) => `"${text}" is cut by the edge`);
        boxes.forEach((a, i) => {
          for (const b of boxes.slice(i + 1)) {
            if (a.text === b.text && Math.abs(a.box.left - b.box.left) < 1) continue; // a halo and its text
            const across = Math.min(a.box.right, b.box.right) - Math.max(a.box.left, b.box.left);
            const down = Math.min(a.box.bottom, b.box.bottom) - Math.max(a.box.top, b.box.top);
            if (across > 2 && down > 4) found.push(`"${a.text}" and "${b.text}" overlap`);
          }
        });
        return found;
      }, fs.readFileSync(path.join(out, name), "utf8"));
      assert.deepStrictEqual(problems, [], name);
    }
    await close(page);
  }
});

test("pictures of 10,000 designs are under 500 KB", () => {
  const least = 10000 * 15; // bytes: a place of two coordinates for every design, before compression
  const report = manyDesigns(10000);
  const { out } = figuresOf(report);
  const sizeOf = (name) => fs.statSync(name).size;
  for (const name of [path.join(out, "map.svg"), path.join(out, "map_strategies.svg"), path.join(out, "frontier.svg"), `${out}.svg`]) {
    assert.ok(sizeOf(name) < 500e3, `${name}: ${sizeOf(name)}`);
    if (!/frontier/.test(name)) assert.ok(sizeOf(name) > least, `${name}: ${sizeOf(name)}`);
  }
  const { out: pdf } = figuresOf(report, undefined, "pdf");
  const { out: png } = figuresOf(report, undefined, "png", 89, 7);
  for (const id of ["map", "map_strategies", "frontier"]) {
    for (const file of [path.join(pdf, `${id}.pdf`), path.join(png, `${id}.png`)]) assert.ok(sizeOf(file) < 500e3, `${file}: ${sizeOf(file)}`);
  }
});

// Designs that the animation shows at a time, and the number of the trial that it names.
async function momentOf(page, seconds) {
  return page.evaluate((time) => {
    for (const animation of document.getAnimations()) {
      animation.pause();
      animation.currentTime = 1000 * time;
    }
    const visible = (node) => getComputedStyle(node).visibility === "visible";
    const texts = [...document.querySelectorAll("text")].filter((text) => /^trial /.test(text.textContent) && visible(text));
    const crosses = [...document.querySelectorAll("svg g.a > *")].filter((mark) => {
      const shape = mark.tagName === "use" ? document.querySelector(mark.getAttribute("href")) : mark;
      return shape.getAttribute("fill") === "#d7191c" && visible(mark);
    });
    const marks = [...document.querySelectorAll("svg g.a > *")].filter(visible).length - crosses.length;
    return { marks, crosses: crosses.length, trials: texts.map((text) => Number(text.textContent.match(/^trial ([\d,]+)/)[1].replace(",", ""))) };
  }, seconds);
}

test("the animation shows the designs up to the trial that it names, and the best so far of each strategy and budget", async () => {
  const report = sweep();
  const { out } = figuresOf(report);
  const svg = fs.readFileSync(`${out}.svg`, "utf8");
  assert.ok(!/(?:href|src)="(?!#)|url\(|@import|<script/.test(svg)); // whole, and plays without a program
  const page = await open(pageOf(report));
  const designs = await page.evaluate((text) => {
    const { designs: all } = rows;
    document.body.innerHTML = text;
    return all;
  }, svg);
  for (const time of [0, 1, 3.3, 7, 11.9, 14]) {
    const { marks, crosses, trials } = await momentOf(page, time);
    assert.strictEqual(trials.length, 1, `${time} s: ${trials}`);
    const shown = designs.filter(({ trial }) => trial <= trials[0]);
    assert.strictEqual(marks, shown.length, `${time} s, trial ${trials[0]}`);
    const leading = new Set(shown.filter(({ status }) => status !== "infeasible").map(({ strategy, budget }) => `${strategy} ${budget}`));
    assert.strictEqual(crosses, leading.size, `${time} s`);
  }
  await close(page);
});

test("what members proposed fills every panel, where runs are of different lengths too", async () => {
  const report = sweep({ budgets: ["4.8 mm²", "6.8 mm²"] });
  const { members } = report.datasets;
  // The second budget's run ends early, in other windows.
  const second = members.budget.codes.map((code) => members.budget.levels[code] === "6.8 mm²");
  const shorter = (values) => values.map((value, i) => (second[i] ? (value * 3) / 7 : value));
  report.datasets.members = { ...members, from: shorter(members.from), trials: shorter(members.trials) };
  const { out } = figuresOf(report);
  const { spec } = vegaLite.compile(JSON.parse(fs.readFileSync(path.join(out, "members.vl.json"), "utf8")));
  const view = await new vega.View(vega.parse(spec), { renderer: "none" }).runAsync();
  const panels = [];
  const visit = (mark) => {
    for (const item of mark.items ?? []) {
      if (mark.name === "cell") panels.push(item);
      (item.items ?? []).forEach(visit);
    }
  };
  visit(view.scenegraph().root);
  assert.strictEqual(panels.length, 2);
  for (const panel of panels) {
    const covered = new Map(); // by place across: pixels of height
    const areas = (mark) => {
      for (const item of mark.items ?? []) {
        if (mark.marktype === "area") covered.set(item.x, (covered.get(item.x) ?? 0) + Math.abs(item.y2 - item.y));
        (item.items ?? []).forEach(areas);
      }
    };
    (panel.items ?? []).forEach(areas);
    const across = [...covered.keys()].sort((a, b) => a - b);
    assert.ok(Math.abs(across[0]) < 0.5 && Math.abs(across[across.length - 1] - panel.width) < 0.5, across.join());
    // At an edge between windows, both have their share.
    for (const height of covered.values()) assert.ok(Math.abs(height % panel.height) < 0.5 || Math.abs((height % panel.height) - panel.height) < 0.5, String(height));
  }
});

test("names of strategies stay different where they are shortened", () => {
  const report = longNames();
  const { out } = figuresOf(report, undefined, "svg", 89, 7);
  for (const id of ["map", "progress", "frontier", "reasons"]) {
    const svg = fs.readFileSync(path.join(out, `${id}.svg`), "utf8");
    const labels = [...svg.matchAll(/<text[^>]*>(p3bo[^<]*)<\/text>/g)].map(([, text]) => text);
    assert.strictEqual(new Set(labels).size, report.strategies.length, `${id}: ${labels}`);
  }
});

// What the program says when the figures go wrong: one line, and the status of a user's error.
function failure(out, environment = {}) {
  const file = path.join(folder, "failing.json");
  fs.writeFileSync(file, JSON.stringify(nothingFeasible()));
  const { status, stderr } = spawnSync(REPORT_PAGE, [file, path.join(folder, "failing.html"), out], { encoding: "utf8", env: { ...process.env, ...environment } });
  assert.strictEqual(status, 2);
  assert.match(stderr, /^[^\n]+\n$/);
  return stderr;
}

// A folder with a program `node` that tells the version, then does what the shell script says; without a version, none.
function otherNode(version, script = "") {
  const bin = fs.mkdtempSync(path.join(folder, "bin"));
  const text = `#!/bin/sh\nif [ "$1" = --version ]; then ${version}; exit; fi\n${script}\n`;
  if (version) fs.writeFileSync(path.join(bin, "node"), text, { mode: 0o755 });
  return { PATH: bin };
}

// An empty folder for temporary files.
function temporaryFiles() {
  return { TMPDIR: fs.mkdtempSync(path.join(folder, "temporary")) };
}

test("no node, or one that fails, is a clear error that leaves nothing behind", () => {
  const out = path.join(folder, "no_figures");
  const temporary = temporaryFiles();
  const fails = (...node) => failure(out, { ...otherNode(...node), ...temporary });
  assert.match(fails(), /the program node, which is missing/);
  assert.match(fails("echo v16.20.2"), /version 18 or later; node --version says: v16.20.2/);
  assert.match(fails("echo libnode.so: not found >&2"), /node --version says: libnode.so: not found/);
  assert.match(fails("exit 3"), /node --version has failed: exit status 3/);
  assert.match(fails("echo v18.0.0", "exit 3"), /node has failed: exit status 3\n/);
  assert.match(fails("echo v18.0.0", "echo first >&2; echo bad option >&2; exit 9"), /exit status 9: bad option\n/);
  assert.match(fails("echo v18.0.0", "echo it broke; read line"), /cannot be drawn: it broke/);
  assert.ok(!fs.existsSync(out));
  assert.deepStrictEqual(fs.readdirSync(temporary.TMPDIR), []);
});

test("node's own error is told", () => {
  const out = path.join(folder, "no_memory");
  const message = failure(out, { NODE_OPTIONS: "--max-old-space-size=4", ...temporaryFiles() });
  assert.match(message, /node has failed: .*heap out of memory/);
});

test("a folder that cannot be made or written is a clear error", () => {
  const file = path.join(folder, "a_file");
  fs.writeFileSync(file, "");
  assert.match(failure(file), /a_file.*: cannot be made/);
  assert.match(failure(path.join(file, "inside")), /a_file\/inside: cannot be made/);
  assert.match(failure("/proc"), /\/proc: cannot be written/);
  assert.match(failure(path.join(folder, "out"), { TMPDIR: path.join(folder, "nowhere") }), /no folder for temporary files/);
});

test("a folder with odd letters, and its parents, are made", () => {
  const out = path.join(folder, "new one", "it's \"odd\" $HOME", "figures");
  const TMPDIR = path.join(folder, "odd 'temporary' $(files)");
  fs.mkdirSync(TMPDIR);
  const file = path.join(folder, "odd.json");
  fs.writeFileSync(file, JSON.stringify(nothingFeasible()));
  const { status, stderr } = spawnSync(REPORT_PAGE, [file, path.join(folder, "odd.html"), out], { encoding: "utf8", env: { ...process.env, TMPDIR } });
  assert.strictEqual(status, 0, stderr);
  assert.ok(fs.readdirSync(out).includes("map.svg"));
  assert.deepStrictEqual(fs.readdirSync(TMPDIR), []);
});
