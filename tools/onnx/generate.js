"use strict";
// Random models of one operator, valid by the operator's schema in the operator set that is drawn.
const fs = require("fs");
const path = require("path");
const { encode, product, tensorProto, TYPES } = require("./model");

const OLDEST = 7, NEWEST = 26;
// Rows: { type, make(c, type), since, until, reader }: make() adds the node by a Case, whose operator set is from `since` (7) to `until`
// (26), and returns its outputs. reader: false if the first is not of float, or may have no dimensions.
const ROWS = ["attention", "elementwise", "fused", "lookups", "moves", "normalizations", "pools", "products", "quantized", "reductions", "sequences", "unary"].flatMap((name) => require(`./operators/${name}`));

// IR versions that the ONNX project released with an operator set.
const IR_VERSIONS = [[25, 12], [24, 11], [23, 11], [21, 10], [19, 9], [15, 8], [12, 7], [11, 6], [10, 5], [9, 4], [0, 3]];

// One model under construction, with draws that depend on the seed and its number alone.
class Case {
  constructor(seed, number) {
    this.state = (Math.imul(seed, 0x9e3779b1) ^ Math.imul(number + 1, 0x85ebca6b)) >>> 0;
    for (let i = 0; i < 8; ++i) this.uniform();
    this.graph = { name: "g", node: [], input: [], output: [], initializer: [] };
    this.domains = [];
  }

