"use strict";
const fs = require("fs");
const os = require("os");
const path = require("path");
const { fork } = require("child_process");
const { parseArgs } = require("util");
const apollo = require("./apollo");
const { count } = require("./counts");
const model_file = require("./model");

const USAGE = `Runs apollo and ONNX Runtime on the same models, and compares.

    tools/compare_onnx FOLDER...                       # all *.onnx below
    tools/compare_onnx --generate 1000 --seed 1        # models of one operator, made here
    tools/compare_onnx --generate 1000 --seed 1 --only 17 --keep FOLDER     # the one of this number; keeps it

Compares MACs, counted by the operators' definitions from the shapes of all tensors as ONNX Runtime makes them; elements of the outputs;
and the values of quantized models, where apollo import --check-values takes them. Prints a line for each model that differs or that either of the
two does not take, and a summary. Exit status: 1 if any differs or aborts apollo.

    --binary FILE      apollo (build/release/bin/apollo)
    --size NAME=SIZE   a dimension that the models name; may be repeated. Others become 1, noted
    --refused          lists each model that apollo refuses, not only the reasons
`;

// ONNX Runtime in a process of its own, started again if a model ends it.
class Runtime {
  run(job) {
    this.child ??= fork(path.join(__dirname, "runtime.js"), { stdio: ["ignore", "ignore", "ignore", "ipc"] });
    const child = this.child;
    return new Promise((resolve) => {
      const answered = (result) => {
        child.removeAllListeners();
        clearTimeout(timer);
        if (result.gone) this.child = null;
        resolve(result);
      };
      const timer = setTimeout(() => child.kill("SIGKILL"), 120000);
      child.once("message", answered);
      child.once("exit", (code, signal) => answered({ error: `ended by ${signal ?? code}`, gone: true }));
      child.send(job);
    });
  }
  stop() {
    this.child?.kill();
  }
}

function files(folder) {
  if (fs.statSync(folder).isFile()) return [folder];
  return fs.readdirSync(folder, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1)).flatMap((entry) => {
    const below = path.join(folder, entry.name);
    return entry.isDirectory() ? files(below) : entry.name.endsWith(".onnx") ? [below] : [];
  });
}

// The outputs of which apollo makes the elements, in order: it may leave further outputs of a node out.
function outputDifference(ours, theirs) {
  let next = 0;
  for (const { name, elements } of ours) {
    while (next < theirs.length && theirs[next].elements !== elements) ++next;
    if (next++ >= theirs.length) return `output ${name} has ${elements} elements, ONNX Runtime: ${theirs.map((one) => `${one.name} ${one.elements}`).join(", ")}`;
  }
  return null;
}

const isQuantized = (model) => model.graph.node.some((node) => /^QLinear|Integer$|^(Dynamic)?QuantizeLinear$|^DequantizeLinear$/.test(node.opType));

