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

module.exports = [
  { type: "BatchNormalization", make: batchNormalization },
  { type: "LayerNormalization", since: 17, make: layerNormalization },
  { type: "LRN", make: localResponse },
  { type: "Softmax", make: softmax },
  { type: "LogSoftmax", make: softmax },
];
