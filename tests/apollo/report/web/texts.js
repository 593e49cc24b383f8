// Where a chart's texts lie. Runs inside the page.
"use strict";

// {texts: [{text, role, cut, x1, y1, x2, y2}], width, height} of a chart, in pixels of its picture. Texts that are not level are
// left out: their boxes say little.
function textsOf(id) {
  const chart = charts.find((each) => each.entry.id === id);
  const { view } = chart;
  const [left, top] = chart.origin();
  const texts = [];
  const visit = (mark, x, y) => {
    for (const item of mark.items ?? []) {
      if (mark.marktype === "group") {
        for (const child of item.items ?? []) visit(child, x + (item.x ?? 0), y + (item.y ?? 0));
      } else if (mark.marktype === "text" && item.text !== null && String(item.text) !== "" && item.opacity !== 0) {
        const { x1, y1, x2, y2 } = item.bounds;
        const free = { ...item, limit: 0 };
        const cut = item.limit > 0 && [].concat(item.text).some((line) => vega.textMetrics.width(free, line) > item.limit);
        if ((item.angle ?? 0) % 90 === 0) texts.push({ text: String(item.text), role: mark.role, cut, x1: x1 + x, y1: y1 + y, x2: x2 + x, y2: y2 + y });
      }
    }
  };
  visit(view.scenegraph().root, left, top);
  const box = chart.canvas.querySelector(".marks").getBoundingClientRect();
  return { texts, width: box.width, height: box.height };
}

// What is wrong with them, a line each.
function textProblems({ texts, width, height }) {
  const problems = [];
  const slack = 1.5; // pixels; boxes have room above and below their letters
  for (const text of texts) {
    const inside = text.x1 >= -slack && text.y1 >= -slack && text.x2 <= width + slack && text.y2 <= height + slack;
    if (!inside) problems.push(`"${text.text}" (${text.role}) is cut by the edge`);
    if (text.cut && /title/.test(text.role)) problems.push(`"${text.text}" (${text.role}) is cut`);
  }
  texts.forEach((a, i) => {
    for (const b of texts.slice(i + 1)) {
      const twice = a.text === b.text && a.x1 === b.x1 && a.y1 === b.y1; // a halo and its text
      if (twice) continue;
      const across = Math.min(a.x2, b.x2) - Math.max(a.x1, b.x1);
      const down = Math.min(a.y2, b.y2) - Math.max(a.y1, b.y1);
      if (across > slack && down > 2 * slack) problems.push(`"${a.text}" (${a.role}) and "${b.text}" (${b.role}) overlap`);
    }
  });
  return problems;
}

module.exports = { textsOf, textProblems };
