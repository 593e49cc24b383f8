"use strict";
const { window } = require("./window");

// Groups that divide both numbers of channels, depthwise among them.
function channels(c) {
  const groups = c.pick([1, 1, 1, 2, 3, 4]);
  const perGroup = c.chance(0.3) ? 1 : c.int(1, 4);
  return { groups, inputs: groups * perGroup, outputs: groups * c.int(1, 4), perGroup };
}

const bias = (c, size) => (c.chance(0.5) ? c.weights([size]) : undefined);

function convolution(c) {
  const axes = c.pick([1, 2, 2, 2, 3]);
  const { groups, inputs, outputs, perGroup } = channels(c);
  const dims = c.image(axes, inputs, 5, axes === 3 ? 7 : 13);
  const w = window(c, dims.slice(2), { dilated: true });
  return c.node("Conv", [c.input(dims), c.weights([outputs, perGroup, ...w.kernel]), bias(c, outputs)], { ...w.attributes, kernel_shape: c.chance(0.7) ? w.kernel : undefined, group: groups > 1 || c.chance(0.3) ? groups : undefined });
}

function transposed(c) {
  const axes = c.pick([1, 2, 2]);
  const { groups, inputs, outputs } = channels(c);
  const dims = c.image(axes, inputs, 3, 8);
  const kernel = c.times(axes, () => c.int(1, 4));
  const strides = c.times(axes, () => c.int(1, 3));
  const attributes = { kernel_shape: c.chance(0.7) ? kernel : undefined, strides: strides.some((s) => s > 1) || c.chance(0.5) ? strides : undefined, group: groups > 1 ? groups : undefined };
  const choice = c.uniform();
  if (choice < 0.4) attributes.pads = c.times(2 * axes, (_, i) => c.int(0, Math.max(0, Math.min(2, kernel[i % axes] - 1))));
  else if (choice < 0.6) attributes.auto_pad = c.pick(["SAME_UPPER", "SAME_LOWER", "VALID"]);
  else if (choice < 0.75) attributes.output_shape = dims.slice(2).map((size, i) => size * strides[i] - c.int(0, Math.min(1, strides[i] - 1)));
  if (choice < 0.4 && c.chance(0.4)) attributes.output_padding = strides.map((stride) => c.int(0, stride - 1));
  if (attributes.auto_pad?.startsWith("SAME") || attributes.output_shape) kernel.forEach((size, i) => (kernel[i] = Math.max(size, strides[i])));
  return c.node("ConvTranspose", [c.input(dims), c.weights([inputs, outputs / groups, ...kernel]), bias(c, outputs)], attributes);
}

function gemm(c) {
  const [m, k, n] = [c.pick([1, 1, 5]), c.int(1, 12), c.int(1, 12)];
  const flag = () => c.pick([undefined, 0, 1]);
  const attributes = { transA: flag(), transB: flag(), alpha: c.chance(0.3) ? { float: 0.5 } : undefined, beta: c.chance(0.3) ? { float: 2 } : undefined };
  const a = attributes.transA ? [k, m] : [m, k], b = attributes.transB ? [n, k] : [k, n];
  const summand = c.pick([[n], [1, n], [m, n], [1], []]);
  const absent = c.opset >= 11 && c.chance(0.3);
  return c.node("Gemm", [c.input(a), c.operand(b, "float", 0.8), absent ? undefined : c.operand(summand, "float", 0.8)], attributes);
}

// Of two computed tensors or with weights, with vectors and with leading dimensions that broadcast.
function matmul(c) {
  const [m, k, n] = [c.int(1, 6), c.int(1, 8), c.int(1, 8)];
  const leading = c.dims(0, 2, 4);
  const other = c.chance(0.6) ? leading : c.chance(0.5) ? [] : leading.map((size) => (c.chance(0.5) ? 1 : size));
  const choice = c.uniform();
  if (choice < 0.15) return c.node("MatMul", [c.input([k]), c.operand([...leading, k, n], "float", 0.6)]);
  if (choice < 0.3) return c.node("MatMul", [c.input([...leading, m, k]), c.operand([k], "float", 0.6)]);
  const a = [...leading, m, k], b = [...other, k, n];
  return choice < 0.4 ? c.node("MatMul", [c.weights(a), c.input(b)]) : c.node("MatMul", [c.input(a), c.operand(b, "float", 0.6)]);
}

module.exports = [
  ...Array(4).fill({ type: "Conv", make: convolution }),
  ...Array(3).fill({ type: "ConvTranspose", make: transposed }),
  ...Array(3).fill({ type: "Gemm", make: gemm }),
  ...Array(4).fill({ type: "MatMul", make: matmul }),
];
