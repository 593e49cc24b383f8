// Draws the charts of report.json beside this script as figures/ID.svg and figures/ID.vl.json. Runs under node; answers "done"
// or what is wrong.
"use strict";

const fs = require("fs");
const path = require("path");
const { rowsOf, chartsOf, signalsOf, panelCount, columnsOf, fill, namedData } = require("./data.js");

const read = (name) => JSON.parse(fs.readFileSync(path.join(__dirname, name), "utf8"));

function chartFiles() {
  const files = {};
  for (const name of fs.readdirSync(__dirname)) {
    if (name.endsWith(".json")) files[name.slice(0, -".json".length)] = read(name);
  }
  return files;
}

// The specification as a figure, with the values of its parameters inside.
function figureOf(chart, rows, values, config) {
  const { spec, panels } = chart;
  const params = (spec.params ?? []).map((param) => (param.name in values ? { ...param, value: values[param.name] } : param));
  const columns = panels && { columns: columnsOf(panelCount(chart, rows), spec.columns) };
  return { ...spec, ...columns, background: "white", params, config: merged(config, spec.config ?? {}) };
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

// For a picture: without marks that only the pointer meets, without a description of every mark, and with coordinates to a
// hundredth of a pixel. A sixth of the size.
function shortened(svg) {
  return svg
    .replace(/<path[^>]* opacity="0"\/>/g, "")
    .replace(/(<path) aria-label="[^"]*" role="graphics-symbol" aria-roledescription="[^"]*"/g, "$1")
    .replace(/\d+\.\d{3,}/g, (number) => String(Math.round(number * 100) / 100));
}

async function draw() {
  for (const library of ["vega.min.js", "vega-lite.min.js"]) {
    // As in a page, where they find no modules and make globals.
    new Function("exports", "module", "define", fs.readFileSync(path.join(__dirname, library), "utf8"))();
  }
  // There is no canvas to measure texts with.
  vega.textMetrics.width = (item, text) => {
    const length = 0.58 * (item.fontSize ?? 11) * String(text ?? "").length;
    return item.limit > 0 ? Math.min(length, item.limit) : length;
  };
  const files = chartFiles();
  const { report } = files;
  const rows = Object.fromEntries(Object.keys(report.datasets).map((name) => [name, rowsOf(report.datasets[name])]));
  const values = signalsOf(report, rows);
  const folder = path.join(__dirname, "figures");
  fs.mkdirSync(folder);
  const write = (name, text) => fs.writeFileSync(path.join(folder, name), text + "\n");
  for (const chart of chartsOf(report, files)) {
    const spec = figureOf(chart, rows, values, files.theme.light);
    const compiled = vegaLite.compile(spec).spec;
    const datasets = Object.fromEntries(namedData(compiled).map(({ name }) => [name, rows[name] ?? []]));
    write(`${chart.id}.vl.json`, JSON.stringify({ ...spec, datasets }, null, 1));
    const view = new vega.View(vega.parse(fill(compiled, rows, {})), { renderer: "none" });
    const svg = shortened(await view.toSVG());
    if (/Infinity|NaN|e\+/.test(svg.slice(0, 300))) throw new Error(`${chart.id}: has no finite size`);
    write(`${chart.id}.svg`, svg);
    view.finalize();
  }
}

draw()
  .then(() => "done")
  .catch((error) => String(error.message ?? error).split("\n")[0])
  .then((line) => process.stdout.write(line + "\n", () => process.exit()));
