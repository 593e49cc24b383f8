"""apollo import --check-values: quantized models on the chip against values computed in plain loops."""
import itertools
import json
import struct
import unittest

import onnx_model as onnx
import quantized_model as quantized
from command_line import CommandLineTest

MICROSOFT = "com.microsoft"


def residual_block(seed):
    """QLinearConv, beside one of asymmetric weights, QLinearAdd, QLinearMatMul of every position's channels."""
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


class ValueCheckTest(CommandLineTest):
    def store(self, model, folder="data", opset=13):
        self.write("model.onnx", model.bytes(opset))
        (self.folder / folder).mkdir(parents=True)
        for kind, tensors in model.data.items():
            for i, tensor in enumerate(tensors):
                self.write(f"{folder}/{kind}_{i}.pb", tensor)

    def check(self, *arguments):
        return self.succeed("import", "model.onnx", "--check-values", "data", *arguments)

    def test_integer_operators(self):
        for seed in (1, 2):
            with self.subTest(seed):
                self.store(residual_block(seed), f"data/set_{seed}")
                self.assertEqual(self.check().splitlines()[-2:], ["y4: 240 elements, equal", "y5: 150 elements, equal"])


if __name__ == "__main__":
    unittest.main()
