// One chart of the report: its figure, drawn by vega-embed, fitted to the width that it has.
"use strict";

class Chart {
  // entry: of chartsOf(); rows: {dataset -> rows}; signals: values of parameters that its specification may have.
  constructor(entry, rows, signals) {
    Object.assign(this, { entry, rows, signals: { ...signals }, view: null });
    this.onCanvas = entry.renderer === "canvas"; // many points: no description of each
    this.canvas = element("div", { class: "chart", role: "img", "aria-label": entry.title });
    this.figure = element(
      "figure",
      { id: `chart-${entry.id}`, class: panelCount(entry, rows) > 2 ? "wide" : "" },
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
    this.drawnWidth = this.width();
    const { spec, columns } = sized(this.entry, this.rows, this.drawnWidth);
    this.drawnColumns = columns;
    this.result = await vegaEmbed(this.canvas, spec, {
      config: { ...themeFor(theme.config, this.drawnWidth), aria: !this.onCanvas },
      renderer: this.onCanvas ? "canvas" : "svg",
      mode: "vega-lite",
      actions: { export: true, source: true, compiled: false, editor: false },
      downloadFileName: this.entry.id,
      tooltip: this.tooltip ?? { theme: theme.name },
      patch: (compiled) => fill(compiled, this.rows, this.signals),
    });
    this.view = this.result.view;
    await this.fit();
    this.drawn?.();
  }

  // The width may have changed.
  async resize() {
    if (!this.view || this.width() === this.drawnWidth) return;
    if (sized(this.entry, this.rows, this.width()).columns !== this.drawnColumns) return this.draw(this.theme);
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

  // Makes the chart as wide as its figure.
  async fit() {
    const signal = this.entry.panels ? "child_width" : "width";
    await fitted(this.view.signal(signal), this.drawnWidth, this.drawnColumns, async (plot) => {
      if (plot !== this.view.signal(signal)) await this.view.signal(signal, plot).resize().runAsync();
      return this.canvas.querySelector(".marks").getBoundingClientRect().width;
    });
  }
}
