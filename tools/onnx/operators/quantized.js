"use strict";
const { window } = require("./window");

const scale = (c) => c.scalar(0.01 + 0.1 * c.uniform());
const EIGHT = ["uint8", "int8"];
const zero = (c, type) => c.scalar(type === "int8" ? c.int(-3, 3) : c.int(0, 7), type);

function convolution(c) {
  const groups = c.pick([1, 1, 2]), perGroup = c.int(1, 3), outputs = groups * c.int(1, 3);
  const dims = c.image(c.pick([1, 2, 2]), groups * perGroup, 5, 9);
  const w = window(c, dims.slice(2), { dilated: true });
  const [type, weightType] = [c.pick(EIGHT), "int8"];
  const inputs = [c.input(dims, type), scale(c), zero(c, type), c.weights([outputs, perGroup, ...w.kernel], weightType), scale(c), c.scalar(0, weightType), scale(c), zero(c, type)];
  return c.node("QLinearConv", [...inputs, c.chance(0.5) ? c.weights([outputs], "int32") : undefined], { ...w.attributes, group: groups });
}

function matmul(c) {
  const [m, k, n] = [c.int(1, 6), c.int(1, 8), c.int(1, 8)];
  const [type, weightType] = [c.pick(EIGHT), "int8"];
  const leading = c.dims(0, 1, 4);
  return c.node("QLinearMatMul", [c.input([...leading, m, k], type), scale(c), zero(c, type), c.weights([k, n], weightType), scale(c), c.scalar(0, weightType), scale(c), zero(c, type)]);
}

function quantize(c) {
  const dims = c.dims(1, 4), type = c.pick(EIGHT);
  const by = [scale(c), zero(c, type)];
  return c.node("DequantizeLinear", [...c.node("QuantizeLinear", [c.input(dims), ...by]), ...by]);
}

function dequantize(c) {
  const dims = c.dims(1, 4), type = c.pick(EIGHT);
  return c.node("DequantizeLinear", [c.input(dims, type), scale(c), zero(c, type)]);
}

module.exports = [
  ...Array(2).fill({ type: "QLinearConv", since: 10, make: convolution, reader: false }),
  ...Array(2).fill({ type: "QLinearMatMul", since: 10, make: matmul, reader: false }),
  { type: "QuantizeLinear", since: 10, make: quantize, read: 1 },
  { type: "DequantizeLinear", since: 10, make: dequantize, read: 1 },
];
