"use strict";
const { product } = require("../model");

// Axes as an attribute until operator set 12, as an input from 13 on.
const withAxes = (c, type, x, axes) => (c.opset < 13 ? c.node(type, [x], { axes }) : c.node(type, [x, axes && c.ints(axes)]));

// Other sizes of the same product: neighbours joined, some sizes cut.
function regrouped(c, dims) {
  const factors = dims.flatMap((size) => (size % 2 === 0 && size > 2 && c.chance(0.5) ? [2, size / 2] : [size]));
  const result = [factors[0]];
  for (const size of factors.slice(1)) {
    if (c.chance(0.5)) result[result.length - 1] *= size;
    else result.push(size);
  }
  return result.length < 6 ? result : [product(dims)];
}

function reshape(c) {
  const dims = c.dims(1, 4, 8);
  const wanted = regrouped(c, dims);
  const written = [...wanted];
  if (c.chance(0.4)) written[c.int(0, written.length - 1)] = -1;
  if (c.chance(0.3) && written[0] === dims[0]) written[0] = 0;
  return c.node("Reshape", [c.input(dims), c.ints(written)], { allowzero: c.opset >= 14 && c.chance(0.3) ? 0 : undefined });
}

function flatten(c) {
  const dims = c.dims(1, 4);
  return c.node("Flatten", [c.input(dims)], { axis: c.chance(0.3) ? undefined : c.int(c.opset >= 11 ? -dims.length : 0, dims.length) });
}

function squeeze(c) {
  const dims = c.dims(1, 5);
  dims[c.int(0, dims.length - 1)] = 1;
  const ones = dims.map((size, i) => (size === 1 ? i : -1)).filter((i) => i >= 0);
  const axes = c.chance(0.3) ? undefined : c.some(ones).map((i) => (c.opset >= 11 && c.chance(0.3) ? i - dims.length : i));
  return withAxes(c, "Squeeze", c.input(dims), axes);
}

function unsqueeze(c) {
  const dims = c.dims(1, 3);
  const rank = dims.length + c.int(1, 2);
  const axes = c.shuffled(c.times(rank, (_, i) => i)).slice(0, rank - dims.length).map((i) => (c.opset >= 11 && c.chance(0.3) ? i - rank : i));
  return withAxes(c, "Unsqueeze", c.input(dims), axes);
}

function transpose(c) {
  const dims = c.dims(1, 5);
  return c.node("Transpose", [c.input(dims)], { perm: c.chance(0.2) ? undefined : c.shuffled(dims.map((_, i) => i)) });
}

function depthToSpace(c) {
  const block = c.int(1, 3);
  const dims = c.image(2, block * block * c.int(1, 3), 2, 5);
  return c.node("DepthToSpace", [c.input(dims)], { blocksize: block, mode: c.opset >= 11 ? c.pick([undefined, "DCR", "CRD"]) : undefined });
}

function spaceToDepth(c) {
  const block = c.int(1, 3);
  return c.node("SpaceToDepth", [c.input([1, c.int(1, 4), block * c.int(1, 4), block * c.int(1, 4)])], { blocksize: block });
}

function concatenation(c) {
  const dims = c.dims(1, 4);
  const axis = c.axis(dims.length);
  const at = axis < 0 ? axis + dims.length : axis;
  const inputs = c.times(c.int(1, 4), (_, i) => c.operand(dims.map((size, d) => (d === at ? c.int(1, 5) : size)), "float", i === 0 ? 0 : 0.2));
  return c.node("Concat", inputs, { axis });
}

function split(c) {
  const dims = c.dims(1, 4);
  const axis = c.axis(dims.length);
  const parts = c.int(1, 3);
  const sizes = c.times(parts, () => c.int(1, 4));
  const given = c.chance(0.6);
  dims[axis < 0 ? axis + dims.length : axis] = given ? sizes.reduce((a, b) => a + b) : parts * c.int(1, 3);
  const x = c.input(dims);
  const at = c.opset < 11 && axis < 0 ? axis + dims.length : axis;
  if (c.opset < 13) return c.node("Split", [x], { axis: at, split: given ? sizes : undefined }, parts);
  return c.node("Split", [x, given ? c.ints(sizes) : undefined], { axis: at, num_outputs: c.opset >= 18 && !given ? parts : undefined }, parts);
}