// What became of one model: { outcome: same | differs | aborted | refused | not run | not counted, text }.
async function compared(file, context) {
  let model;
  try {
    model = model_file.decode(fs.readFileSync(file));
  } catch {
    return { outcome: "not run", text: "is not readable as ONNX" };
  }
  const shapes = {};
  for (const { name, dims } of model_file.inputs(model)) shapes[name] = dims.map((dim) => (typeof dim === "number" ? dim : context.sizes.get(dim) ?? 1));
  const dynamic = model_file.inputs(model).filter(({ dims }) => dims.some((dim) => typeof dim === "string"));
  const given = Object.fromEntries(dynamic.map(({ name }) => [name, shapes[name]]));
  const ours = apollo.imported(context.binary, file, given);
  if (ours.aborted) return { outcome: "aborted", text: ours.aborted };
  const given_data = path.join(path.dirname(file), "test_data_set_0");
  const values = context.values && isQuantized(model) && !ours.refused;
  const data = fs.existsSync(given_data) ? given_data : values ? path.join(context.scratch, path.basename(file, ".onnx")) : undefined;
  const wanted = values && data !== given_data ? model.graph.output.map((output) => output.name) : undefined;
  const theirs = await context.runtime.run({ file, dims: shapes, data, wanted });
  if (ours.refused) return { outcome: theirs.error ? "refused by both" : "refused", text: ours.refused };
  if (theirs.error) return { outcome: "not run", text: theirs.error };
  const { macs, unknown } = count(model, theirs.shapes);
  const outputs = model.graph.output.filter(({ name }) => theirs.shapes[name]).map(({ name }) => ({ name, elements: model_file.product(theirs.shapes[name]) }));
  const otherwise = Object.entries(shapes).find(([name, dims]) => theirs.shapes[name].join() !== dims.join());
  if (otherwise) return { outcome: "not run", text: `test data of other dimensions than input ${otherwise[0]} has` };
  const wrong = outputDifference(ours.outputs, outputs);
  if (wrong && !unknown.some((reason) => reason.includes("as values say"))) return { outcome: "differs", text: wrong };
  if (unknown.length > 0) return { outcome: "not counted", text: unknown.join(", ") };
  if (macs !== ours.macs) return { outcome: "differs", text: `${ours.macs} MACs, by ONNX Runtime's shapes ${macs}` };
  const checked = values ? apollo.valuesOf(context.binary, file, data) : {};
  if (checked.differ !== undefined) return { outcome: "differs", text: checked.differ };
  return { outcome: "same", text: "", macs, checked };
}

// Names of nodes and tensors and sizes left out: a kind of refusal.
const kind = (text) => text.replace(/^\d+ nodes? (is|are) not supported: /, "").replace(/; --skip-unsupported.*| \([^()]*\)|^node "?\S+: |"[^"]*"/g, "").replace(/\d+/g, "N");

async function main() {
  const { values: given, positionals } = parseArgs({ allowPositionals: true, options: {
    help: { type: "boolean" }, binary: { type: "string", default: path.join(__dirname, "../../build/release/bin/apollo") },
    size: { type: "string", multiple: true, default: [] }, refused: { type: "boolean" }, generate: { type: "string" },
    seed: { type: "string", default: "1" }, only: { type: "string" }, keep: { type: "string" } } });
  if (given.help || (positionals.length === 0 && !given.generate)) {
    process.stdout.write(USAGE);
    return given.help ? 0 : 2;
  }
  const scratch = fs.mkdtempSync(path.join(os.tmpdir(), "compare_onnx_"));
  const folder = given.keep ?? path.join(scratch, "models");
  const models = positionals.flatMap(files);
  if (given.generate) models.push(...require("./generate").write(folder, Number(given.generate), Number(given.seed), given.only));
  const context = { binary: given.binary, scratch, runtime: new Runtime(), values: apollo.checksValues(given.binary), sizes: new Map(given.size.map((text) => [text.split("=")[0], Number(text.split("=")[1])])) };
  const outcomes = new Map(), reasons = new Map();
  let macs = 0, checked = 0;
  for (const file of models) {
    const result = await compared(file, context);
    outcomes.set(result.outcome, (outcomes.get(result.outcome) ?? 0) + 1);
    macs += result.macs ?? 0;
    checked += result.checked?.equal ? 1 : 0;
    const refused = result.outcome.startsWith("refused");
    const reason = refused ? kind(result.text) : result.checked?.refused && `values: ${kind(result.checked.refused)}`;
    if (reason) reasons.set(reason, (reasons.get(reason) ?? 0) + 1);
    if (result.outcome !== "same" && (!refused || given.refused)) console.log(`${result.outcome}: ${path.relative(process.cwd(), file)}: ${result.text}`);
  }
  context.runtime.stop();
  fs.rmSync(scratch, { recursive: true });
  for (const [reason, times] of [...reasons].sort((a, b) => b[1] - a[1])) console.log(`refused ${times}: ${reason}`);
  console.log(`${models.length} models: ${[...outcomes].map(([name, times]) => `${times} ${name}`).join(", ")}; ${macs} MACs equal, values of ${checked} models equal`);
  return outcomes.has("differs") || outcomes.has("aborted") ? 1 : 0;
}

main().then((status) => process.exit(status), (error) => {
  console.error(`compare_onnx: ${error.message}`);
  process.exit(2);
});
