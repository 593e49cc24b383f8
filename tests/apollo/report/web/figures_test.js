// The figures as files, drawn by node.
"use strict";

const assert = require("node:assert");
const { spawnSync } = require("node:child_process");
const fs = require("node:fs");
const path = require("node:path");
const test = require("node:test");
const vm = require("node:vm");
const { pageOf, folder } = require("./browser.js");
const { sweep, nothingFeasible, ensembles, withoutBudgetLines } = require("./reports.js");

const { REPORT_PAGE, APOLLO_WEB, APOLLO_SOURCE } = process.env;
for (const library of ["vega/build/vega.min.js", "vega-lite/build/vega-lite.min.js"]) {
  vm.runInThisContext(fs.readFileSync(path.join(APOLLO_WEB, "node_modules", library), "utf8"));
}
const charts = JSON.parse(fs.readFileSync(path.join(APOLLO_SOURCE, "apollo/report/charts/charts.json"), "utf8"));

function figuresOf(report, out = fs.mkdtempSync(path.join(folder, "figures"))) {
  pageOf(report, out);
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
    const shapes = (text) => visible(text).match(/<(path|line|text|rect)\b/g).length;
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
