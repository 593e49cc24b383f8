"""apollo import --check-values: quantized models on the chip against values computed in plain loops."""
import itertools
import json
import shutil
import struct
import unittest

import onnx_model as onnx
import quantized_model as quantized
from command_line import CommandLineTest

MICROSOFT = "com.microsoft"


def residual_block(seed):
    """QLinearConv, beside one of asymmetric weights, QLinearAdd, QLinearMatMul of every position's channels, QGemm."""
    m = quantized.Model(seed)
    x = m.input(onnx.UINT8, [1, 3, 5, 6], 0.02, 131)
    branches = []
    for kind, zeros, kernel in [(onnx.INT8, (0,), 3), (onnx.UINT8, (120, 7, 255), 1)]:
        w = m.weights(kind, [8, 3, kernel, kernel], 0, zeros)
        bias = m.biases(8)
        y = m.result(onnx.UINT8, [1, 8, 5, 6], 0.05, 125, [])
        y.values = quantized.requantized(quantized.convolution_sums(x, w, kernel // 2, bias), 8, 30, x, w, y)
        m.add("QLinearConv", [x.name, *m.quantization(x), w.name, *w.quantization, *m.quantization(y),
                              m.constant(onnx.INT32, [8], bias)], y.name, pads=[kernel // 2] * 4)
        branches.append(y)
    a, b = branches
    total = m.result(onnx.UINT8, a.dims, 0.07, 99, [])
    total.values = quantized.sums_of_two(a, b, total)
    m.add("QLinearAdd", [a.name, *m.quantization(a), b.name, *m.quantization(b), *m.quantization(total)], total.name,
          MICROSOFT)
    m.output(total)
    rows = m.result(onnx.UINT8, [30, 8], total.scale, total.zero,
                    [total.values[c * 30 + i] for i in range(30) for c in range(8)])
    m.add("Reshape", [total.name, m.constant(onnx.INT64, [2], [8, 30])], "flat")
    m.add("Transpose", ["flat"], rows.name, perm=[1, 0])
    w = m.weights(onnx.INT8, [8, 5], 1, (3, -9))
    scores = m.result(onnx.INT8, [30, 5], 0.04, -20, [])
    scores.values = quantized.requantized(quantized.product_sums(rows, w), 5, 1, rows, w, scores)
    m.add("QLinearMatMul", [rows.name, *m.quantization(rows), w.name, *w.quantization, *m.quantization(scores)],
          scores.name)
    m.output(scores)
    dense = m.weights(onnx.INT8, [4, 5], 0)
    bias = m.biases(4)
    logits = m.result(onnx.INT8, [30, 4], 0.03, 11, [])
    sums = [total + bias[i % 4] for i, total in enumerate(quantized.product_sums(scores, dense, True))]
    logits.values = quantized.requantized(sums, 4, 1, scores, dense, logits)
    m.add("QGemm", [scores.name, *m.quantization(scores), dense.name, *dense.quantization,
                    m.constant(onnx.INT32, [4], bias), *m.quantization(logits)], logits.name, MICROSOFT, transB=1)
    m.output(logits)
    return m


def quantized_by_pairs(seed):
    """QuantizeLinear and DequantizeLinear around Conv with Relu, MaxPool, Gemm, MatMul with Add, and a constant."""
    m = quantized.Model(seed)
    x = m.real_input(onnx.INT8, [1, 3, 4, 4], 0.031, -11)
    w = m.weights(onnx.INT8, [6, 3, 3, 3], 0)
    bias = m.biases(6)
    m.add("DequantizeLinear", [w.name, *w.quantization], "filters", axis=0)
    steps = [quantized.single(x.scale * scale) for scale in w.scales]
    m.add("DequantizeLinear", [m.constant(onnx.INT32, [6], bias), m.constant(onnx.FLOAT, [6], steps)], "bias", axis=0)
    m.add("Conv", [m.dequantized(x), "filters", "bias"], "conv", pads=[1, 1, 1, 1])
    m.add("Relu", ["conv"], "relu")
    y = m.result(onnx.UINT8, [1, 6, 4, 4], 0.02, 3, [])
    y.values = [max(value, y.zero) for value in
                quantized.requantized(quantized.convolution_sums(x, w, 1, bias), 6, 16, x, w, y)]
    m.quantized("relu", y)
    m.add("MaxPool", [m.dequantized(y)], "pool", kernel_shape=[2, 2], strides=[2, 2])
    pooled = m.result(y.kind, [1, 6, 2, 2], y.scale, y.zero,
                      [max(y.values[c * 16 + (2 * i + r) * 4 + 2 * j + s] for r in range(2) for s in range(2))
                       for c, i, j in itertools.product(range(6), range(2), range(2))])
    m.quantized("pool", pooled)
    m.add("Flatten", [m.dequantized(pooled)], "vector")
    vector = quantized.Tensor("", pooled.kind, [1, 24], pooled.values, pooled.scale, pooled.zero)
    dense = m.weights(onnx.INT8, [7, 24], 0)
    m.add("DequantizeLinear", [dense.name, *dense.quantization], "dense", axis=0)
    m.add("Gemm", ["vector", "dense"], "gemm", transB=1)
    hidden = m.result(onnx.INT8, [1, 7], 0.05, 4, [])
    hidden.values = quantized.requantized(quantized.product_sums(vector, dense, True), 7, 1, vector, dense, hidden)
    m.quantized("gemm", hidden)
    offsets = quantized.Tensor("", onnx.INT8, [7], m.draw(onnx.INT8, [7]), 0.03, 5)
    offsets.name = m.constant(onnx.INT8, [7], offsets.values)
    m.add("Add", [m.dequantized(hidden), m.dequantized(offsets)], "sum")
    total = m.result(onnx.INT8, [1, 7], 0.06, -2, [])
    total.values = quantized.sums_of_two(hidden, offsets, total)
    m.real_output(m.quantized("sum", total))
    return m


def integer_products(seed):
    """ConvInteger and MatMulInteger: sums of 32 bits."""
    m = quantized.Model(seed)
    x = m.input(onnx.UINT8, [1, 4, 5, 5], 1, 77)
    w = m.weights(onnx.UINT8, [6, 4, 2, 2], 0, (0, 9, 200))
    sums = m.result(onnx.INT32, [1, 6, 4, 4], 1, 0, quantized.convolution_sums(x, w, 0))
    m.add("ConvInteger", [x.name, w.name, m.zero(x), w.quantization[1]], sums.name)
    m.output(sums)
    a = m.input(onnx.INT8, [4, 9], 1, -5)
    w = m.weights(onnx.INT8, [9, 3], 1, (4, -8))
    sums = m.result(onnx.INT32, [4, 3], 1, 0, quantized.product_sums(a, w))
    m.add("MatMulInteger", [a.name, w.name, m.zero(a), w.quantization[1]], sums.name)
    m.output(sums)
    return m


def one_product(constant):
    """A QLinearMatMul whose weights `constant` makes of type, dimensions and elements, and returns the name of."""
    m = quantized.Model(3)
    x = m.input(onnx.INT8, [2, 4], 0.02, 3)
    w = m.weights(onnx.INT8, [4, 3], 1)
    name = constant(m, w)
    y = m.result(onnx.INT8, [2, 3], 0.05, 0, [])
    y.values = quantized.requantized(quantized.product_sums(x, w), 3, 1, x, w, y)
    m.add("QLinearMatMul", [x.name, *m.quantization(x), name, *w.quantization, *m.quantization(y)], y.name)
    m.output(y)
    return m


class ValueCheckTest(CommandLineTest):
    def store(self, model, folder="data"):
        self.write("model.onnx", model.bytes())
        shutil.rmtree(self.folder / folder, ignore_errors=True)
        (self.folder / folder).mkdir(parents=True)
        for kind, tensors in model.data.items():
            for i, tensor in enumerate(tensors):
                self.write(f"{folder}/{kind}_{i}.pb", tensor)

    def expect_equal(self, model, *arguments):
        self.store(model)
        self.assertEqual(self.succeed("import", "model.onnx", "--check-values", "data", *arguments),
                         "".join(f"{name}: {count} elements, equal\n" for name, count in model.results))

    def refuse(self, *arguments, words):
        self.reject("import", "model.onnx", "--check-values", "data", *arguments, words=words)

    def test_quantized_operators(self):
        self.expect_equal(residual_block(1))

    def test_pairs_of_quantize_and_dequantize(self):
        self.expect_equal(quantized_by_pairs(1))

    def test_sums_of_integers(self):
        self.expect_equal(integer_products(1))

    def test_any_accelerator(self):
        self.write("small.json", dict(self.edge, pes_x=1, pes_y=2, cores_per_pe=2, compute_lanes=4))
        for model in (residual_block(2), integer_products(2)):
            self.expect_equal(model, "--accelerator", "small.json")

    def test_any_template(self):
        """Of which one without descriptors leaves all of instruction memory to the program."""
        self.store(residual_block(2))
        def least(*options):
            for entries in (2 ** n for n in range(1, 15)):
                self.write("small.json", dict(self.edge, instruction_memory_entries=entries))
                call = self.run_apollo("import", "model.onnx", "--check-values", "data", "--accelerator", "small.json", *options)
                if call.returncode == 0:
                    return entries
        self.assertLess(least("--template", "permissive"), least())

    def test_weights_in_another_file(self):
        def outside(m, w):
            self.write("weights.bin", b"before" + struct.pack(f"{len(w.values)}b", *w.values))
            m.constants.append(onnx.external_tensor("outside", w.kind, w.dims, "weights.bin", 6))
            return "outside"

        model = one_product(outside)
        self.expect_equal(model)
        (self.folder / "weights.bin").unlink()
        self.refuse(words=["model.onnx: tensor \"outside\" is in the file \"weights.bin\"", "not a readable file"])
        self.succeed("import", "model.onnx")  # needs no values

    def test_weights_that_are_an_input_of_the_model(self):
        def given(m, w):
            m.inputs.append(onnx.value("given", w.dims, w.kind))
            m.data["input"].append(onnx.tensor("given", w.kind, w.dims, w.values))
            w.scales, w.quantization[0] = w.scales[:1] * 3, m.scale(w.scales[0])
            w.quantization[1] = m.constant(w.kind, [], [0])
            return "given"

        self.expect_equal(one_product(given))

    def test_differences(self):
        model = residual_block(1)
        total = bytearray(model.data["output"][0])
        for place in (-3, -1):
            total[place] ^= 1
        model.data["output"][0] = bytes(total)
        self.store(model)
        (name, count), (other, _), _ = model.results
        got, expected = total[-3] ^ 1, total[-3]
        result = self.run_apollo("import", "model.onnx", "--check-values", "data")
        self.assertEqual(result.returncode, 1, result.stderr)
        self.assertEqual(result.stdout.splitlines()[0],
                         f"{name}: {count} elements, 2 differ, the first at {count - 3}: got {got}, "
                         f"expected {expected}")
        result = self.run_apollo("import", "model.onnx", "--check-values", "data", "--json")
        self.assertEqual(result.returncode, 1, result.stderr)
        [check] = json.loads(result.stdout)["checks"]
        self.assertEqual(check["folder"], "data")
        self.assertEqual(check["outputs"][0], {"name": name, "elements": count, "differing": 2,
                                               "first": {"index": count - 3, "got": got, "expected": expected}})
        self.assertEqual(check["outputs"][1]["differing"], 0)
        self.assertNotIn("first", check["outputs"][1])
        self.assertEqual(check["outputs"][1]["name"], other)

    def test_a_real_output_may_be_half_a_step_off(self):
        for steps, status in ((0.4, 0), (0.6, 1)):
            model = quantized_by_pairs(1)
            reals = bytearray(model.data["output"][0])
            [last] = struct.unpack("<f", reals[-4:])
            reals[-4:] = struct.pack("<f", last + steps * 0.06)
            model.data["output"][0] = bytes(reals)
            self.store(model)
            result = self.run_apollo("import", "model.onnx", "--check-values", "data")
            self.assertEqual(result.returncode, status, result.stdout)

    def test_several_sets(self):
        for seed in (1, 2):
            self.store(integer_products(seed), f"data/set_{seed}")
        # The model is that of the second set: its weights do not fit the first's outputs.
        result = self.run_apollo("import", "model.onnx", "--check-values", "data")
        self.assertEqual(result.returncode, 1, result.stderr)
        lines = result.stdout.splitlines()
        self.assertEqual([line for line in lines if line.startswith("data/")], ["data/set_1", "data/set_2"])
        self.assertIn("differ", lines[1])
        self.assertIn("equal", lines[4])

    def test_bad_data(self):
        self.store(integer_products(1))
        good = {path.name: path.read_bytes() for path in (self.folder / "data").iterdir()}
        inputs, outputs = integer_products(1).inputs, integer_products(1).results
        self.assertEqual(len(inputs), 2)
        name = outputs[0][0]

        def broken(file, content, words):
            path = self.folder / "data" / file
            if content is None:
                path.unlink()
            else:
                path.write_bytes(content)
            self.refuse(words=words)
            path.write_bytes(good[file])

        broken("input_1.pb", None, ["data: has no tensor for the input"])
        broken("output_1.pb", None, ["data: has no tensor for the output"])
        broken("output_0.pb", None, ["data: has no output_0.pb"])
        broken("output_0.pb", b"text", ["output_0.pb: is no ONNX tensor"])
        broken("output_0.pb", onnx.tensor(name, onnx.INT32, [1, 96], [0] * 96), [name, "1x96", "must be 1x6x4x4"])
        broken("output_0.pb", onnx.tensor(name, onnx.INT8, [1, 6, 4, 4], [0] * 96), [name, "type 3", "type 6"])
        broken("input_0.pb", onnx.tensor("x1", onnx.INT8, [1, 4, 5, 5], [0] * 100), ["x1", "type 3", "type 2"])
        broken("input_0.pb", onnx.tensor("x1", onnx.UINT8, [1, 4, 5, 6], [0] * 120), ["x1", "1x4x5x6", "1x4x5x5"])
        self.reject("import", "model.onnx", "--check-values", "none", words=["none: has no output_0.pb"])

    def test_models_without_quantization(self):
        m = quantized.Model(1)
        m.inputs.append(onnx.value("x", [1, 4]))
        m.constants.append(onnx.tensor("w", onnx.FLOAT, [4, 2], [1] * 8))
        m.nodes.append(onnx.node("MatMul", "product", ["x", "w"], ["y"]))
        m.give("y", onnx.FLOAT, [1, 2], [0, 0])
        m.data["input"].append(onnx.tensor("x", onnx.FLOAT, [1, 4], [0] * 4))
        self.store(m)
        self.refuse(words=["MatMul with weights without a scale (product)"])
        m.nodes[0] = onnx.node("Sigmoid", "curve", ["x"], ["y"])
        m.outputs[0] = onnx.value("y", [1, 4])
        m.data["output"][0] = onnx.tensor("y", onnx.FLOAT, [1, 4], [0] * 4)
        self.store(m)
        self.refuse(words=["tensor \"x\" has no scale"])

    def test_options(self):
        self.store(integer_products(1))
        self.refuse("-o", "network.json", words=["-o: must not be used with --check-values"])
        self.refuse("--skip-unsupported", words=["--skip-unsupported: must not be used with --check-values"])
        for option, value in (("--accelerator", "edge.json"), ("--template", "permissive")):
            self.reject("import", "model.onnx", option, value,
                        words=[f"{option}: must be used with --check-values"])
        self.write("one_entry.json", dict(self.edge, instruction_memory_entries=1))
        self.refuse("--accelerator", "one_entry.json",
                    words=["model.onnx: does not run on the accelerator: instruction_memory"])
        self.assertIn("--check-values", self.succeed("import", "--help"))


if __name__ == "__main__":
    unittest.main()
