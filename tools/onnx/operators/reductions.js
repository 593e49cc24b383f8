"use strict";

// Axes as an attribute until operator set `moved` - 1, as an input from then on; absent: all.
const reduction = (moved) => (c, type) => {
  const dims = c.dims(1, 5);
  const axes = c.chance(0.15) ? undefined : c.some(dims.map((_, i) => i)).map((axis) => (c.chance(0.3) && (c.opset >= 11) ? axis - dims.length : axis));
  // A result without dimensions has nothing to read.
  const all = axes === undefined || axes.length === dims.length;
  const attributes = { keepdims: c.pick(all ? [undefined, 1] : [undefined, 0, 1]) };
  if (c.opset < moved) return c.node(type, [c.input(dims)], { ...attributes, axes });
  const none = axes === undefined && c.chance(0.5);
  if (c.chance(0.3) || none) attributes.noop_with_empty_axes = c.int(0, 1);
  return c.node(type, [c.input(dims), none ? c.ints([]) : axes && c.ints(axes)], attributes);
};

// The index of an extreme.
function extreme(c, type) {
  const dims = c.dims(1, 4);
  const axis = c.opset >= 11 ? c.axis(dims.length) : c.int(0, dims.length - 1);
  return c.node(type, [c.input(dims)], { axis: axis === 0 && c.chance(0.5) ? undefined : axis, keepdims: c.pick(dims.length > 1 ? [undefined, 0, 1] : [undefined, 1]), select_last_index: c.opset >= 12 ? c.pick([undefined, 0, 1]) : undefined });
}

// The largest and their indices; how many as an attribute before operator set 10.
function largest(c) {
  const dims = c.dims(1, 4);
  const axis = c.axis(dims.length);
  const at = c.opset < 11 && axis < 0 ? axis + dims.length : axis;
  const k = c.int(1, dims[axis < 0 ? axis + dims.length : axis]);
  if (c.opset < 10) return c.node("TopK", [c.input(dims)], { axis: at, k }, 2);
  return c.node("TopK", [c.input(dims), c.ints([k])], { axis: at, largest: c.opset >= 11 ? c.pick([undefined, 0, 1]) : undefined }, 2);
}

const cumulative = (c) => {
  const dims = c.dims(1, 4);
  return c.node("CumSum", [c.input(dims), c.scalar(c.axis(dims.length), "int64")], { exclusive: c.pick([undefined, 0, 1]), reverse: c.pick([undefined, 0, 1]) });
};

module.exports = [
  ...["ReduceMean", "ReduceMax", "ReduceMin", "ReduceProd", "ReduceL1", "ReduceL2", "ReduceLogSumExp", "ReduceSumSquare"].map((type) => ({ type, make: reduction(18), read: 1 })),
  { type: "ReduceSum", make: reduction(13), read: 1 },
  { type: "ArgMax", make: extreme, reader: false },
  { type: "ArgMin", make: extreme, reader: false },
  { type: "TopK", make: largest },
  { type: "CumSum", since: 11, make: cumulative },
];
