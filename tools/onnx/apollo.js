"use strict";
// apollo's view of a model, by its command line.
const { spawnSync } = require("child_process");

function call(binary, args) {
  const done = spawnSync(binary, args, { encoding: "utf8", maxBuffer: 1 << 28, timeout: 120000 });
  if (done.error && !done.signal) throw done.error;
  return done;
}

// { macs, outputs: [{ name, elements }], leftOut }; { refused: message }; { aborted: message }, a fault whatever the file is.
function imported(binary, file, shapes) {
  const options = Object.entries(shapes).flatMap(([name, dims]) => ["--input-shape", `${name}=${dims.join("x")}`]);
  const done = call(binary, ["workloads", file, "--json", ...options]);
  const message = done.stderr.trim().split("\n").pop();
  if (done.signal || done.status > 2) return { aborted: done.signal === null ? message : `${done.signal} ${message}` };
  if (done.status !== 0) return { refused: message.replace(/^apollo: /, "").replace(`${file}: `, "") };
  const network = JSON.parse(done.stdout);
  return {
    macs: network.macs,
    outputs: network.outputs.map(({ name, shape }) => ({ name, elements: shape.reduce((a, b) => a * b, 1) })),
    skipped: network.skipped ?? [],
  };
}

// Whether this binary runs a model on test data.
const checksValues = (binary) => call(binary, ["import", "--help"]).stdout.includes("--check-values");

// Of test data in a folder: { equal }, { differ: message } or { refused: message }.
function valuesOf(binary, file, folder) {
  const done = call(binary, ["import", file, "--check-values", folder]);
  if (done.status === 0) return { equal: true };
  const message = `${done.stdout}${done.stderr}`.trim().split("\n").filter((line) => !/ equal$|: note: /.test(line)).pop() ?? "";
  return done.status === 2 ? { refused: message.replace(/^apollo: /, "").replace(`${file}: `, "") } : { differ: message };
}

module.exports = { checksValues, imported, valuesOf };
