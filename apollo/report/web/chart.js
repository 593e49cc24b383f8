// One chart of the report: its figure, drawn by vega-embed, fitted to the width that it has.
"use strict";

const least = 60; // of a plot's width; all in pixels
const panelGap = 24;
const besidePlot = 60; // axes, about: a drawing tells

class Chart {
  // entry: of chartsOf(); rows: {dataset -> rows}; signals: values of parameters that its specification may have.
  constructor(entry, rows, signals) {
    Object.assign(this, { entry, rows, signals: { ...signals }, view: null });
    this.onCanvas = entry.renderer === "canvas"; // many points: no description of each
    this.canvas = element("div", { class: "chart", role: "img", "aria-label": entry.title });
    this.figure = element(
      "figure",
      { id: `chart-${entry.id}`, class: this.panels() > 2 ? "wide" : "" },
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
    this.result = await vegaEmbed(this.canvas, this.sized(), {
      config: this.config(theme),
      renderer: this.onCanvas ? "canvas" : "svg",
      mode: "vega-lite",
      actions: { export: true, source: true, compiled: false, editor: false },
      downloadFileName: this.entry.id,
      tooltip: this.tooltip ?? { theme: theme.name },
      patch: (spec) => fill(spec, this.rows, this.signals),
    });
    this.view = this.result.view;
    await this.fit();
    this.drawn?.();
  }

  // The width may have changed.
  async resize() {
    if (!this.view || this.width() === this.drawnWidth) return;
    if (this.columns() !== this.drawnColumns) return this.draw(this.theme);
    this.drawnWidth = this.width();
    return this.fit();
  }

  // Where the plot's upper left corner lies in the picture.
  origin() {
    const [left, top] = this.view.origin();
    const padding = this.view.padding();
    return [left + padding.left, top + padding.top];
  }

  width() {
    return Math.max(200, Math.floor(this.canvas.clientWidth));
  }

  // Long names at an axis leave room for the plot.
  config(theme) {
    const labelLimit = Math.round(clamp(0.36 * this.width(), 105, 200));
    return { ...theme.config, aria: !this.onCanvas, axisY: { ...theme.config.axisY, labelLimit } };
  }

  panels() {
    return panelCount(this.entry, this.rows);
  }

  // Panels side by side.
  columns() {
    if (!this.entry.panels) return 1;
    const { least: narrowest, beside } = this.entry.panels;
    return columnsOf(this.panels(), Math.floor((this.width() - beside + panelGap) / (narrowest + panelGap)));
  }

  // The specification for the present width.
  sized() {
    const { spec, panels } = this.entry;
    const columns = this.columns();
    this.drawnWidth = this.width();
    this.drawnColumns = columns;
    const all = this.drawnWidth - (panels?.beside ?? besidePlot);
    if (!panels) return { ...spec, width: all };
    const width = Math.floor((all - panelGap * (columns - 1)) / columns);
    return { ...spec, columns, spec: { ...spec.spec, width: Math.max(least, width) } };
  }

  // Makes the chart as wide as its figure: only a drawing tells how much room axes and legends take. It grows once at most: a legend
  // may need more room in a wider chart.
  async fit() {
    const signal = this.entry.panels ? "child_width" : "width";
    for (let pass = 0; pass < 3; ++pass) {
      const drawn = this.canvas.querySelector(".marks").getBoundingClientRect().width;
      const now = this.view.signal(signal);
      const better = Math.max(least, Math.floor(now + (this.drawnWidth - drawn) / this.drawnColumns));
      if (better === now || (pass > 0 && better > now)) return;
      await this.view.signal(signal, better).resize().runAsync();
    }
  }
}
