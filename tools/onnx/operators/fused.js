"use strict";
const { window } = require("./window");

const MICROSOFT = "com.microsoft";

const activation = (c, type) => c.node(type, [c.input(c.dims(2, 4))], {}, 1, MICROSOFT);
function biased(c, type) {
  const dims = c.dims(2, 4);
  return c.node(type, [c.input(dims), type === "FastGelu" && c.chance(0.3) ? undefined : c.weights([dims[dims.length - 1]])], {}, 1, MICROSOFT);
}

// A sum and its normalization, and what both have more.
function skipNormalization(c, type) {
  const dims = [1, c.int(1, 6), c.int(2, 8)], width = dims[2];
  const simple = type === "SkipSimplifiedLayerNormalization";
  const inputs = [c.input(dims), c.input(dims), c.weights([width]), ...(simple ? [] : [c.chance(0.7) ? c.weights([width]) : undefined]), c.chance(0.4) ? c.weights([width]) : undefined];
  return c.node(type, inputs, { epsilon: { float: 0.00001 } }, 1, MICROSOFT);
}

function embedNormalization(c) {
  const [tokens, width] = [c.int(1, 5), c.int(2, 8)];
  const ids = () => c.input([1, tokens], "int32");
  const table = (rows) => c.weights([rows, width]);
  return c.node("EmbedLayerNormalization", [ids(), ids(), table(5), table(8), table(2), c.weights([width]), c.weights([width])], { epsilon: { float: 0.00001 } }, 2, MICROSOFT).slice(0, 1);
}

function matmul(c) {
  const [m, k, n] = c.times(3, () => c.int(1, 6));
  const leading = c.dims(0, 2, 3);
  const flag = () => c.pick([undefined, 0, 1]);
  const attributes = { transA: flag(), transB: flag(), alpha: { float: 0.5 } };
  return c.node("FusedMatMul", [c.input([...leading, ...(attributes.transA ? [k, m] : [m, k])]), c.operand([...leading, ...(attributes.transB ? [n, k] : [k, n])])], attributes, 1, MICROSOFT);
}

function convolution(c) {
  const dims = c.image(2, c.int(1, 5), 5, 9), outputs = c.int(1, 6);
  const w = window(c, dims.slice(2));
  return c.node("FusedConv", [c.input(dims), c.weights([outputs, dims[1], ...w.kernel]), c.weights([outputs])], { ...w.attributes, kernel_shape: w.kernel, activation: c.pick(["Relu", "Sigmoid", "Tanh"]) }, 1, MICROSOFT);
}

module.exports = [
  ...["Gelu", "QuickGelu"].map((type) => ({ type, make: activation })),
  ...["FastGelu", "BiasGelu"].map((type) => ({ type, make: biased })),
  ...["SkipLayerNormalization", "SkipSimplifiedLayerNormalization"].map((type) => ({ type, make: skipNormalization })),
  { type: "EmbedLayerNormalization", make: embedNormalization },
  { type: "FusedMatMul", make: matmul },
  { type: "FusedConv", make: convolution },
];
