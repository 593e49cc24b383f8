// How charts are fitted to a width. Also used by render.js, under node.
"use strict";

const least = 60; // of a plot's width; all in pixels
const panelGap = 24;
const besidePlot = 60; // axes, about: a drawing tells

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

// {spec, columns}: the specification of a chart (of chartsOf) about as wide, and its panels side by side.
function sized(entry, rows, width) {
  const { spec, panels } = entry;
  if (!panels) return { spec: { ...spec, width: Math.max(least, width - besidePlot) }, columns: 1 };
  const room = Math.floor((width - panels.beside + panelGap) / (panels.least + panelGap));
  const columns = columnsOf(panelCount(entry, rows), room);
  const own = Math.floor((width - panels.beside - panelGap * (columns - 1)) / columns);
  return { spec: { ...spec, columns, spec: { ...spec.spec, width: Math.max(least, own) } }, columns };
}

// Only a drawing tells how much room axes and legends take: gives the drawing's width for a plot's width in `drawn` (a promise) until
// it is the wanted one. It grows once at most: a legend may need more room in a wider chart.
async function fitted(plot, wanted, columns, drawn) {
  for (let pass = 0; pass < 3; ++pass) {
    const better = Math.max(least, Math.floor(plot + (wanted - (await drawn(plot))) / columns));
    if (better === plot || (pass > 0 && better > plot)) return;
    plot = better;
  }
  await drawn(plot);
}

// The theme with room for the plot beside long names at an axis.
function themeFor(config, width) {
  const labelLimit = Math.round(Math.min(Math.max(0.36 * width, 105), 200));
  return { ...config, axisY: { ...config.axisY, labelLimit } };
}

if (typeof module !== "undefined") module.exports = { panelCount, columnsOf, sized, fitted, themeFor };
