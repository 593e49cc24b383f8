// Puts the page together.
"use strict";

const report = JSON.parse(document.getElementById("report").textContent);
const files = JSON.parse(document.getElementById("charts").textContent);

// ---- light and dark

const systemDark = matchMedia("(prefers-color-scheme: dark)");
const themeKey = "apollo report theme";
let chosen = rememberedTheme(); // by the button; until then null: the system's

// A browser may give the page of a file no storage.
function rememberedTheme() {
  try {
    const name = localStorage.getItem(themeKey);
    return ["light", "dark"].includes(name) ? name : null;
  } catch {
    return null;
  }
}

function rememberTheme(name) {
  try {
    localStorage.setItem(themeKey, name);
  } catch {
    // the choice lasts as long as the page
  }
}

function currentTheme() {
  const name = chosen ?? (systemDark.matches ? "dark" : "light");
  return { name, config: files.theme[name] };
}

function applyTheme() {
  const theme = currentTheme();
  document.documentElement.dataset.theme = theme.name;
  document.getElementById("theme").setAttribute("aria-pressed", String(theme.name === "dark"));
  return theme;
}

// ---- sections

const rows = datasetsOf(report);
const sectionNames = ["map", "search", "trade_off", "parameters", "best_design", "provenance"];
const common = signalsOf(report, rows);
const all = (label) => ({ value: "all", text: label });
const named = (names) => names.map((name) => ({ value: name, text: name }));

const charts = chartsOf(report, files).map((entry) => new Chart(entry, rows, common));

// Selects of a section for the parameters that any of its charts has; `changed` gets {parameter: value}.
function sectionControls(own, changed) {
  const has = (name) => own.some((chart) => chart.has(name));
  const controls = element("div", { class: "controls" });
  const add = (name, label, options) =>
    controls.append(choice(label, options, (value) => changed({ [name]: value })));
  if (has("strategy") && report.strategies.length > 1) add("strategy", "Strategy", [all("all"), ...named(report.strategies)]);
  if (has("budget") && report.budgets.length > 1) add("budget", "Area budget", [all("all"), ...named(report.budgets)]);
  if (has("design") && report.best_designs.length > 1) add("design", report.given ? "Design" : "Best design of", named(report.best_designs));
  return controls.children.length > 0 ? controls : null;
}

function showSection(name) {
  const section = document.getElementById(name);
  const own = charts.filter((chart) => chart.entry.section === name);
  const followers = []; // besides the charts, of the section's parameters
  const controls = sectionControls(own, (values) => {
    for (const chart of own) if (chart.entry.section !== "map") chart.set(values);
    for (const follow of followers) follow(values);
  });
  if (controls) section.append(controls);
  const grid = element("div", { class: "charts" }, ...own.map((chart) => chart.figure));
  if (own.length > 0) section.append(grid);
  if (name === "map" && own.length > 0) showMap(section, own, followers);
  if (name === "search" && rows.pairings?.length) showPairings(section);
  if (name === "best_design") showBestDesign(section, grid, followers);
  if (name === "provenance") showProvenance(report, section);
  if (section.children.length === 1) section.remove();
}

function showMap(section, [chart, ...others], followers) {
  const map = new DesignMap(chart, others, report, rows.designs);
  followers.push((values) => map.set(values));
  chart.figure.append(
    map.trials,
    element(
      "p",
      { class: "hint" },
      "Drag over the map to select designs. With the map in focus, arrow keys make and move the selection, Shift and arrow keys resize it, Escape clears it.",
    ),
  );
  section.append(map.designsTable);
}

function showPairings(section) {
  const table = pairingsTable(rows.pairings);
  table.show(rows.pairings);
  section.append(table.element);
}

function showBestDesign(section, grid, followers) {
  const sideBySide = report.given && report.best_designs.length > 1; // of which the comparison of one would be a part
  if (sideBySide) section.insertBefore(sideBySideTable(report, rows.comparison), section.children[1]);
  const tables = [
    { dataset: "comparison", make: (all) => comparisonTable(report, all.some((row) => row.ratio !== null)), place: (node) => (grid.isConnected ? grid.prepend(node) : section.append(node)) },
    { dataset: "layers", make: mappingTable, place: (node) => section.append(node) },
  ];
  for (const { dataset, make, place } of tables) {
    if (!rows[dataset]?.length || (sideBySide && dataset === "comparison")) continue;
    const table = make(rows[dataset]);
    const show = (design) => table.show(rows[dataset].filter((row) => row.design === design));
    show(common.design);
    followers.push((values) => values.design && show(values.design));
    place(table.element);
  }
  const isFeasible = (rows.designs ?? []).some(({ status }) => status !== "infeasible"); // a program of the user says nothing more of it
  if (report.best_designs.length === 0 && !isFeasible) section.append(element("p", {}, "No design is feasible."));
}

function showContents() {
  const contents = document.getElementById("contents");
  for (const name of sectionNames) {
    const heading = document.querySelector(`#${name} > h2`);
    if (heading) contents.append(element("li", {}, element("a", { href: `#${name}` }, heading.textContent)));
  }
}

// Draws one chart after the other, with time for input between them.
async function drawCharts() {
  const theme = applyTheme();
  for (const chart of charts) {
    await chart.draw(theme);
    await new Promise((done) => setTimeout(done));
  }
  document.documentElement.dataset.drawn = theme.name; // all charts are there, for tests
}

if (report.given) document.querySelector("#best_design > h2").textContent = report.best_designs.length > 1 ? "Designs" : "Design";
showHead(report);
sectionNames.forEach(showSection);
showContents();
const drawing = drawCharts();

document.getElementById("theme").addEventListener("click", () => {
  chosen = currentTheme().name === "dark" ? "light" : "dark";
  rememberTheme(chosen);
  drawCharts();
});
systemDark.addEventListener("change", drawCharts);

let resizing = null;
new ResizeObserver(() => {
  clearTimeout(resizing);
  resizing = setTimeout(async () => {
    await drawing;
    for (const chart of charts) await chart.resize();
  }, 150);
}).observe(document.getElementById("content"));
