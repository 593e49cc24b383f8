"use strict";
// ONNX files by the ONNX project's own schema, which Debian's libonnx-dev installs.
const protobuf = require("protobufjs");

const schema = protobuf.loadSync("/usr/include/onnx/onnx.proto");
const ModelProto = schema.lookupType("onnx.ModelProto");
const TensorProto = schema.lookupType("onnx.TensorProto");

// Element types (TensorProto.DataType): number, array of values, bits of one.
const TYPES = {
  float: { code: 1, array: Float32Array, bits: 32 },
  uint8: { code: 2, array: Uint8Array, bits: 8 },
  int8: { code: 3, array: Int8Array, bits: 8 },
  uint16: { code: 4, array: Uint16Array, bits: 16 },
  int16: { code: 5, array: Int16Array, bits: 16 },
  int32: { code: 6, array: Int32Array, bits: 32 },
  int64: { code: 7, array: BigInt64Array, bits: 64 },
  string: { code: 8 },
  bool: { code: 9, array: Uint8Array, bits: 8 },
  float16: { code: 10, array: Uint16Array, bits: 16 },
  double: { code: 11, array: Float64Array, bits: 64 },
  uint32: { code: 12, array: Uint32Array, bits: 32 },
  uint64: { code: 13, array: BigUint64Array, bits: 64 },
  bfloat16: { code: 16, array: Uint16Array, bits: 16 },
  uint4: { code: 21, array: Uint8Array, bits: 4 },
  int4: { code: 22, array: Int8Array, bits: 4 },
};
const TYPE_NAMES = Object.fromEntries(Object.entries(TYPES).map(([name, type]) => [type.code, name]));

const product = (sizes) => sizes.reduce((a, b) => a * b, 1);

// The value of a node's attribute, or the fallback: a number, a string, or a list of these.
function attribute(node, name, fallback) {
  const found = node.attribute.find((one) => one.name === name);
  if (!found) return fallback;
  const kinds = { 1: () => found.f, 2: () => Number(found.i), 3: () => Buffer.from(found.s).toString(), 6: () => found.floats, 7: () => found.ints.map(Number) };
  const kind = kinds[found.type];
  return kind ? kind() : fallback;
}

// A tensor of the file. `type` as in TYPES; of 4 bits, two elements lie in a byte, the first one low.
function tensorProto(name, type, dims, values) {
  const { code, array, bits } = TYPES[type];
  let data = array.from(values, bits === 64 ? BigInt : Number);
  if (bits === 4) data = Uint8Array.from({ length: (data.length + 1) >> 1 }, (_, i) => (data[2 * i] & 15) | ((data[2 * i + 1] ?? 0) << 4));
  return { name, dataType: code, dims, rawData: new Uint8Array(data.buffer, data.byteOffset, data.byteLength) };
}

const decode = (bytes) => ModelProto.decode(bytes);
const encode = (model) => Buffer.from(ModelProto.encode(ModelProto.fromObject(model)).finish());
const decodeTensor = (bytes) => TensorProto.decode(bytes);
const encodeTensor = (tensor) => Buffer.from(TensorProto.encode(TensorProto.fromObject(tensor)).finish());

// The inputs that a run must be given: name, type, dims (a name or nothing where the file gives no size).
function inputs(model) {
  const stored = new Set(model.graph.initializer.map((tensor) => tensor.name));
  return model.graph.input.filter((input) => !stored.has(input.name)).map((input) => {
    const tensor = input.type?.tensorType;
    const dims = (tensor?.shape?.dim ?? []).map((dim) => (dim.dimParam || dim.dimValue === null || Number(dim.dimValue) <= 0 ? dim.dimParam || "" : Number(dim.dimValue)));
    return { name: input.name, type: TYPE_NAMES[tensor?.elemType] ?? "other", dims };
  });
}

// The names that a node reads, graphs of its own included.
const reads = (node) => node.input.concat(node.attribute.flatMap((one) => (one.g ? [one.g] : one.graphs)).flatMap((graph) => graph.node.flatMap(reads).concat(graph.output.map((output) => output.name))));

// The nodes that outputs of the graph need.
function neededNodes(graph) {
  const maker = new Map(graph.node.flatMap((node) => node.output.map((name) => [name, node])));
  const needed = new Set();
  const stack = graph.output.map((output) => output.name);
  while (stack.length > 0) {
    const node = maker.get(stack.pop());
    if (!node || needed.has(node)) continue;
    needed.add(node);
    stack.push(...reads(node));
  }
  return graph.node.filter((node) => needed.has(node));
}

module.exports = { TYPES, TYPE_NAMES, attribute, decode, decodeTensor, encode, encodeTensor, inputs, neededNodes, product, tensorProto };
