"use strict";
const { window } = require("./window");

function pool(c, type) {
  const dims = c.image(c.pick([1, 2, 2, 3]), undefined, 5, 11);
  const dilated = type === "MaxPool" ? c.opset >= 10 : c.opset >= 19;
  const w = window(c, dims.slice(2), { dilated, narrow: true });
  const attributes = { ...w.attributes, kernel_shape: w.kernel };
  if (c.opset >= 10 && c.chance(0.3) && attributes.auto_pad === undefined) attributes.ceil_mode = c.int(0, 1);
  if (type === "AveragePool" && c.chance(0.4)) attributes.count_include_pad = c.int(0, 1);
  const indices = type === "MaxPool" && c.opset >= 8 && c.chance(0.2) ? 2 : 1;
  return c.node(type, [c.input(dims)], attributes, indices);
}

const global = (c, type) => c.node(type, [c.input(c.image(c.pick([1, 2, 2, 3])))]);

module.exports = [
  ...Array(3).fill({ type: "MaxPool", make: pool }),
  ...Array(3).fill({ type: "AveragePool", make: pool }),
  { type: "GlobalAveragePool", make: global },
  { type: "GlobalMaxPool", make: global },
];
