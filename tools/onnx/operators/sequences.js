"use strict";

const recurrent = (gates) => (c, type) => {
  const [steps, inputs, hidden] = [c.int(1, 6), c.int(1, 8), c.int(1, 8)];
  const direction = c.pick([undefined, "forward", "reverse", "bidirectional"]);
  const directions = direction === "bidirectional" ? 2 : 1;
  const state = () => (c.chance(0.3) ? c.operand([directions, 1, hidden]) : undefined);
  const bias = c.chance(0.7) ? c.weights([directions, 2 * gates * hidden]) : undefined;
  const states = type === "LSTM" ? [state(), state()] : [state()];
  const attributes = { hidden_size: hidden, direction, linear_before_reset: type === "GRU" ? c.pick([undefined, 0, 1]) : undefined };
  return c.node(type, [c.input([steps, 1, inputs]), c.weights([directions, gates * hidden, inputs]), c.weights([directions, gates * hidden, hidden]), bias, undefined, ...states], attributes, c.int(1, type === "LSTM" ? 3 : 2));
};

module.exports = [
  ...Array(2).fill({ type: "LSTM", make: recurrent(4) }),
  ...Array(2).fill({ type: "GRU", make: recurrent(3) }),
];
