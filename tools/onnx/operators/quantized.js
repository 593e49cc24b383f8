"use strict";
const { product } = require("../model");
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

// Of operands that both have zero points, absent or not; products of integers.
function matmulInteger(c) {
  const [m, k, n] = c.times(3, () => c.int(1, 8)), type = c.pick(EIGHT);
  const zeros = c.chance(0.6) ? [zero(c, type), c.scalar(0, "int8")] : [];
  return c.node("MatMulInteger", [c.input([m, k], type), c.weights([k, n], "int8"), ...zeros]);
}

function convolutionInteger(c) {
  const dims = c.image(2, c.int(1, 4), 5, 8), w = window(c, dims.slice(2));
  const zeros = c.chance(0.6) ? [zero(c, "uint8"), c.scalar(0, "uint8")] : [];
  return c.node("ConvInteger", [c.input(dims, "uint8"), c.weights([c.int(1, 5), dims[1], ...w.kernel], "uint8"), ...zeros], w.attributes);
}

const MICROSOFT = "com.microsoft";
const quantization = (c, type) => [scale(c), zero(c, type)];

function sum(c, name) {
  const type = c.pick(EIGHT), dims = c.dims(1, 4);
  const broadcast = dims.map((size) => (c.chance(0.3) ? 1 : size));
  const other = product(broadcast) === 1 ? dims : broadcast;  // one number is no layer
  return c.node(name, [c.input(dims, type), ...quantization(c, type), c.operand(other, type), ...quantization(c, type), ...quantization(c, type)], {}, 1, MICROSOFT);
}

function concatenation(c) {
  const type = c.pick(EIGHT), dims = c.dims(2, 4), axis = c.int(0, dims.length - 1);
  const parts = c.times(c.int(2, 4), () => [c.input(dims.map((size, i) => (i === axis ? c.int(1, 4) : size)), type), ...quantization(c, type)]);
  return c.node("QLinearConcat", [...quantization(c, type), ...parts.flat()], { axis }, 1, MICROSOFT);
}

function activation(c, name) {
  const type = c.pick(EIGHT);
  return c.node(name, [c.input(c.dims(1, 4), type), ...quantization(c, type), ...quantization(c, type)], name === "QLinearLeakyRelu" ? { alpha: { float: 0.1 } } : {}, 1, MICROSOFT);
}

function pool(c, name) {
  const type = "uint8", dims = c.image(2, undefined, 5, 9), w = window(c, dims.slice(2), { narrow: true });
  const attributes = name === "QLinearAveragePool" ? { ...w.attributes, kernel_shape: w.kernel } : { channels_last: 0 };
  return c.node(name, [c.input(dims, type), ...quantization(c, type), ...quantization(c, type)], attributes, 1, MICROSOFT);
}

const dynamic = (c) => c.node("DequantizeLinear", c.node("DynamicQuantizeLinear", [c.input(c.dims(1, 4))], {}, 3));

// Weights of 4 bits in blocks that share a scale.
function blocks(c) {
  const [n, block] = [c.int(1, 8), c.pick([16, 32])], k = block * c.int(1, 3), count = k / block;
  return c.node("MatMulNBits", [c.input([...c.dims(0, 1), c.int(1, 5), k]), c.weights([n, count, block / 2], "uint8"), c.weights([n * count])], { K: k, N: n, bits: 4, block_size: block }, 1, MICROSOFT);
}

module.exports = [
  ...Array(2).fill({ type: "QLinearConv", since: 10, make: convolution, reader: false }),
  ...Array(2).fill({ type: "QLinearMatMul", since: 10, make: matmul, reader: false }),
  { type: "MatMulInteger", since: 10, make: matmulInteger, reader: false },
  { type: "ConvInteger", since: 10, make: convolutionInteger, reader: false },
  { type: "DynamicQuantizeLinear", since: 11, make: dynamic, read: 1 },
  ...["QLinearAdd", "QLinearMul"].map((type) => ({ type, since: 10, make: sum, reader: false })),
  { type: "QLinearConcat", since: 10, make: concatenation, reader: false },
  ...["QLinearSigmoid", "QLinearLeakyRelu"].map((type) => ({ type, since: 10, make: activation, reader: false })),
  ...["QLinearAveragePool", "QLinearGlobalAveragePool"].map((type) => ({ type, since: 10, make: pool, reader: false })),
  { type: "MatMulNBits", since: 10, make: blocks },
  { type: "QuantizeLinear", since: 10, make: quantize, read: 1 },
  { type: "DequantizeLinear", since: 10, make: dequantize, read: 1 },
];
