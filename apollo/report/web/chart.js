// One chart of the report: its figure, drawn by vega-embed, fitted to the width that it has.
"use strict";

const panelGap = 24;
const besidePanels = 66; // axes, about; a drawing tells

class Chart {
  // entry: of chartsOf(); rows: {dataset -> rows}; signals: values of parameters that its specification may have.
  constructor(entry, rows, signals) {
    Object.assign(this, { entry, rows, signals: { ...signals }, view: null });
    this.canvas = element("div", { class: "chart", role: "img", "aria-label": entry.title });
    this.figure = element(
      "figure",
      { id: `chart-${entry.id}` },
      element("figcaption", {}, element("h3", {}, entry.title), element("p", {}, entry.text)),
      this.canvas,
    );
  }

  has(signal) {
    return (this.entry.spec.params ?? []).some((param) => param.name === signal);
  }

  // Values of parameters; those that the specification does not have are left alone.
  async set(signals) {
    Object.assign(this.signals, signals);
    const known = Object.keys(signals).filter((name) => this.has(name));
    if (!this.view || known.length === 0) return;
    for (const name of known) this.view.signal(name, signals[name]);
    await this.view.runAsync();
  }

  // Draws it anew. One drawing at a time: the last call wins.
  draw(theme) {
    this.theme = theme;
    this.drawing = (this.drawing ?? Promise.resolve()).then(() => this.drawOnce(theme));
    return this.drawing;
  }

  async drawOnce(theme) {
    if (theme !== this.theme) return;
    this.result?.finalize();
    const renderer = this.entry.renderer ?? "svg";
    // The rows of each chart are its own: Vega marks the objects that it is given.
    const rows = Object.fromEntries(
      Object.entries(this.rows).map(([name, list]) => [name, list.map((row) => ({ ...row }))]),
    );
    this.result = await vegaEmbed(this.canvas, this.sized(), {
      config: theme.config,
      renderer,
      mode: "vega-lite",
      actions: { export: true, source: true, compiled: false, editor: false },
      downloadFileName: this.entry.id,
      tooltip: this.tooltip ?? { theme: theme.name },
      patch: (spec) => fill(spec, rows, this.signals),
    });
    this.view = this.result.view;
    if (this.entry.panels) await this.fitPanels();
    this.drawn?.();
  }

  // The width may have changed.
  async resize() {
    if (!this.view || this.width() === this.drawnWidth) return;
    if (this.entry.panels && this.columns() === this.drawnColumns) {
      this.drawnWidth = this.width();
      return this.fitPanels();
    }
    return this.draw(this.theme);
  }

  width() {
    return Math.max(200, Math.floor(this.canvas.clientWidth));
  }

  columns() {
    const { by, least } = this.entry.panels;
    const dataset = this.entry.spec.data?.name ?? this.entry.datasets[0];
    const panels = new Set(this.rows[dataset].map((row) => row[by])).size;
    const room = Math.floor((this.width() - besidePanels + panelGap) / (least + panelGap));
    return Math.max(1, Math.min(panels, room));
  }

  // The specification for the present width.
  sized() {
    const { spec } = this.entry;
    const width = this.width();
    this.drawnWidth = width;
    if (this.entry.panels) {
      const columns = this.columns();
      this.drawnColumns = columns;
      const panel = (width - besidePanels - panelGap * (columns - 1)) / columns;
      return { ...spec, columns, spec: { ...spec.spec, width: Math.max(60, Math.floor(panel)) } };
    }
    if (spec.width === undefined || typeof spec.width === "object") return spec;
    return { ...spec, width, autosize: { type: "fit-x", contains: "padding" } };
  }

  // Makes the panels as wide as fits: only a drawing tells how much room axes and legends take.
  async fitPanels() {
    for (let pass = 0; pass < 2; ++pass) {
      const drawn = this.canvas.querySelector(".marks").getBoundingClientRect().width;
      const spare = this.drawnWidth - drawn;
      const panel = this.view.signal("child_width");
      const better = Math.max(60, Math.floor(panel + spare / this.drawnColumns));
      if (better === panel) return;
      await this.view.signal("child_width", better).resize().runAsync();
    }
  }
}