  // Draws (mulberry32).
  uniform() {
    this.state = (this.state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(this.state ^ (this.state >>> 15), 1 | this.state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  }
  int(low, high) {
    return low + Math.floor(this.uniform() * (high - low + 1));
  }
  chance(probability) {
    return this.uniform() < probability;
  }
  pick(list) {
    return list[this.int(0, list.length - 1)];
  }
  times(count, draw) {
    return Array.from({ length: count }, draw);
  }
  shuffled(list) {
    const order = [...list];
    for (let i = order.length - 1; i > 0; --i) {
      const j = this.int(0, i);
      [order[i], order[j]] = [order[j], order[i]];
    }
    return order;
  }
  // Sizes of a tensor, ones among them.
  dims(lowestRank, highestRank, largest = 7) {
    return this.times(this.int(lowestRank, highestRank), () => (this.chance(0.2) ? 1 : this.int(2, largest)));
  }
  // An image or sequence: one inference, channels, `axes` sizes.
  image(axes, channels = this.int(1, 8), smallest = 4, largest = 12) {
    return [1, channels, ...this.times(axes, () => this.int(smallest, largest))];
  }
  // An index of `rank` dimensions from either end.
  axis(rank, lowest = 0) {
    const axis = this.int(lowest, rank - 1);
    return this.chance(0.4) ? axis - rank : axis;
  }
  some(list) {
    const chosen = list.filter(() => this.chance(0.5));
    return chosen.length > 0 ? chosen : [this.pick(list)];
  }

  // Tensors. Each returns the name.
  fresh(kind) {
    this.names = (this.names ?? 0) + 1;
    return `${kind}${this.names}`;
  }
  input(dims, type = "float") {
    const name = this.fresh("x");
    this.graph.input.push({ name, type: { tensorType: { elemType: TYPES[type].code, shape: { dim: dims.map((dimValue) => ({ dimValue })) } } } });
    return name;
  }
  constant(dims, type, values) {
    const name = this.fresh("c");
    this.graph.initializer.push(tensorProto(name, type, dims, values));
    return name;
  }
  // Integers of 8 bits without the first one: pairs of products with all of uint8 fit 16 bits, beyond which ONNX Runtime saturates on
  // processors without instructions for such sums.
  weights(dims, type = "float") {
    const [low, high] = { int8: [-64, 63], uint8: [0, 127], int32: [-500, 500] }[type] ?? [0, 1];
    return this.constant(dims, type, this.times(product(dims), () => (type === "float" ? this.uniform() - 0.5 : this.int(low, high))));
  }
  ints(values) {
    return this.constant([values.length], "int64", values);
  }
  scalar(value, type = "float") {
    return this.constant([], type, [value]);
  }
  // An operand of a shape that broadcasts with others: computed, or stored.
  operand(dims, type = "float", stored = 0.3) {
    return this.chance(stored) ? this.weights(dims, type) : this.input(dims, type);
  }

  // Adds a node; returns its outputs' names. `attributes`: numbers that are no integers in { float }, the others as they are; those
  // that are undefined are left out. Inputs that are undefined are absent.
  node(type, inputs, attributes = {}, outputs = 1, domain = "") {
    const names = this.times(outputs, () => this.fresh("y"));
    while (inputs.length > 0 && inputs[inputs.length - 1] === undefined) inputs.pop();
    const written = Object.entries(attributes).filter(([, value]) => value !== undefined).map(([name, value]) => {
      if (typeof value === "number") return { name, type: 2, i: value };
      if (typeof value === "string") return { name, type: 3, s: Buffer.from(value) };
      if (Array.isArray(value)) return typeof value[0] === "string" ? { name, type: 8, strings: value.map((text) => Buffer.from(text)) } : { name, type: 7, ints: value };
      if (value.floats) return { name, type: 6, floats: value.floats };
      if (value.tensor) return { name, type: 4, t: value.tensor };
      return { name, type: 1, f: value.float };
    });
    this.graph.node.push({ opType: type, name: this.fresh("n"), domain, input: inputs.map((name) => name ?? ""), output: names, attribute: written });
    if (domain && this.domains.length === 0) this.domains.push({ domain, version: 1 });
    return names;
  }
  // What reads an operator's output, so that there is a layer, whose cost shows a dimension: a product with weights along the last
  // dimension or the first one, of the size that it has.
  read(name) {
    if (this.opset < 9) return this.node("Relu", [name])[0];
    const read = this.chance(0.5) ? name : this.node("Transpose", [name])[0];
    const shape = this.node("Shape", [read])[0];
    const last = this.opset < 10 ? this.node("Slice", [shape], { starts: [-1], ends: [2147483647] }) : this.node("Slice", [shape, this.ints([-1]), this.ints([2147483647])]);
    const weights = this.node("ConstantOfShape", this.node("Concat", [last[0], this.ints([3])], { axis: 0 }));
    return this.node("MatMul", [read, weights[0]])[0];
  }
  // Makes tensors the model's outputs; without a type: their shapes are for the reader to infer.
  outputs(names) {
    this.graph.output = names.map((name) => ({ name }));
  }
}

// The bytes of one model, and the row it is of.
function model(seed, number) {
  const c = new Case(seed, number);
  const row = ROWS[number % ROWS.length];
  c.opset = c.int(row.since ?? OLDEST, row.until ?? NEWEST);
  const [first, ...others] = row.make(c, row.type);
  c.outputs([row.reader === false || !c.chance(row.read ?? 0.5) ? first : c.read(first), ...others]);
  const irVersion = IR_VERSIONS.find(([opset]) => c.opset >= opset)[1];
  const opsetImport = [{ domain: "", version: c.opset }, ...c.domains];
  return { row, opset: c.opset, bytes: encode({ irVersion, producerName: "compare_onnx", graph: c.graph, opsetImport }) };
}

// Writes `count` models, or number `only` of them, into a folder; returns their paths.
function write(folder, count, seed, only) {
  fs.mkdirSync(folder, { recursive: true });
  const numbers = only === undefined ? Array.from({ length: count }, (_, i) => i) : [Number(only)];
  return numbers.map((number) => {
    const { row, opset, bytes } = model(seed, number);
    const file = path.join(folder, `${String(number).padStart(4, "0")}_${row.type}_${opset}.onnx`);
    fs.writeFileSync(file, bytes);
    return file;
  });
}

module.exports = { write };
