"use strict";
const { product } = require("../model");

// One index, neighbours, or any; negative ones from operator set 11 on.
function gather(c) {
  const dims = c.dims(1, 4);
  const axis = c.axis(dims.length);
  const at = c.opset < 11 && axis < 0 ? axis + dims.length : axis;
  const size = dims[axis < 0 ? axis + dims.length : axis];
  const index = c.int(0, size - 1);
  const signed = c.opset >= 11 && c.chance(0.3) ? index - size : index;
  const forms = [() => c.ints([signed]), () => c.ints(c.times(size - index, (_, i) => index + i)), () => c.constant([1, 1], "int64", [index]), () => c.ints(c.times(c.int(1, 4), () => c.int(0, size - 1)))];
  if (dims.length > 1) forms.push(() => c.scalar(signed, "int64"));
  return c.node("Gather", [c.input(dims), c.pick(forms)()], { axis: at === 0 && c.chance(0.5) ? undefined : at });
}

// Rows of a table that is stored.
const lookUp = (c) => c.node("Gather", [c.weights([c.int(2, 9), c.int(1, 8)]), c.input(c.dims(1, 2), "int64")]);

function gatherElements(c) {
  const dims = c.dims(1, 4);
  const axis = c.axis(dims.length);
  const at = axis < 0 ? axis + dims.length : axis;
  const wanted = dims.map((size, i) => (i === at ? c.int(1, 5) : size));
  return c.node("GatherElements", [c.input(dims), c.constant(wanted, "int64", c.times(product(wanted), () => c.int(0, dims[at] - 1)))], { axis });
}

// Tuples of indices of leading dimensions.
function tuples(c, dims, count, length) {
  return c.constant([...count, length], "int64", c.times(product(count), () => dims.slice(0, length).map((size) => c.int(0, size - 1))).flat());
}

function gatherND(c) {
  const dims = c.dims(2, 4);
  return c.node("GatherND", [c.input(dims), tuples(c, dims, c.dims(1, 2, 4), c.int(1, dims.length))]);
}

function scatterND(c) {
  const dims = c.dims(1, 4);
  const count = c.dims(1, 2, 4), length = c.int(1, dims.length);
  return c.node("ScatterND", [c.input(dims), tuples(c, dims, count, length), c.operand([...count, ...dims.slice(length)], "float", 0.2)]);
}

function trilu(c) {
  return c.node("Trilu", [c.input(c.dims(2, 4)), c.chance(0.3) ? c.scalar(c.int(-2, 2), "int64") : undefined], { upper: c.pick([undefined, 0, 1]) });
}

function gridSample(c) {
  const dims = c.image(2, undefined, 2, 6);
  const modes = c.opset < 20 ? [undefined, "bilinear", "nearest"] : [undefined, "linear", "nearest"];
  return c.node("GridSample", [c.input(dims), c.input([1, c.int(1, 5), c.int(1, 5), 2])], { mode: c.pick(modes), padding_mode: c.pick([undefined, "zeros", "border"]), align_corners: c.pick([undefined, 0, 1]) });
}

module.exports = [
  { type: "Gather", make: gather, read: 1 },
  { type: "Gather", make: lookUp, read: 1 },
  { type: "GatherElements", since: 11, make: gatherElements, read: 1 },
  { type: "GatherND", since: 11, make: gatherND, read: 1 },
  { type: "ScatterND", since: 11, make: scatterND, read: 1 },
  { type: "Trilu", since: 14, make: trilu },
  { type: "GridSample", since: 16, make: gridSample },
];
