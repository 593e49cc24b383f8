"use strict";
// A process of its own that runs models with ONNX Runtime: takes { path, dims, data } and sends { shapes, outputs } or { error }.
//
// What it runs is the file with one Shape node for each tensor that a node makes: bytes of a second model are appended, whose graph
// has only these nodes. Of a protobuf message that is there twice, the lists are joined.
const fs = require("fs");
const path = require("path");
const ort = require("onnxruntime-node");
const model_file = require("./model");

const MARK = "/shape_of/";
// Outputs that are no tensors have no shape.
const NO_TENSORS = new Set(["SequenceConstruct", "SequenceEmpty", "SequenceInsert", "SequenceErase", "SequenceMap", "SplitToSequence", "Optional", "OptionalGetElement", "StringSplit", "ZipMap"]);

function shapeNodes(model, needed) {
  const names = needed.filter((node) => !NO_TENSORS.has(node.opType)).flatMap((node) => node.output.filter((name) => name));
  const made = new Set(names);
  names.push(...model_file.inputs(model).map((input) => input.name).filter((name) => !made.has(name)));
  const opsets = model.opsetImport.some((one) => !one.domain) ? [] : [{ domain: "", version: 13 }];
  const vector = { tensorType: { elemType: 7, shape: { dim: [{ dimParam: "" }] } } };
  const graph = {
    node: names.map((name) => ({ opType: "Shape", name: MARK + name, input: [name], output: [MARK + name] })),
    output: names.map((name) => ({ name: MARK + name, type: vector })),
  };
  return { names, bytes: model_file.encode({ opsetImport: opsets, graph }) };
}

// The same in each run: of 8 bits any, real numbers up to 1, other integers 0 or 1, which are indices of anything.
function synthetic(type, dims) {
  const { array, bits } = model_file.TYPES[type];
  const values = new array(model_file.product(dims));
  let state = 1;
  for (let i = 0; i < values.length; ++i) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    if (type === "float" || type === "double") values[i] = state / 4294967296;
    else if (type === "float16") values[i] = 0x3800 + (state >>> 24);
    else if (bits === 8 && type !== "bool") values[i] = state >>> 24;
    else values[i] = bits === 64 ? BigInt((state >>> 24) & 1) : (state >>> 24) & 1;
  }
  return values;
}

// An input of test data, NAME/test_data_set_0/input_N.pb.
function stored(file) {
  const tensor = model_file.decodeTensor(fs.readFileSync(file));
  const type = model_file.TYPE_NAMES[tensor.dataType];
  const dims = tensor.dims.map(Number);
  if (type === "string") return new ort.Tensor("string", tensor.stringData.map((text) => Buffer.from(text).toString()), dims);
  const { array, bits } = model_file.TYPES[type] ?? {};
  if (!array || bits === 4 || type === "bfloat16") throw new Error(`an input of type ${type ?? tensor.dataType}`);
  const raw = tensor.rawData;
  const values = raw.length > 0 ? new array(raw.buffer.slice(raw.byteOffset, raw.byteOffset + raw.byteLength))
    : array.from([tensor.floatData, tensor.int32Data, tensor.int64Data, tensor.doubleData, tensor.uint64Data].find((list) => list.length > 0) ?? [], bits === 64 ? BigInt : Number);
  return tensorOf(type, values, dims);
}

const tensorOf = (type, values, dims) => new ort.Tensor(type === "float" ? "float32" : type === "double" ? "float64" : type, values, dims);

async function run({ file, dims, data, wanted }) {
  const bytes = fs.readFileSync(file);
  const model = model_file.decode(bytes);
  const needed = model_file.neededNodes(model.graph);
  const shapes = shapeNodes(model, needed);
  // Of bytes, where nothing lies outside of them.
  const source = model.graph.initializer.some((tensor) => tensor.dataLocation === 1) ? null : Buffer.concat([bytes, shapes.bytes]);
  if (!source) throw new Error("weights outside of the file");
  const session = await ort.InferenceSession.create(source, { graphOptimizationLevel: "disabled", logSeverityLevel: 4, intraOpNumThreads: 1, interOpNumThreads: 1 });
  const feeds = {};
  model_file.inputs(model).forEach((input, i) => {
    const given = data && path.join(data, `input_${i}.pb`);
    if (given && fs.existsSync(given)) feeds[input.name] = stored(given);
    else if (!model_file.TYPES[input.type]?.array) throw new Error(`an input of type ${input.type}`);
    else feeds[input.name] = tensorOf(input.type, synthetic(input.type, dims[input.name]), dims[input.name]);
  });
  const results = await session.run(feeds, shapes.names.map((name) => MARK + name).concat(wanted ?? []));
  const found = shapes.names.map((name) => [name, Array.from(results[MARK + name].data, Number)]);
  for (const name of Object.keys(feeds)) found.push([name, Array.from(feeds[name].dims)]);
  if (data && wanted) keep(data, feeds, model_file.inputs(model), results, wanted);
  await session.release();
  return { shapes: Object.fromEntries(found) };
}

// Writes what went in and came out as test data.
function keep(data, feeds, inputs, results, wanted) {
  fs.mkdirSync(data, { recursive: true });
  const write = (name, tensor, file) => {
    const type = tensor.type === "float32" ? "float" : tensor.type;
    fs.writeFileSync(path.join(data, file), model_file.encodeTensor(model_file.tensorProto(name, type, Array.from(tensor.dims), tensor.data)));
  };
  inputs.forEach((input, i) => write(input.name, feeds[input.name], `input_${i}.pb`));
  wanted.forEach((name, i) => write(name, results[name], `output_${i}.pb`));
}

process.on("message", (job) => {
  run(job).then((result) => process.send(result), (error) => process.send({ error: String(error.message ?? error).split("\n")[0].replace(/^\/.*?\) (?=[A-Z])/, "") }));
});
