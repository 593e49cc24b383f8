// The map of designs: a slider and a play button over the trials, what the pointer is on, and the designs in the brush.
"use strict";

const rowsShown = 100;
const bestShown = 20;
const reach = 12; // pixels from the pointer to a design
const playTime = 12000; // ms for all trials
// Signals of the interval selection, in pixels: Vega-Lite numbers them, as fields of the data are called x and y too.
const brushNames = { x: "brush_x_1", y: "brush_y_1" };

// What designs have besides their parameters.
const figures = [
  { name: "area_mm2", title: "area mm²", unit: "mm²", fixed: true },
  { name: "throughput_per_s", title: "throughput 1/s", unit: "/s" },
  { name: "latency_ms", title: "latency ms", unit: "ms" },
  { name: "energy_mj", title: "energy mJ", unit: "mJ" },
  { name: "power_w", title: "power W", unit: "W" },
];

class DesignMap {
  // followers: charts that show the same trials.
  constructor(chart, followers, report, designs) {
    Object.assign(this, { chart, followers, report, designs, playing: false });
    this.seeds = rowsOf(report.runs).map((run) => run.seed);
    this.filter = { strategy: "all", budget: "all" };
    [this.first, this.last] = extentOf(designs, "trial");
    this.filter.upto = this.last;
    chart.tooltip = () => {}; // this map has its own, which works inside the brush too
    chart.drawn = () => this.drawn();
    this.tip = element("div", { class: "tip", "aria-hidden": "true", hidden: "" });
    document.body.append(this.tip);
    this.makeTrials();
    this.makeTable();
    this.listen();
  }

  // ---- controls

  makeTrials() {
    const id = newId("trials");
    this.slider = element("input", { type: "range", id, min: this.first, max: this.last, value: this.last, step: 1 });
    this.output = element("output", { for: id });
    this.slider.addEventListener("input", () => {
      this.stop();
      this.showUpTo(Number(this.slider.value));
    });
    this.play = button("Play", () => (this.playing ? this.stop() : this.start()));
    this.play.classList.add("play");
    this.trials = element(
      "div",
      { class: "controls trials" },
      this.play,
      element("label", { for: id }, "Trials"),
      this.slider,
      this.output,
    );
    if (this.first === this.last) this.trials.hidden = true;
    this.say();
  }

  say() {
    this.output.textContent = `up to trial ${integers.format(this.filter.upto)} of ${integers.format(this.last)}`;
  }

  // Shows the trials up to this one; while a step is being drawn, only the last of the steps asked for is kept.
  async showUpTo(upto) {
    this.filter.upto = upto;
    this.slider.value = upto;
    this.say();
    await this.update();
  }

  async start() {
    this.playing = true;
    this.play.textContent = "Pause";
    const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
    const begin = this.filter.upto >= this.last ? this.first : this.filter.upto;
    const run = (this.run = {});
    let from = performance.now();
    for (let upto = begin; this.run === run; ) {
      await this.showUpTo(upto);
      if (upto >= this.last) break;
      // Few still pictures, or as many steps as the drawing is quick enough for.
      await new Promise((done) => setTimeout(done, still ? 1000 : 40));
      const now = performance.now();
      const part = still ? 0.1 : (now - from) / playTime;
      from = now;
      upto = Math.min(this.last, Math.ceil(upto + part * (this.last - this.first)));
    }
    if (this.run === run) this.stop();
  }

  stop() {
    if (!this.playing) return;
    this.playing = false;
    this.run = null;
    this.play.textContent = "Play";
    this.showTable();
  }

  // ---- what is shown

  async set(filter) {
    Object.assign(this.filter, filter);
    await this.update();
  }

  async update() {
    this.stale = true;
    if (this.updating) return this.updating;
    const work = async () => {
      while (this.stale) {
        this.stale = false;
        for (const chart of [this.chart, ...this.followers]) await chart.set(this.filter);
        this.hideTip();
      }
      if (!this.playing) this.showTable();
    };
    this.updating = work();
    await this.updating;
    this.updating = null;
  }

  visible() {
    const { upto, strategy, budget } = this.filter;
    return this.designs.filter(
      (design) =>
        design.trial <= upto &&
        (strategy === "all" || design.strategy === strategy) &&
        (budget === "all" || design.budget === budget),
    );
  }

