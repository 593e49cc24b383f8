// Draws the charts of report.json beside this script as figures/ID.svg and figures/ID.vl.json. Runs under node: reads a line,
// answers "done" or what is wrong.
"use strict";

const fs = require("fs");
const path = require("path");
const vm = require("vm");

const width = 640; // of a figure, in pixels

const read = (name) => JSON.parse(fs.readFileSync(path.join(__dirname, name), "utf8"));

function chartFiles() {
  const files = {};
  for (const name of fs.readdirSync(__dirname)) {
    if (name.endsWith(".json")) files[name.slice(0, -".json".length)] = read(name);
  }
  return files;
}

// The specification with its data and values inside, for any renderer of Vega-Lite.
function complete(spec, datasets, values, config) {
  const params = (spec.params ?? []).map((param) => (param.name in values ? { ...param, value: values[param.name] } : param));
  const sized = spec.width === "container" ? { ...spec, width } : spec;
  return { ...sized, background: "white", params, config: merged(config, spec.config ?? {}), datasets };
}

// The second object's members over the first's.
function merged(below, above) {
  const result = { ...below };
  for (const [key, value] of Object.entries(above)) {
    const both = [below[key], value].every((v) => v && typeof v === "object" && !Array.isArray(v));
    result[key] = both ? merged(below[key], value) : value;
  }
  return result;
}

async function draw() {
  for (const library of ["vega.min.js", "vega-lite.min.js"]) {
    vm.runInThisContext(fs.readFileSync(path.join(__dirname, library), "utf8"), library); // as in a page: they make globals
  }
  const { rowsOf, chartsOf, fill } = require("./data.js");
  const files = chartFiles();
  const { report } = files;
  const values = { strategies: report.strategies, budgets: report.budgets };
  if (report.best_designs.length > 0) values.design = report.best_designs[0];
  const folder = path.join(__dirname, "figures");
  fs.mkdirSync(folder);
  for (const chart of chartsOf(report, files)) {
    const rows = Object.fromEntries(chart.datasets.map((name) => [name, rowsOf(report.datasets[name])]));
    // Vega marks the rows that it is given, so the specification is written first.
    const spec = complete(chart.spec, rows, values, files.theme.light);
    fs.writeFileSync(path.join(folder, `${chart.id}.vl.json`), JSON.stringify(spec, null, 1) + "\n");
    const { datasets, ...bare } = spec;
    const view = new vega.View(vega.parse(fill(vegaLite.compile(bare).spec, rows, {})), { renderer: "none" });
    fs.writeFileSync(path.join(folder, `${chart.id}.svg`), (await view.toSVG()) + "\n");
    view.finalize();
  }
}

process.stdin.once("data", () => {
  draw()
    .then(() => "done")
    .catch((error) => String(error.message ?? error).split("\n")[0])
    .then((line) => process.stdout.write(line + "\n", () => process.exit()));
});
