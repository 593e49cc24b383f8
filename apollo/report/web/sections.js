// The parts of the page that are not charts: head, pairings, comparison, mapping, provenance.
"use strict";

const settingText = (value) => (typeof value === "string" ? value : numberText(value));

function showHead(report) {
  document.title = `${report.title} - apollo report`;
  document.getElementById("title").textContent = report.title;
  document.getElementById("subtitle").textContent = report.subtitle;
  const facts = document.getElementById("facts");
  for (const { label, value, note } of report.facts) {
    facts.append(
      element("div", { class: (note ?? "").length > 60 ? "long" : null }, element("dt", {}, label), element("dd", {}, settingText(value)), element("dd", { class: "small" }, note ?? "")),
    );
  }
  const notes = document.getElementById("notes");
  for (const note of report.notes) notes.append(element("li", {}, note));
  facts.hidden = facts.children.length === 0;
  notes.hidden = notes.children.length === 0;
}

// How a comparison's figures and their values read.
function figureTexts({ parameters }) {
  const isParameter = (figure) => parameters.some(({ name }) => name === figure);
  return {
    title: (figure) => (isParameter(figure) ? parameterTitle(figure) : figure),
    text: (cell, row) => {
      if (isParameter(row.figure)) return parameterText(row.figure, cell);
      return [numberText(cell), cell === null ? "" : row.unit].filter(Boolean).join(" ");
    },
  };
}

function comparisonTable(report, hasBaseline) {
  const value = (name) => (row) => row[name];
  const { title, text } = figureTexts(report);
  const [caption, name, short] = report.given ? ["Design", "design", "design"] : ["Best design", "best design", "best"];
  const best = [
    { title: "figure", value: value("figure"), text: title },
    { title: name, value: value("best"), text, number: true },
  ];
  if (!hasBaseline) return new SortedTable(caption, best);
  return new SortedTable(`${caption} and baseline`, [
    ...best,
    { title: "baseline", value: value("baseline"), text, number: true },
    { title: `${short} / baseline`, value: value("ratio"), text: (ratio) => (ratio === null ? "" : `${numberText(ratio)} x`), number: true },
  ]);
}

// A column for each design.
function sideBySideTable(report, comparison) {
  const { title, text } = figureTexts(report);
  const rows = new Map(); // by figure
  for (const { design, figure, unit, best, baseline } of comparison) {
    if (!rows.has(figure)) rows.set(figure, { figure, unit, baseline, of: {} });
    rows.get(figure).of[design] = best;
  }
  const hasBaseline = comparison.some((row) => row.baseline !== null);
  const table = new SortedTable(
    "Designs side by side",
    [
      { title: "figure", value: (row) => row.figure, text: title },
      ...report.best_designs.map((design) => ({ title: design, value: (row) => row.of[design] ?? null, text, number: true })),
      hasBaseline && { title: "baseline", value: (row) => row.baseline, text, number: true },
    ].filter(Boolean),
  );
  table.show([...rows.values()]);
  return table.element;
}

function pairingsTable(pairings) {
  const column = (title, name, more = {}) => ({ title, value: (row) => row[name], ...more });
  const number = { number: true };
  const interval = (from, to) => (from === null ? "" : `${fixedText(from)} … ${fixedText(to)}`);
  return new SortedTable("Strategies, paired over the seeds", [
    column("strategy", "strategy"),
    column("over", "other"),
    ...(new Set(pairings.map((row) => row.budget)).size > 1 ? [column("area budget", "budget")] : []),
    column("seeds", "seeds", number),
    column("better, equal, worse", "wins", { ...number, text: (wins, row) => `${wins}, ${row.ties}, ${row.losses}` }),
    column("probability", "probability", { ...number, text: (p) => (p === null ? "" : p.toFixed(2)) }),
    column("95 % interval", "lower", { ...number, text: (lower, row) => `${lower.toFixed(2)} … ${row.upper.toFixed(2)}` }),
    column("median difference", "difference", { ...number, text: fixedText }),
    column("95 % interval", "least", { ...number, text: (least, row) => interval(least, row.most) }),
  ]);
}

function mappingTable(layers) {
  const column = (title, name, more = {}) => ({ title, value: (row) => row[name], ...more });
  const percent = (share) => (typeof share === "number" ? `${(100 * share).toFixed(1)} %` : "");
  const number = { number: true };
  const several = new Set(layers.map((layer) => layer.network)).size > 1;
  return new SortedTable(
    "Mapping of each layer",
    [
      column("layer", "layer"),
      several && column("network", "network"),
      column("number", "index", number),
      column("type", "type", { text: (type) => String(type).replaceAll("_", " ") }),
      column("cycles", "cycles", number),
      column("share", "share", { ...number, text: percent }),
      column("bound by", "bound_by", { text: (bound) => String(bound).replaceAll("_", " ") }),
      column("utilization", "utilization", { ...number, text: percent }),
      column("MACs", "macs", number),
      column("DRAM bytes", "dram_bytes", number),
      column("mapping", "mapping", { text: (mapping, row) => (row.fused_into ? `fused into ${row.fused_into}` : mapping), class: "code" }),
    ].filter(Boolean),
  );
}

function runsTable(runs) {
  const column = (title, name, more = {}) => ({ title, value: (row) => row[name], ...more });
  const number = { number: true };
  return new SortedTable("Runs", [
    column("folder", "folder"),
    column("strategy", "strategy"),
    column("area budget", "budget"),
    column("seed", "seed", { ...number, text: String }),
    column("trials", "trials", { ...number, text: (n, row) => (n === row.planned ? numberText(n) : `${numberText(n)} of ${numberText(row.planned)}`) }),
    column("feasible", "feasible", number),
    column("best reward", "best_reward", { ...number, text: (reward, row) => (row.feasible > 0 ? fixedText(reward) : "none") }),
    column("of trial", "best_trial", { ...number, text: (trial, row) => (row.feasible > 0 ? numberText(trial) : "") }),
    column("state", "state"),
  ]);
}

function command(label, text) {
  return element(
    "div",
    { class: "command" },
    element("span", {}, label),
    element("code", { tabindex: "0" }, text),
    button("Copy", (target) => copy(text, target)),
  );
}

function showProvenance(report, section) {
  section.append(element("h3", {}, "Settings"), pairs(report.settings.map(({ label, value }) => [label, settingText(value)]), { class: "pairs" }));
  const runs = rowsOf(report.runs);
  if (runs.length > 0) {
    const table = runsTable(runs);
    table.show(runs);
    section.append(table.element);
  }
  if (report.provenance.length > 0) section.append(element("h3", {}, "Commands"));
  report.provenance.forEach((origin, i) => {
    const details = element("details", i === 0 ? { open: "" } : {}, element("summary", {}, origin.folder));
    if (origin.command) details.append(command("made by", origin.command));
    if (origin.repeat) details.append(command("repeat with", origin.repeat));
    details.append(
      pairs(
        [["apollo", origin.version], ["started", origin.started], ["ended", origin.ended], ["machine", origin.machine]],
        { class: "pairs" },
      ),
    );
    section.append(details);
  });
}
