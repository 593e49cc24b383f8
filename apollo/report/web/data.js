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

// Of designs that were given, none is the best.
function withoutBest(value) {
  if (typeof value === "string") return value.replaceAll("best design", "design").replaceAll("Best design", "Design");
  if (value === null || typeof value !== "object") return value;
  if (Array.isArray(value)) return value.map(withoutBest);
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, withoutBest(part)]));
}

// The specification with the names of several objectives in titles, and the hypervolume where the best reward is with one.
function withObjectives(spec, objectives) {
  if (objectives.length < 2 || spec === null || typeof spec !== "object") return spec;
  if (Array.isArray(spec)) return spec.map((part) => withObjectives(part, objectives));
  const named = (title) =>
    title.replace(/^objective (\d)$/, (text, n) => (objectives[n - 1] ? `${objectives[n - 1]}, reward` : text)).replace(/best reward( so far)?(, .*)?$/, "hypervolume$1"); // the unit is the reward's
  return Object.fromEntries(
    Object.entries(spec).map(([key, value]) => [
      key,
      key === "title" && typeof value === "string" ? named(value) : withObjectives(value, objectives),
    ]),
  );
}

// The charts whose data the report has, in their order: charts.json with their specifications, without the layers whose data it lacks.
// `several` names a list of the report that has to have two entries for the chart to say anything.
function chartsOf(report, files) {
  const objectives = report.objectives ?? [];
  const has = (name) => rowsOf(report.datasets[name]).length > 0;
  const drawable = (spec) => (spec.layer ? { ...spec, layer: spec.layer.filter(({ data }) => !data?.name || has(data.name)) } : spec);
  const worded = report.given ? withoutBest : (chart) => chart;
  return files.charts
    .filter((chart) => chart.datasets.every(has) && (!chart.several || report[chart.several].length > 1))
    .map((chart) =>
      worded({
        ...chart,
        ...(objectives.length > 1 ? chart.of_several_objectives : {}),
        spec: withObjectives(withUnit(drawable(files[`${chart.id}.vl`]), report.reward_unit), objectives),
      }),
    );
}

// What may bound a layer, in the order of legends.
const boundNames = ["array", "dma", "parameter_bus", "activation_bus", "output_bus", "latency"];

// Marks the designs that were, for a while, the best so far of their strategy at their budget: leads_from that trial on, until
// the trial leads_until (or null).
function markLeaders(designs) {
  const leaders = new Map();
  for (const design of [...designs].sort((a, b) => a.trial - b.trial)) {
    if (design.status === "infeasible") continue;
    const key = JSON.stringify([design.strategy, design.budget]);
    const before = leaders.get(key);
    if (before && before.reward >= design.reward) continue;
    if (before) before.leads_until = design.trial;
    Object.assign(design, { leads_from: design.trial, leads_until: null });
    leaders.set(key, design);
  }
}

// {dataset -> rows} of a report.
function datasetsOf(report) {
  const rows = Object.fromEntries(Object.keys(report.datasets).map((name) => [name, rowsOf(report.datasets[name])]));
  markLeaders(rows.designs ?? []);
  return rows;
}

const longestName = 20; // letters; of axes, legends and panels
const headLength = 6;

// Names as charts write them: of long ones the beginning, and a part of the rest that no other name has.
function shortNames(names) {
  const tailLength = longestName - 1 - headLength;
  const shortened = (name, i) => {
    if (name.length <= longestName) return name;
    const head = name.slice(0, headLength);
    const rivals = names.filter((other, o) => o !== i && other.startsWith(head));
    const places = Array.from({ length: name.length - tailLength - headLength + 1 }, (_, i) => name.length - tailLength - i);
    const ofParts = places.filter((at) => name.slice(at - 2, at) === ", ");
    for (const at of [places[0], ...ofParts, ...places]) {
      const tail = name.slice(at, at + tailLength);
      if (!rivals.some((other) => other.includes(tail, headLength))) return `${head}…${tail}`;
    }
    return `${name.slice(0, longestName - 6)}… (${i + 1})`;
  };
  return names.map(shortened);
}

// Values for the parameters that charts share.
function signalsOf(report, rows) {
  const present = new Set((rows.layers ?? []).filter((layer) => layer.cycles > 0).map((layer) => layer.bound_by));
  return {
    strategies: report.strategies,
    labels: shortNames(report.strategies),
    budgets: report.budgets,
    bounds: boundNames.filter((name) => present.has(name)),
    ...(report.best_designs.length > 0 ? { design: report.best_designs[0] } : {}),
  };
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

// Likewise, of figures that need not be near 1: four digits that count.
const significant = new Intl.NumberFormat("en", { minimumSignificantDigits: 4, maximumSignificantDigits: 4 });
const significantText = (value) => (typeof value === "number" && !Number.isInteger(value) && Math.abs(value) >= 1e-4 ? significant.format(value) : numberText(value));

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

if (typeof module !== "undefined") module.exports = { datasetsOf, chartsOf, signalsOf, shortNames, fill, namedData, clamp };
