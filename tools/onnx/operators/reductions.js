"use strict";

// Axes as an attribute until operator set `moved` - 1, as an input from then on; absent: all.
const reduction = (moved) => (c, type) => {
  const dims = c.dims(1, 5);
  const axes = c.chance(0.15) ? undefined : c.some(dims.map((_, i) => i)).map((axis) => (c.chance(0.3) && (c.opset >= 11) ? axis - dims.length : axis));
  // A result without dimensions has nothing to read.
  const all = axes === undefined || new Set(axes.map((axis) => (axis < 0 ? axis + dims.length : axis))).size === dims.length;
  const attributes = { keepdims: c.pick(all ? [undefined, 1] : [undefined, 0, 1]) };
  if (c.opset < moved) return c.node(type, [c.input(dims)], { ...attributes, axes });
  const none = axes === undefined && c.chance(0.5);
  if (c.chance(0.3) || none) attributes.noop_with_empty_axes = c.int(0, 1);
  return c.node(type, [c.input(dims), none ? c.ints([]) : axes && c.ints(axes)], attributes);
};

module.exports = [
  ...Array(2).fill({ type: "ReduceMean", make: reduction(18), read: 1 }),
  ...Array(2).fill({ type: "ReduceSum", make: reduction(13), read: 1 }),
];
