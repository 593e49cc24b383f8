"use strict";
// Multiply-accumulates of one run of a model, from the shapes that its tensors really had and the ONNX operators' definitions. Padding
// counts, as networks are counted; what docs/import.md says to count otherwise is here by name.
const { attribute, neededNodes, product } = require("./model");

const last = (dims, from = 1) => dims[dims.length - from];

// Products of a transposed convolution along one axis that reach the output: input i and tap k meet at i * stride + k * dilation - begin.
function meetings(size, taps, stride, dilation, begin, out) {
  let count = 0;
  for (let i = 0; i < size; ++i) for (let k = 0; k < taps; ++k) {
    const at = i * stride + k * dilation - begin;
    if (at >= 0 && at < out) ++count;
  }
  return count;
}

function transposedConvolution(node, shape) {
  const [x, w, y] = [shape(0), shape(1), shape.out(0)];
  const axes = x.length - 2;
  const ones = Array(axes).fill(1);
  const strides = attribute(node, "strides", ones), dilations = attribute(node, "dilations", ones);
  const extra = attribute(node, "output_padding", Array(axes).fill(0)), pads = attribute(node, "pads", Array(2 * axes).fill(0));
  const mode = attribute(node, "auto_pad", "NOTSET"), given = attribute(node, "output_shape");
  // docs/import.md: a dilated one is the convolution of the flipped kernel, padding included.
  if (dilations.some((step) => step > 1) && strides.every((step) => step === 1)) return product(y) * (x[1] / attribute(node, "group", 1)) * product(w.slice(2));
  let count = x[0] * x[1] * w[1];
  for (let a = 0; a < axes; ++a) {
    const total = strides[a] * (x[a + 2] - 1) + extra[a] + (w[a + 2] - 1) * dilations[a] + 1 - y[a + 2];
    let begin = pads[a];
    if (mode === "VALID") begin = 0;
    else if (mode !== "NOTSET" || given) begin = mode === "SAME_UPPER" ? Math.floor(total / 2) : total - Math.floor(total / 2);
    count *= meetings(x[a + 2], w[a + 2], strides[a], dilations[a], begin, y[a + 2]);
  }
  return count;
}

// Of [outputs][inputs within group][taps] weights.
const convolution = (weights) => (node, shape) => product(shape.out(0)) * product(shape(weights).slice(1));

const matrixProduct = (node, shape) => product(shape.out(0)) * (attribute(node, "transA", 0) ? last(shape(0), Math.min(2, shape(0).length)) : last(shape(0)));

const recurrent = (gates) => (node, shape) => {
  const [x, w] = [shape(0), shape(1)];
  const hidden = w[1] / gates;
  return x[0] * x[1] * w[0] * gates * hidden * (w[2] + hidden);
};

// Products with constant matrices, of real and imaginary parts (docs/import.md).
function fourier(node, shape) {
  const x = shape(0), axis = attribute(node, "axis", 1);
  return product(shape.out(0)) * x[axis < 0 ? axis + x.length : axis] * last(x);
}

// Scores and their product with the values.
const attentionProducts = (batch, heads, queries, keys, size, valueSize) => batch * heads * queries * keys * (size + valueSize);

function attention(node, shape) {
  const [q, k, v] = [shape(0), shape(1), shape(2)];
  const past = shape.has(4) ? shape(4)[2] : 0;
  if (q.length === 4) return attentionProducts(q[0], q[1], q[2], k[2] + past, q[3], v[3]);
  const heads = attribute(node, "q_num_heads"), shared = attribute(node, "kv_num_heads");
  return attentionProducts(q[0], heads, q[1], k[1] + past, q[2] / heads, v[2] / shared);
}

// com.microsoft: weights of the three projections in one.
function projectedAttention(node, shape) {
  const [x, w] = [shape(0), shape(1)];
  const heads = attribute(node, "num_heads"), sizes = attribute(node, "qkv_hidden_sizes", Array(3).fill(w[1] / 3));
  const past = shape.has(4) ? shape(4)[3] : 0;
  return x[0] * x[1] * w[0] * w[1] + attentionProducts(x[0], heads, x[1], x[1] + past, sizes[0] / heads, sizes[2] / heads);
}

function multiHeadAttention(node, shape) {
  const q = shape(0), heads = attribute(node, "num_heads");
  const past = shape.has(6) ? shape(6)[2] : 0;
  const width = q.length === 5 ? q[4] : q[2] / heads;
  const keys = !shape.has(1) ? q[1] : shape(1).length === 4 ? shape(1)[2] : shape(1)[1];
  const valueWidth = shape.has(2) ? (shape(2).length === 4 ? shape(2)[3] : shape(2)[2] / heads) : width;
  return attentionProducts(q[0], heads, q[1], keys + past, width, valueWidth);
}

function groupQueryAttention(node, shape) {
  const [b, s, width] = shape(0);
  const heads = attribute(node, "num_heads"), shared = attribute(node, "kv_num_heads");
  const size = shape.has(1) ? width / heads : width / (heads + 2 * shared);
  return attentionProducts(b, heads, s, shape.out(1)[2], size, size);
}