  drawn() {
    const { view } = this.chart;
    this.area = null;
    view.addSignalListener("brush", (_, area) => {
      this.area = area.x?.length && area.y?.length ? area : null;
      clearTimeout(this.waiting);
      this.waiting = setTimeout(() => this.showTable(), 60);
    });
    if (this.kept) this.setBrush(this.kept);
    else this.showTable();
  }

  // ---- brush

  // The brush's edges in pixels of the plot, or null.
  brush() {
    const [x, y] = [this.chart.view.signal(brushNames.x), this.chart.view.signal(brushNames.y)];
    return x?.length && y?.length && x[0] !== x[1] ? { x: ordered(x), y: ordered(y) } : null;
  }

  setBrush(brush) {
    this.chart.view.signal(brushNames.x, brush?.x ?? []).signal(brushNames.y, brush?.y ?? []).runAsync();
  }

  // Arrows move the brush, with shift they move its right and lower edge; the first one makes it.
  moveBrush(event) {
    const steps = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
    if (event.key === "Escape") return this.setBrush(null);
    const step = steps[event.key];
    if (!step) return;
    event.preventDefault();
    const { view } = this.chart;
    const sizes = { x: view.signal("width"), y: view.signal("height") };
    const brush = this.brush();
    if (!brush) return this.setBrush({ x: [0.375 * sizes.x, 0.625 * sizes.x], y: [0.375 * sizes.y, 0.625 * sizes.y] });
    ["x", "y"].forEach((axis, i) => {
      const by = step[i] * 0.04 * sizes[axis];
      const [from, to] = brush[axis];
      if (event.shiftKey) brush[axis] = [from, clamp(to + by, from + 4, sizes[axis])];
      else brush[axis] = [from, to].map((edge) => edge + clamp(by, -from, sizes[axis] - to));
    });
    this.setBrush(brush);
  }

  // ---- table

  makeTable() {
    const { report, designs } = this;
    this.names = Object.keys(report.datasets.designs);
    const several = { strategy: report.strategies.length > 1, budget: report.budgets.length > 1, run: this.seeds.length > 1 };
    const column = (title, name, more = {}) => ({ title, value: (row) => row[name], ...more });
    const number = { number: true };
    const columns = [
      column("trial", "trial", number),
      several.strategy && column("strategy", "strategy"),
      several.budget && column("area budget", "budget"),
      several.run && { title: "seed", value: (row) => this.seeds[row.run], number: true },
      column("reward", "reward", { ...number, text: (value, row) => (row.status === "infeasible" ? "infeasible" : fixedText(value)) }),
      ...figures.filter(({ name }) => this.names.includes(name)).map(({ title, name, fixed }) => column(title, name, { ...number, text: fixed ? fixedText : significantText })),
      ...report.parameters.map(({ name, column: key = name }) =>
        column(parameterTitle(name), key, { number: typeof designs[0][key] === "number", text: (value) => parameterText(name, value) }),
      ),
      column("why infeasible", "reason", { text: (_, row) => whyInfeasible(row), class: "long" }),
    ].filter(Boolean);
    const byReward = columns.findIndex((c) => c.title === "reward");
    this.table = new SortedTable("Designs", columns, { limit: rowsShown, sortBy: byReward, descending: true });
    this.count = element("p", { class: "count", "aria-live": "polite" });
    const csv = () => csvText(this.names, this.selected);
    this.designsTable = element(
      "div",
      { class: "designs" },
      element(
        "div",
        { class: "controls" },
        this.count,
        button("Copy as CSV", (target) => copy(csv(), target)),
        button("Download CSV", () => download(csv(), "designs.csv")),
        button("Clear selection", () => this.setBrush(null)),
      ),
      this.table.element,
    );
  }

