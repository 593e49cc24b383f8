"use strict";
const MICROSOFT = "com.microsoft";

// Sizes: queries, keys, heads of queries, heads that keys and values share, size of a head.
function sizes(c, grouped = true) {
  const shared = c.int(1, 3), queries = c.int(1, 6);
  return { queries, keys: c.chance(0.5) ? queries : c.int(1, 6), shared, heads: grouped ? shared * c.int(1, 2) : shared, size: c.pick([2, 4, 8]) };
}

// Heads as a dimension, or joined with an attribute that says how many.
function attention(c) {
  const { queries, keys, shared, heads, size } = sizes(c);
  const split = c.chance(0.5);
  const operand = (count, length, width = size) => c.input(split ? [1, count, length, width] : [1, length, count * width]);
  const past = c.chance(0.3) ? c.int(1, 4) : 0;
  const mask = c.chance(0.3) ? c.operand(c.pick([[queries, keys + past], [1, 1, queries, keys + past]]), "float", 0.5) : undefined;
  const cache = () => (past > 0 ? c.input([1, shared, past, size]) : undefined);
  const inputs = [operand(heads, queries), operand(shared, keys), operand(shared, keys), mask, cache(), cache()];
  const attributes = { is_causal: c.pick([undefined, 0, 1]), q_num_heads: split ? undefined : heads, kv_num_heads: split ? undefined : shared, scale: c.chance(0.3) ? { float: 0.5 } : undefined };
  return c.node("Attention", inputs, attributes, past > 0 ? 3 : 1);
}

function multiHead(c) {
  const { queries, keys, heads, size } = sizes(c, false);
  const operand = (length) => c.input([1, length, heads * size]);
  const bias = c.chance(0.4) ? c.weights([3 * heads * size]) : undefined;
  return c.node("MultiHeadAttention", [operand(queries), operand(keys), operand(keys), bias], { num_heads: heads }, 1, MICROSOFT);
}

// A prompt, or one step over what is kept.
function groupQuery(c) {
  const { queries, shared, heads } = sizes(c);
  const size = 8, past = c.chance(0.5) ? c.int(1, 5) : 0, length = past > 0 ? 1 : queries;
  const cache = () => (past > 0 ? c.input([1, shared, past, size]) : undefined);
  const inputs = [c.input([1, length, heads * size]), c.input([1, length, shared * size]), c.input([1, length, shared * size]), cache(), cache(), c.constant([1], "int32", [past + length - 1]), c.scalar(past + length, "int32")];
  return c.node("GroupQueryAttention", inputs, { num_heads: heads, kv_num_heads: shared }, 3, MICROSOFT);
}

function projected(c) {
  const { queries, heads, size } = sizes(c, false);
  const [inputs, hidden] = [c.int(2, 8), heads * size];
  return c.node("Attention", [c.input([1, queries, inputs]), c.weights([inputs, 3 * hidden]), c.weights([3 * hidden])], { num_heads: heads }, 1, MICROSOFT);
}

function rotary(c) {
  const { queries, heads } = sizes(c, false), size = c.pick([4, 8]);
  const caches = () => c.weights([1, queries, size / 2]);
  const split = c.chance(0.5);
  return c.node("RotaryEmbedding", [c.input(split ? [1, heads, queries, size] : [1, queries, heads * size]), caches(), caches()], { num_heads: split ? undefined : heads, interleaved: c.pick([undefined, 0, 1]) });
}

// Contractions and their operands' letters.
function einsum(c) {
  const [equation, needsTwo] = c.pick([["ij,jk->ik", true], ["bij,bjk->bik", true], ["bhid,bhjd->bhij", true], ["bhij,bhjd->bhid", true], ["bid,bjd->bij", true], ["nchw->nhwc", false], ["ij->ji", false], ["bij,jk->bik", true], ["bqhd,bkhd->bhqk", true]]);
  const size = {};
  for (const letter of equation.replace(/[^a-z]/g, "")) size[letter] ??= letter === "b" && c.chance(0.5) ? 1 : c.int(2, 5);
  const terms = equation.split("->")[0].split(",");
  const inputs = terms.map((term, i) => c.operand([...term].map((letter) => size[letter]), "float", i === 1 ? 0.4 : 0));
  return c.node("Einsum", inputs, { equation: needsTwo && c.chance(0.3) ? equation.replace(/,|->/g, (text) => `${text === "," ? ", " : " -> "}`) : equation });
}

module.exports = [
  ...Array(2).fill({ type: "Attention", since: 23, make: attention }),
  { type: "MultiHeadAttention", make: multiHead },
  { type: "GroupQueryAttention", make: groupQuery },
  { type: "Attention", make: projected },
  { type: "RotaryEmbedding", since: 23, make: rotary },
  ...Array(2).fill({ type: "Einsum", since: 12, make: einsum }),
];
