// Draws the charts of report.json beside this script as figures/ID.svg (or .pdf, .png) and figures/ID.vl.json, and the search as
// figures/animation.svg, as options.json asks for:
// {format, width_mm, font_pt, figures, animation}. Runs under node; answers "done" or what is wrong.
"use strict";

const fs = require("fs");
const path = require("path");
const { datasetsOf, chartsOf, signalsOf, fill, namedData } = require("./data.js");
const { panelCount, columnsOf, sized, fitted, themeFor } = require("./layout.js");
const { textWidth, compact, sizeOf, scaled, convert, cssDpi, millimetres } = require("./picture.js");
const { animation } = require("./animation.js");

const read = (name) => JSON.parse(fs.readFileSync(path.join(__dirname, name), "utf8"));

function chartFiles() {
  const files = {};
  for (const name of fs.readdirSync(__dirname)) {
    if (name.endsWith(".json")) files[name.slice(0, -".json".length)] = read(name);
  }
  return files;
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

class Drawing {
  // layout: the width in pixels that charts are fitted to, or null: as their specifications say.
  constructor(files, layout) {
    Object.assign(this, { files, layout, report: files.report, rows: datasetsOf(files.report) });
    this.values = signalsOf(this.report, this.rows);
  }

  // The specification with the values of its parameters inside.
  specified(spec, values = {}) {
    const all = { ...this.values, ...values };
    const params = (spec.params ?? []).map((param) => (param.name in all ? { ...param, value: all[param.name] } : param));
    const theme = this.layout ? themeFor(this.files.theme.light, this.layout) : this.files.theme.light;
    return { ...spec, background: "white", params, config: merged(theme, spec.config ?? {}) };
  }

  // {spec, columns} as wide as the layout, or as the chart's file says.
  sized(chart) {
    if (this.layout) return sized(chart, this.rows, this.layout);
    const columns = chart.panels ? columnsOf(panelCount(chart, this.rows), chart.spec.columns) : 1;
    return { spec: chart.panels ? { ...chart.spec, columns } : chart.spec, columns };
  }

  // The specification as a figure, its datasets, and Vega's drawing of it.
  async draw(chart, values) {
    const { spec, columns } = this.sized(chart);
    const figure = this.specified(spec, values);
    const compiled = vegaLite.compile(figure).spec;
    const datasets = Object.fromEntries(namedData(compiled).map(({ name }) => [name, this.rows[name] ?? []]));
    const view = new vega.View(vega.parse(fill(compiled, this.rows, {})), { renderer: "none" });
    let svg = await view.toSVG();
    if (this.layout) {
      const signal = chart.panels ? "child_width" : "width";
      await fitted(view.signal(signal), this.layout, columns, async (plot) => {
        if (plot !== view.signal(signal)) {
          await view.signal(signal, plot).resize().runAsync();
          svg = await view.toSVG();
          if (chart.panels) figure.spec = { ...figure.spec, width: plot };
          else figure.width = plot;
        }
        return sizeOf(svg).width;
      });
    }
    view.finalize();
    return { figure, datasets, svg };
  }
}

// Pixels that charts are laid out in, and what makes them as wide, with letters as large, as asked for.
function layoutOf({ width_mm, font_pt }, theme) {
  const size = theme.light.axis.labelFontSize; // pixels; what font_pt is about
  const scale = font_pt ? (font_pt * cssDpi) / 72 / size : 1;
  if (!width_mm) return { layout: null, size: { scale } };
  return { layout: Math.round((width_mm * cssDpi) / millimetres / scale), size: { width: width_mm } };
}

async function draw() {
  for (const library of ["vega.min.js", "vega-lite.min.js"]) {
    // As in a page, where they find no modules and make globals.
    new Function("exports", "module", "define", fs.readFileSync(path.join(__dirname, library), "utf8"))();
  }
  vega.textMetrics.width = textWidth;
  const files = chartFiles();
  const { options } = files;
  const folder = path.join(__dirname, "figures");
  fs.mkdirSync(folder);
  const write = (name, text) => fs.writeFileSync(path.join(folder, name), text + "\n");
  const { layout, size } = layoutOf(options, files.theme);
  const drawing = new Drawing(files, layout);
  for (const chart of options.figures ? chartsOf(files.report, files) : []) {
    try {
      const { figure, datasets, svg } = await drawing.draw(chart);
      write(`${chart.id}.vl.json`, JSON.stringify({ ...figure, datasets }, null, 1));
      write(`${chart.id}.svg`, scaled(compact(svg), size));
      if (options.format !== "svg") convert(path.join(folder, `${chart.id}.svg`), path.join(folder, `${chart.id}.${options.format}`), options.format);
    } catch (error) {
      throw new Error(`${chart.id}: ${error.message ?? error}`);
    }
  }
  if (options.animation) {
    const chart = { ...files.charts.find(({ id }) => id === "map_strategies"), spec: files["map_strategies.vl"] };
    const { svg } = await drawing.draw(chart, { history: true });
    const trials = drawing.rows.designs.map(({ trial }) => trial);
    const range = { first: trials[0], last: trials[trials.length - 1] };
    write("animation.svg", scaled(animation(svg, { ...sizeOf(svg), ...range, compact }), size));
  }
}

draw()
  .then(() => "done")
  .catch((error) => String(error.message ?? error).split("\n")[0])
  .then((line) => process.stdout.write(line + "\n", () => process.exit()));
