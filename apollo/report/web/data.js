// The report's data: rows out of columns, and texts out of values. Also used by render.js, under node.
"use strict";

// A dataset is stored by column: a list of values, or {levels, codes} of a column with few different ones.
function rowsOf(dataset) {
  const names = Object.keys(dataset ?? {});
  if (names.length === 0) return [];
  const columns = names.map((name) => {
    const column = dataset[name];
    return Array.isArray(column) ? column : column.codes.map((code) => column.levels[code]);
  });
  return columns[0].map((_, i) => {
    const row = {};
    names.forEach((name, c) => (row[name] = columns[c][i]));
    return row;
  });
}

// The specification with the unit of absolute rewards in the titles of what is one.
function withUnit(spec, unit) {
  if (unit === "" || spec === null || typeof spec !== "object") return spec;
  if (Array.isArray(spec)) return spec.map((part) => withUnit(part, unit));
  const isReward = (key, value) => key === "title" && /^(final )?(best )?reward( so far)?$/.test(value);
  return Object.fromEntries(
    Object.entries(spec).map(([key, value]) => [key, isReward(key, value) ? `${value}, ${unit}` : withUnit(value, unit)]),
  );
}

// The specification with the names of several objectives in titles, and the hypervolume where the best reward is with one.
function withObjectives(spec, objectives) {
  if (objectives.length < 2 || spec === null || typeof spec !== "object") return spec;
  if (Array.isArray(spec)) return spec.map((part) => withObjectives(part, objectives));
  const named = (title) =>
    title.replace(/^objective (\d)$/, (text, n) => (objectives[n - 1] ? `${objectives[n - 1]}, reward` : text)).replace(/best reward/, "hypervolume");
  return Object.fromEntries(
    Object.entries(spec).map(([key, value]) => [
      key,
      key === "title" && typeof value === "string" ? named(value) : withObjectives(value, objectives),
    ]),
  );
}

// The charts whose data the report has, in their order: charts.json with their specifications, without the layers whose data it lacks.
function chartsOf(report, files) {
  const objectives = report.objectives ?? [];
  const has = (name) => rowsOf(report.datasets[name]).length > 0;
  const drawable = (spec) => (spec.layer ? { ...spec, layer: spec.layer.filter(({ data }) => !data?.name || has(data.name)) } : spec);
  return files.charts
    .filter((chart) => chart.datasets.every(has))
    .map((chart) => ({
      ...chart,
      ...(objectives.length > 1 ? chart.of_several_objectives : {}),
      spec: withObjectives(withUnit(drawable(files[`${chart.id}.vl`]), report.reward_unit), objectives),
    }));
}

// What may bound a layer, in the order of legends.
const boundNames = ["array", "dma", "parameter_bus", "activation_bus", "output_bus", "latency"];

// Values for the parameters that charts share.
function signalsOf(report, rows) {
  const present = new Set((rows.layers ?? []).filter((layer) => layer.cycles > 0).map((layer) => layer.bound_by));
  return {
    strategies: report.strategies,
    budgets: report.budgets,
    bounds: boundNames.filter((name) => present.has(name)),
    ...(report.best_designs.length > 0 ? { design: report.best_designs[0] } : {}),
  };
}

// How many panels a chart has: one for each combination of values in the columns that it names.
function panelCount({ panels, datasets }, rows) {
  if (!panels) return 1;
  return new Set(rows[datasets[0]].map((row) => JSON.stringify(panels.by.map((column) => row[column])))).size;
}

// How many of them side by side: as many as there is room for, or up to half as many if that leaves no gap in the last row, where
// Vega-Lite would draw an axis of nothing.
function columnsOf(count, room) {
  const most = Math.max(1, Math.min(count, room));
  for (let columns = most; 2 * columns >= most; --columns) {
    if (count % columns === 0) return columns;
  }
  return most;
}

// Fills a compiled specification (Vega) with the rows of its datasets and with values for its signals. Vega marks the rows that it
// is given, so it gets copies.
function fill(vegaSpec, rows, signals) {
  for (const data of namedData(vegaSpec)) data.values = (rows[data.name] ?? []).map((row) => ({ ...row }));
  for (const signal of vegaSpec.signals ?? []) {
    if (signal.name in signals) signal.value = signals[signal.name];
  }
  return vegaSpec;
}

// The datasets that come from outside.
function namedData(vegaSpec) {
  return (vegaSpec.data ?? []).filter((data) => !data.source && !data.values && !data.name.endsWith("_store"));
}

const clamp = (value, low, high) => Math.min(Math.max(value, low), high);

const decimals = new Intl.NumberFormat("en", { maximumSignificantDigits: 4 });
const integers = new Intl.NumberFormat("en");

function numberText(value) {
  if (value === null || value === undefined) return "";
  if (typeof value !== "number") return String(value);
  if (Number.isInteger(value)) return integers.format(value);
  return Math.abs(value) < 1e-4 ? value.toExponential(2) : decimals.format(value);
}

// For columns, whose points are to be below each other.
const fixed = new Intl.NumberFormat("en", { minimumFractionDigits: 3, maximumFractionDigits: 3 });
const fixedText = (value) => (typeof value === "number" && (value === 0 || Math.abs(value) >= 0.1) ? fixed.format(value) : numberText(value));

function bytesText(bytes) {
  const units = ["bytes", "KiB", "MiB", "GiB"];
  let unit = 0;
  while (bytes >= 1024 && bytes % 256 === 0 && unit < 3) {
    bytes /= 1024;
    unit += 1;
  }
  return `${numberText(bytes)} ${units[unit]}`;
}

// Parameters carry their unit at the end of their name.
const units = [
  { ending: "_bytes", text: bytesText },
  { ending: "_gbps", text: (value) => `${numberText(value)} GB/s` },
];
const unitOf = (name) => units.find((unit) => name.endsWith(unit.ending));

function parameterTitle(name) {
  const unit = unitOf(name);
  return (unit ? name.slice(0, -unit.ending.length) : name).replaceAll("_", " ");
}

function parameterText(name, value) {
  const unit = unitOf(name);
  return unit && typeof value === "number" ? unit.text(value) : numberText(value);
}

// Rows as comma-separated values, with the names of the columns first.
function csvText(names, rows) {
  const cell = (value) => {
    const text = String(value ?? "");
    return /[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  };
  return [names, ...rows.map((row) => names.map((name) => row[name]))]
    .map((cells) => cells.map(cell).join(",") + "\n")
    .join("");
}

if (typeof module !== "undefined") module.exports = { rowsOf, chartsOf, signalsOf, panelCount, columnsOf, fill, namedData };