  showTable() {
    const visible = this.visible();
    const { area } = this;
    if (this.chart.view) this.kept = this.brush();
    if (area) {
      const [x, y] = [ordered(area.x), ordered(area.y)];
      this.selected = visible.filter((d) => d.x >= x[0] && d.x <= x[1] && d.y >= y[0] && d.y <= y[1]);
    } else {
      this.selected = this.distinct(
        visible.filter((design) => design.status !== "infeasible").sort((a, b) => b.reward - a.reward),
      ).slice(0, bestShown);
    }
    const n = this.selected.length;
    const designs = n === 1 ? "design" : "designs";
    let text = `${integers.format(n)} ${designs} selected of ${integers.format(visible.length)} shown.`;
    if (n > rowsShown) text += ` The table has the first ${rowsShown} in its order; the CSV has all.`;
    if (!area) text = n === 0 ? "No feasible design is shown." : `Nothing selected: the ${n === 1 ? "best design" : `${n} best different designs`} of ${integers.format(visible.length)} trials shown.`;
    if (this.count.textContent !== text) this.count.textContent = text;
    this.table.show(this.selected);
  }

  // Each configuration once, the first of equals: several runs may have found it.
  distinct(designs) {
    const seen = new Set();
    return designs.filter((design) => {
      const key = JSON.stringify(this.report.parameters.map(({ column, name }) => design[column ?? name]));
      return !seen.has(key) && seen.add(key);
    });
  }

  // ---- pointer and keys

  listen() {
    const { canvas } = this.chart;
    canvas.setAttribute("tabindex", "0");
    canvas.setAttribute("role", "application");
    canvas.setAttribute("aria-label", "Map of designs. Arrow keys select an area.");
    canvas.addEventListener("keydown", (event) => this.moveBrush(event));
    canvas.addEventListener("pointermove", (event) => this.point(event));
    canvas.addEventListener("pointerdown", (event) => event.pointerType !== "mouse" && this.point(event));
    canvas.addEventListener("pointerleave", () => this.hideTip());
  }

  point(event) {
    const near = this.nearest(event);
    if (!near) return this.hideTip();
    const { report } = this;
    const reward = near.status === "infeasible" ? "infeasible" : `reward ${numberText(near.reward)}`;
    const entries = [
      ["why", whyInfeasible(near)],
      ...figures.map(({ title, name, unit }) => [title.slice(0, title.lastIndexOf(" ")), near[name] > 0 ? `${numberText(near[name])} ${unit}` : ""]),
      ...report.parameters.map(({ name, column = name }) => [parameterTitle(name), parameterText(name, near[column])]),
    ];
    const seed = this.seeds.length > 1 ? `seed ${this.seeds[near.run]}` : "";
    const of = [near.strategy, report.budgets.length > 1 ? near.budget : "", seed].filter(Boolean).join(", ");
    this.tip.replaceChildren(
      element("p", {}, element("strong", {}, near.status === "best" ? `Best: ${reward}` : reward)),
      element("p", {}, `trial ${integers.format(near.trial)} of ${of}`),
      pairs(entries),
    );
    this.tip.hidden = false;
    const { offsetWidth: width, offsetHeight: height } = this.tip;
    const right = event.clientX + 14 + width < innerWidth;
    this.tip.style.left = `${Math.max(4, right ? event.clientX + 14 : event.clientX - width - 14)}px`;
    this.tip.style.top = `${clamp(event.clientY - height / 2, 4, Math.max(4, innerHeight - height - 4))}px`;
  }

  hideTip() {
    this.tip.hidden = true;
  }

  // The design next to the pointer; of several at the same place, the best.
  nearest(event) {
    const { view, canvas } = this.chart;
    if (!view) return null;
    const box = canvas.querySelector("canvas").getBoundingClientRect();
    const [left, top] = this.chart.origin();
    const [scaleX, scaleY] = [view.scale("x"), view.scale("y")];
    const [px, py] = [event.clientX - box.left - left, event.clientY - box.top - top];
    let found = null;
    let least = reach * reach;
    for (const design of this.visible()) {
      const [dx, dy] = [scaleX(design.x) - px, scaleY(design.y) - py];
      const distance = dx * dx + dy * dy;
      if (distance < least || (distance === least && design.reward > found.reward)) [found, least] = [design, distance];
    }
    return found;
  }
}

const ordered = ([a, b]) => (a <= b ? [a, b] : [b, a]);

function extentOf(rows, name) {
  return rows.reduce(([low, high], row) => [Math.min(low, row[name]), Math.max(high, row[name])], [Infinity, -Infinity]);
}

function whyInfeasible(design) {
  if (design.status !== "infeasible") return "";
  return [String(design.reason ?? "").replaceAll("_", " "), design.detail].filter(Boolean).join(": ");
}
