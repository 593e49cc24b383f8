// The figures as files, drawn by node.
"use strict";

const assert = require("node:assert");
const { spawnSync } = require("node:child_process");
const fs = require("node:fs");
const path = require("node:path");
const test = require("node:test");
const vm = require("node:vm");
const { pageOf, folder } = require("./browser.js");
const { sweep, nothingFeasible } = require("./reports.js");

const { REPORT_PAGE, APOLLO_WEB, APOLLO_SOURCE } = process.env;
for (const library of ["vega/build/vega.min.js", "vega-lite/build/vega-lite.min.js"]) {
  vm.runInThisContext(fs.readFileSync(path.join(APOLLO_WEB, "node_modules", library), "utf8"));
}
const charts = JSON.parse(fs.readFileSync(path.join(APOLLO_SOURCE, "apollo/report/charts/charts.json"), "utf8"));

function figuresOf(report) {
  const out = fs.mkdtempSync(path.join(folder, "figures"));
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
  const { names } = figuresOf(nothingFeasible());
  assert.ok(names.includes("map.svg"));
  assert.ok(!names.includes("layers.svg"));
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

// A folder with a program `node` that does what the shell script says.
function otherNode(script) {
  const bin = fs.mkdtempSync(path.join(folder, "bin"));
  if (script) fs.writeFileSync(path.join(bin, "node"), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
  return { PATH: bin };
}

test("no node, or one that fails, is a clear error that leaves nothing behind", () => {
  const out = path.join(folder, "no_figures");
  assert.match(failure(out, otherNode("")), /the program node, which is missing/);
  assert.match(failure(out, otherNode("exit 3")), /node has failed: exit status 3/);
  assert.match(failure(out, otherNode("read line; echo it broke; read line")), /cannot be drawn: it broke/);
  assert.ok(!fs.existsSync(out));
});

test("a folder that cannot be made is a clear error", () => {
  const file = path.join(folder, "a_file");
  fs.writeFileSync(file, "");
  assert.match(failure(file), /a_file.*: cannot be/);
});
