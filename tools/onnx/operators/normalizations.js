"use strict";

function batchNormalization(c) {
  const channels = c.int(1, 6);
  const dims = c.chance(0.2) ? [c.int(1, 4), channels] : c.image(c.int(1, 3), channels);
  const x = c.input(dims);
  const folded = dims.length === 4 && c.chance(0.5);
  const source = folded ? c.node("Conv", [x, c.weights([channels, channels, 1, 1])])[0] : x;
  return c.node("BatchNormalization", [source, ...c.times(4, () => c.weights([channels]))], { epsilon: c.chance(0.5) ? { float: 0.001 } : undefined, momentum: c.chance(0.3) ? { float: 0.9 } : undefined });
}

function layerNormalization(c) {
  const dims = c.dims(2, 4);
  const axis = c.axis(dims.length, 1);
  const row = dims.slice(axis);
  return c.node("LayerNormalization", [c.input(dims), c.weights(row), c.chance(0.5) ? c.weights(row) : undefined], { axis: axis === -1 && c.chance(0.5) ? undefined : axis, epsilon: c.chance(0.5) ? { float: 0.001 } : undefined });
}

function localResponse(c) {
  return c.node("LRN", [c.input(c.image(2, c.int(3, 8)))], { size: c.pick([1, 3, 5]), alpha: c.chance(0.5) ? { float: 0.001 } : undefined, beta: c.chance(0.5) ? { float: 0.5 } : undefined, bias: c.chance(0.5) ? { float: 2 } : undefined });
}

function softmax(c, type) {
  const dims = c.dims(1, 4);
  const lowest = c.opset < 11 ? 0 : -dims.length;
  return c.node(type, [c.input(dims)], { axis: dims.length > 1 && c.chance(0.3) ? undefined : c.int(lowest, dims.length - 1) });
}

function instanceNormalization(c) {
  const dims = c.image(c.int(1, 3));
  return c.node("InstanceNormalization", [c.input(dims), c.weights([dims[1]]), c.weights([dims[1]])], { epsilon: c.chance(0.5) ? { float: 0.001 } : undefined });
}

// Scale and bias of each group until operator set 20, of each channel from 21 on.
function groupNormalization(c) {
  const groups = c.int(1, 3), dims = c.image(c.int(1, 2), groups * c.int(1, 3));
  const scales = c.opset < 21 ? groups : dims[1];
  return c.node("GroupNormalization", [c.input(dims), c.weights([scales]), c.weights([scales])], { num_groups: groups });
}

function rootMeanSquare(c) {
  const dims = c.dims(2, 4);
  const axis = c.axis(dims.length, 1);
  return c.node("RMSNormalization", [c.input(dims), c.weights(dims.slice(axis))], { axis: axis === -1 && c.chance(0.5) ? undefined : axis });
}

function lp(c) {
  const dims = c.dims(2, 4);
  return c.node("LpNormalization", [c.input(dims)], { axis: c.chance(0.3) ? undefined : c.axis(dims.length), p: c.pick([undefined, 1, 2]) });
}

module.exports = [
  { type: "BatchNormalization", make: batchNormalization },
  { type: "LayerNormalization", since: 17, make: layerNormalization },
  { type: "LRN", make: localResponse },
  { type: "InstanceNormalization", make: instanceNormalization },
  { type: "GroupNormalization", since: 18, make: groupNormalization },
  { type: "RMSNormalization", since: 23, make: rootMeanSquare },
  { type: "LpNormalization", make: lp },
  { type: "Softmax", make: softmax },
  { type: "LogSoftmax", make: softmax },
];
