"use strict";
// Functions of one value, or of a value and parameters, by the operator set that introduced them.
const one = (type, since, attributes = () => ({})) => ({ type, since, make: (c) => c.node(type, [c.input(c.dims(1, 5))], attributes(c)) });
const float = (c, low, high) => ({ float: low + c.uniform() * (high - low) });

// Attributes or inputs, by operator set.
function clip(c) {
  const x = c.input(c.dims(1, 5));
  const low = c.chance(0.7) ? -1 : undefined, high = c.chance(0.7) ? 6 : undefined;
  if (c.opset < 11) return c.node("Clip", [x], { min: low && { float: low }, max: high && { float: high } });
  return c.node("Clip", [x, low && c.scalar(low), high && c.scalar(high)]);
}

// One slope for all, or for each channel.
function prelu(c) {
  const dims = c.image(c.int(1, 2));
  const slopes = c.pick([[1], [dims[1], ...Array(dims.length - 2).fill(1)]]);
  return c.node("PRelu", [c.input(dims), c.weights(slopes)]);
}

function dropout(c) {
  const x = c.input(c.dims(1, 4));
  return c.opset < 12 ? c.node("Dropout", [x], { ratio: float(c, 0, 0.9) }) : c.node("Dropout", [x, c.chance(0.5) ? c.scalar(0.5) : undefined]);
}

// To another type and back.
function cast(c) {
  const [other] = c.node("Cast", [c.input(c.dims(1, 4))], { to: c.pick([1, 6, 7, 10]) });
  return c.node("Cast", [other], { to: 1 });
}

const castLike = (c) => c.node("CastLike", [c.input(c.dims(1, 4)), c.scalar(0)]);

module.exports = [
  ...["Relu", "Sigmoid", "Tanh", "Softplus", "Softsign", "Abs", "Ceil", "Floor", "Exp", "Log", "Neg", "Reciprocal", "Sqrt", "Cos", "Sin"].map((type) => one(type, 7)),
  one("Erf", 9), one("Sign", 9), one("Round", 11), one("HardSwish", 14), one("Mish", 18),
  one("Elu", 7, (c) => ({ alpha: c.chance(0.5) ? float(c, 0.1, 2) : undefined })),
  one("Selu", 7, (c) => ({ alpha: c.chance(0.5) ? float(c, 1, 2) : undefined, gamma: c.chance(0.5) ? float(c, 1, 2) : undefined })),
  one("Celu", 12, (c) => ({ alpha: c.chance(0.5) ? float(c, 0.5, 2) : undefined })),
  one("LeakyRelu", 7, (c) => ({ alpha: c.chance(0.7) ? float(c, 0, 0.5) : undefined })),
  one("HardSigmoid", 7, (c) => ({ alpha: c.chance(0.5) ? float(c, 0.1, 0.3) : undefined, beta: c.chance(0.5) ? float(c, 0.4, 0.6) : undefined })),
  one("ThresholdedRelu", 10, (c) => ({ alpha: c.chance(0.5) ? float(c, 0, 1) : undefined })),
  one("Gelu", 20, (c) => ({ approximate: c.pick([undefined, "none", "tanh"]) })),
  { type: "Not", make: (c) => c.node("Not", [c.input(c.dims(1, 4), "bool")]), reader: false },
  { type: "Identity", make: (c) => c.node("Identity", [c.input(c.dims(1, 5))]), read: 1 },
  { type: "Cast", make: cast, read: 1 },
  { type: "CastLike", since: 15, make: castLike, read: 1 },
  { type: "Clip", make: clip },
  { type: "PRelu", make: prelu },
  { type: "Dropout", make: dropout, read: 1 },
];
