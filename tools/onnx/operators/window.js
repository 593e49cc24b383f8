"use strict";

// Kernel, strides, dilations and padding of a window that fits over `sizes`. `narrow`: padding less than the kernel, as pools want it.
// SAME goes without dilation and without strides above the kernel: ONNX Runtime has it so.
function window(c, sizes, { dilated = false, narrow = false } = {}) {
  const axes = sizes.length;
  const kernel = sizes.map((size) => c.int(1, Math.min(4, size)));
  const attributes = {};
  if (c.chance(0.7)) attributes.strides = c.times(axes, () => c.int(1, 3));
  if (dilated && c.chance(0.4)) attributes.dilations = sizes.map((size, i) => (kernel[i] > 1 ? c.int(1, Math.min(3, Math.floor((size - 1) / (kernel[i] - 1)))) : 1));
  const wide = attributes.dilations || attributes.strides?.some((stride, i) => stride > kernel[i]);
  const choice = c.uniform();
  if (choice < 0.45) attributes.pads = c.times(2 * axes, (_, i) => c.int(0, narrow ? Math.min(2, kernel[i % axes] - 1) : 2));
  else if (choice < 0.65) attributes.auto_pad = wide ? "VALID" : c.pick(["SAME_UPPER", "SAME_LOWER", "VALID"]);
  else if (choice < 0.75) attributes.auto_pad = "NOTSET";
  return { kernel, attributes };
}

module.exports = { window };