// A contraction: every combination of its letters, if it sums over any.
function einsum(node, shape) {
  const [inputs, outputs] = attribute(node, "equation").replace(/\s/g, "").split("->");
  const sizes = new Map();
  inputs.split(",").forEach((term, i) => {
    const letters = [...term.replace(/\./g, "")], dims = shape(i), more = dims.length - letters.length;
    const at = term.indexOf(".");
    dims.forEach((size, d) => {
      const letter = at >= 0 && d >= at ? (d < at + more ? `.${d - at - more}` : letters[d - more]) : letters[d];
      sizes.set(letter, Math.max(sizes.get(letter) ?? 1, size));
    });
  });
  if (inputs.split(",").length < 2) return 0;
  const kept = outputs ?? [...sizes.keys()].filter((letter) => inputs.split(letter).length === 2 || letter[0] === ".").join("");
  const summed = [...sizes.keys()].some((letter) => letter[0] !== "." && !kept.includes(letter) && sizes.get(letter) > 1);
  return summed ? product([...sizes.values()]) : 0;
}

const COUNTS = {
  Conv: convolution(1),
  FusedConv: convolution(1),
  ConvInteger: convolution(1),
  QLinearConv: convolution(3),
  ConvTranspose: transposedConvolution,
  DeformConv: convolution(1),
  DFT: fourier,
  Gemm: matrixProduct,
  FusedMatMul: matrixProduct,
  MatMul: matrixProduct,
  MatMulInteger: matrixProduct,
  QLinearMatMul: matrixProduct,
  DynamicQuantizeMatMul: matrixProduct,
  MatMulIntegerToFloat: matrixProduct,
  QGemm: matrixProduct,
  MatMulNBits: (node, shape) => product(shape.out(0)) * attribute(node, "K"),
  LSTM: recurrent(4),
  GRU: recurrent(3),
  RNN: recurrent(1),
  "ai.Attention": attention,
  "com.microsoft.Attention": projectedAttention,
  MultiHeadAttention: multiHeadAttention,
  GroupQueryAttention: groupQueryAttention,
  Einsum: einsum,
};

// docs/import.md: scales of channels are one MAC for each element; but a batch normalization is nothing after a layer with weights that
// nothing else reads.
const SCALED = new Set(["InstanceNormalization", "GroupNormalization"]);
const WEIGHTED = new Set(["Conv", "ConvTranspose", "QLinearConv", "Gemm", "MatMul", "QLinearMatMul", "BatchNormalization", "InstanceNormalization", "GroupNormalization", "LayerNormalization"]);
const FREE = new Set(["Identity", "Dropout", "Cast", "Reshape", "Flatten", "Squeeze", "Unsqueeze", "Transpose", "QuantizeLinear", "DequantizeLinear"]);
function foldsIntoWeights(node, graph) {
  const uses = (name) => graph.nodes.reduce((sum, one) => sum + one.input.filter((input) => input === name).length, 0) + (graph.outputs.has(name) ? 1 : 0);
  let name = node.input[0];
  for (;;) {
    const maker = graph.maker.get(name);
    if (!maker || uses(name) !== 1) return false;
    if (!FREE.has(maker.opType)) return WEIGHTED.has(maker.opType) && maker.input.slice(1).some((input) => graph.stored.has(input));
    name = maker.input[0];
  }
}

const ruleOf = (node) => COUNTS[node.opType] ?? COUNTS[`${node.domain || "ai"}.${node.opType}`];

// How many elements these make depends on values, of which an import takes the most that there may be.
const BY_VALUES = new Set(["NonMaxSuppression", "NonZero", "Compress", "Unique"]);

// What of a node nobody saw: the axis of a DFT that is an input, sizes by values, functions and graphs that multiply.
function hidden(node, functions) {
  if (BY_VALUES.has(node.opType)) return [`${node.opType} makes as many elements as values say`];
  if (node.opType === "DFT" && node.input.length > 2) return ["DFT along an axis that is an input"];
  const called = functions.find((one) => one.name === node.opType && one.domain === node.domain);
  const bodies = node.attribute.flatMap((one) => (one.g ? [one.g] : one.graphs)).concat(called ?? []);
  const multiplies = (body) => body.node.some((inner) => ruleOf(inner) || SCALED.has(inner.opType) || inner.opType === "BatchNormalization" || hidden(inner, functions).length > 0);
  return bodies.some(multiplies) ? [`${node.opType} with ${called ? "a body" : "graphs"} of its own`] : [];
}

// { macs, unknown: [reasons why the sum may lack something] }. `shapes`: dimensions by tensor.
function count(model, shapes) {
  const nodes = neededNodes(model.graph);
  const stored = new Map(model.graph.initializer.map((tensor) => [tensor.name, tensor.dims.map(Number)]));
  const graph = { nodes, stored: new Set(stored.keys()), outputs: new Set(model.graph.output.map((one) => one.name)), maker: new Map() };
  for (const node of nodes) {
    for (const name of node.output) graph.maker.set(name, node);
    const constant = node.opType === "Constant" || (node.input.length > 0 && node.input.every((name) => !name || graph.stored.has(name)));
    if (constant) node.output.forEach((name) => graph.stored.add(name));
  }
  const unknown = new Set();
  let macs = 0;
  for (const node of nodes) {
    hidden(node, model.functions).forEach((reason) => unknown.add(reason));
    const shape = (i) => shapes[node.input[i]] ?? stored.get(node.input[i]);
    shape.has = (i) => Boolean(node.input[i]);
    shape.out = (i) => shapes[node.output[i]];
    const rule = ruleOf(node);
    if (rule) macs += rule(node, shape);
    if (SCALED.has(node.opType) || (node.opType === "BatchNormalization" && !foldsIntoWeights(node, graph))) macs += product(shape.out(0));
  }
  return { macs, unknown: [...unknown] };
}

module.exports = { count };