function slice(c) {
  const dims = c.dims(1, 4, 9);
  const axes = c.some(dims.map((_, i) => i));
  const starts = [], ends = [], steps = [];
  for (const axis of axes) {
    const size = dims[axis], from = c.int(0, size - 1), to = c.int(from + 1, size);
    starts.push(c.chance(0.3) ? from - size : from);
    ends.push(to === size && c.chance(0.4) ? 2147483647 : to < size && c.chance(0.3) ? to - size : to);
    steps.push(c.chance(0.3) ? c.int(1, 3) : 1);
  }
  if (c.opset < 10) return c.node("Slice", [c.input(dims)], { starts, ends, axes: axes.length === dims.length && c.chance(0.5) ? undefined : axes });
  const stepped = c.chance(0.5);
  const all = axes.length === dims.length && !stepped && c.chance(0.5);
  const written = axes.map((axis) => (c.chance(0.3) ? axis - dims.length : axis));
  return c.node("Slice", [c.input(dims), c.ints(starts), c.ints(ends), all ? undefined : c.ints(written), stepped ? c.ints(steps) : undefined]);
}

function pad(c) {
  const dims = c.dims(2, 4, 6);
  const amounts = c.times(2 * dims.length, () => (c.chance(0.5) ? 0 : c.int(0, 2)));
  const mode = c.pick(["constant", "constant", "edge"]);
  if (c.opset < 11) return c.node("Pad", [c.input(dims)], { pads: amounts, mode });
  const value = mode === "constant" && c.chance(0.3) ? c.scalar(0) : undefined;
  if (c.opset < 18 || c.chance(0.5)) return c.node("Pad", [c.input(dims), c.ints(amounts), value], { mode });
  const axes = c.some(dims.map((_, i) => i));
  const of = axes.map((axis) => amounts[axis]).concat(axes.map((axis) => amounts[axis + dims.length]));
  return c.node("Pad", [c.input(dims), c.ints(of), value, c.ints(axes)], { mode });
}

function upsample(c) {
  const dims = c.image(2, undefined, 2, 6);
  const scales = [1, 1, c.int(1, 3), c.int(1, 3)];
  const mode = c.pick([undefined, "nearest"]);
  return c.opset < 9 ? c.node("Upsample", [c.input(dims)], { scales: { floats: scales }, mode }) : c.node("Upsample", [c.input(dims), c.constant([4], "float", scales)], { mode });
}

function resize(c) {
  const dims = c.image(2, undefined, 2, 8);
  const mode = c.pick(["nearest", "linear"]);
  const scales = [1, 1, c.pick([0.5, 1, 1.5, 2, 3]), c.pick([0.5, 1, 1.5, 2, 3])];
  const x = c.input(dims);
  if (c.opset < 11) return c.node("Resize", [x, c.constant([4], "float", scales)], { mode });
  const attributes = { mode, coordinate_transformation_mode: c.pick([undefined, "asymmetric", "align_corners", "half_pixel"]), nearest_mode: mode === "nearest" ? c.pick([undefined, "floor", "round_prefer_ceil"]) : undefined };
  // Empty, as exporters of that time wrote it: absent is allowed from 13 on.
  const roi = c.opset < 13 ? c.constant([0], "float", []) : undefined, noScales = c.opset < 13 ? c.constant([0], "float", []) : undefined;
  if (c.chance(0.5)) return c.node("Resize", [x, roi, c.constant([4], "float", scales)], attributes);
  const sizes = [1, dims[1], c.int(1, 9), c.int(1, 9)];
  if (c.opset < 18 || c.chance(0.5)) return c.node("Resize", [x, roi, noScales, c.ints(sizes)], attributes);
  return c.node("Resize", [x, undefined, undefined, c.ints(sizes.slice(2))], { ...attributes, axes: [2, 3], keep_aspect_ratio_policy: c.pick([undefined, "stretch", "not_larger", "not_smaller"]) });
}

module.exports = [
  { type: "Reshape", make: reshape, read: 1 },
  { type: "Flatten", make: flatten, read: 1 },
  { type: "Squeeze", make: squeeze, read: 1 },
  { type: "Unsqueeze", make: unsqueeze, read: 1 },
  { type: "Transpose", make: transpose, read: 1 },
  { type: "DepthToSpace", make: depthToSpace, read: 1 },
  { type: "SpaceToDepth", make: spaceToDepth, read: 1 },
  { type: "Concat", make: concatenation, read: 1 },
  { type: "Split", make: split, read: 1 },
  { type: "Slice", make: slice, read: 1 },
  { type: "Slice", make: slice, read: 1 },
  { type: "Pad", make: pad, read: 1 },
  { type: "Upsample", until: 9, make: upsample, read: 1 },
  { type: "Resize", since: 10, make: resize, read: 1 },
  { type: "Resize", since: 10, make: resize, read: 1 },
];
