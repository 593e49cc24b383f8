"use strict";

// A shape that broadcasts to `dims`: some sizes 1, some leading dimensions gone.
function broadcastable(c, dims) {
  const kept = dims.map((size) => (c.chance(0.3) ? 1 : size));
  return c.chance(0.3) ? kept.slice(c.int(0, kept.length)) : kept;
}

// Two operands; at most one of them stored, or of fewer elements than the result.
function pair(c, type = "float") {
  const dims = c.dims(1, 5);
  const other = c.chance(0.5) ? dims : broadcastable(c, dims);
  const operands = [c.input(dims, type), c.operand(other, type)];
  return c.chance(0.5) ? operands : operands.reverse();
}

// Both operands broadcast.
function mutual(c) {
  const dims = c.dims(2, 4);
  const which = dims.map(() => c.int(0, 3));
  return [c.input(dims.map((size, i) => (which[i] === 0 ? 1 : size))), c.input(dims.map((size, i) => (which[i] === 1 ? 1 : size)))];
}

const arithmetic = (c, type) => c.node(type, c.chance(0.25) ? mutual(c) : pair(c));
const logical = (c, type) => c.node(type, pair(c, "bool"));
// Operator sets before `float` take integers only.
const comparison = (float) => (c, type) => c.node(type, pair(c, c.opset < float ? "int32" : "float"));

function several(c, type) {
  const dims = c.dims(1, 4);
  const inputs = c.times(c.int(1, 4), (_, i) => (i === 0 ? c.input(dims) : c.operand(c.opset >= 8 && c.chance(0.5) ? broadcastable(c, dims) : dims)));
  return c.node(type, c.shuffled(inputs));
}

function power(c) {
  const x = c.input(c.dims(1, 4));
  return c.node("Pow", [x, c.scalar(c.pick([1, 2, 3]))]);
}

function where(c) {
  const dims = c.dims(1, 4);
  const part = () => (c.chance(0.6) ? dims : broadcastable(c, dims));
  const inputs = [c.input(dims, "bool"), c.operand(part()), c.operand(part())];
  return c.node("Where", inputs);
}

function expand(c) {
  const dims = c.dims(1, 4);
  const from = broadcastable(c, dims);
  return c.node("Expand", [c.input(from.length > 0 ? from : [1]), c.ints(c.chance(0.3) ? dims.map((size, i) => (from[i - dims.length + from.length] === size ? 1 : size)) : dims)]);
}

module.exports = [
  ...["Add", "Sub", "Mul", "Div"].map((type) => ({ type, make: arithmetic })),
  ...["And", "Or"].map((type) => ({ type, make: logical, reader: false })),
  ...["Sum", "Max", "Min"].map((type) => ({ type, make: several })),
  { type: "Mod", since: 10, make: (c) => c.node("Mod", pair(c), { fmod: 1 }) },
  { type: "Equal", make: comparison(11), reader: false },
  { type: "Less", make: comparison(7), reader: false },
  { type: "Greater", make: comparison(7), reader: false },
  { type: "LessOrEqual", since: 12, make: comparison(12), reader: false },
  { type: "GreaterOrEqual", since: 12, make: comparison(12), reader: false },
  { type: "Pow", make: power, read: 1 },
  { type: "Where", since: 9, make: where, read: 1 },
  { type: "Expand", since: 8, make: expand, read: 1 },
];
