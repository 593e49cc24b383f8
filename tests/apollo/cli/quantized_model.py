"""Quantized ONNX models, and what they compute by the definitions of their operators, in plain loops.

Integers follow QLinearConv and its like: sums exact, their scaling in single precision, halves to even.
"""
import itertools
import random
import struct

import onnx_model as onnx

RANGES = {onnx.UINT8: (0, 255), onnx.INT8: (-128, 127)}


def single(value):
    return struct.unpack("<f", struct.pack("<f", value))[0]


def product(dims):
    result = 1
    for dim in dims:
        result *= dim
    return result


class Tensor:
    """Elements in row-major order; real = scale * (element - zero)."""

    def __init__(self, name, kind, dims, values, scale=1.0, zero=0):
        self.name, self.kind, self.dims, self.values = name, kind, list(dims), list(values)
        self.scale, self.zero = single(scale), zero

    def at(self, *index):
        place = 0
        for dim, i in zip(self.dims, index):
            place = place * dim + i
        return self.values[place] - self.zero


def saturated(units, zero, kind):
    """Of a number in single precision; Python's round() takes halves to even."""
    lowest, highest = RANGES[kind]
    return max(lowest, min(highest, round(single(units)) + zero))


def scaled(total, multiplier):
    return single(single(total) * multiplier)


def multiplier(a, b, y):
    return single(single(a * b) / y)


class Model:
    """Collects nodes and constants; each method adds a node and returns what it computes."""

    def __init__(self, seed):
        self.random = random.Random(seed)
        self.nodes, self.inputs, self.outputs, self.constants = [], [], [], []
        self.data = {"input": [], "output": []}
        self.results = []  # name and number of elements of each output
        self.count = 0

    def fresh(self, kind):
        self.count += 1
        return f"{kind}{self.count}"

    def constant(self, kind, dims, values):
        name = self.fresh("constant")
        self.constants.append(onnx.tensor(name, kind, dims, values))
        return name

    def scale(self, value):
        return self.constant(onnx.FLOAT, [], [value])

    def zero(self, tensor):
        return self.constant(tensor.kind, [], [tensor.zero])

    def quantization(self, tensor):
        return [self.scale(tensor.scale), self.zero(tensor)]

    def draw(self, kind, dims):
        return [self.random.randint(*RANGES[kind]) for _ in range(product(dims))]

    def input(self, kind, dims, scale, zero):
        """Of integers."""
        tensor = Tensor(self.fresh("x"), kind, dims, self.draw(kind, dims), scale, zero)
        self.inputs.append(onnx.value(tensor.name, dims, kind))
        self.data["input"].append(onnx.tensor(tensor.name, kind, dims, tensor.values))
        return tensor

    def real_input(self, kind, dims, scale, zero):
        """Of real numbers a little beside the steps of a quantization, and the QuantizeLinear that follows."""
        tensor = Tensor(self.fresh("q"), kind, dims, self.draw(kind, dims), scale, zero)
        name = self.fresh("x")
        reals = [(value - zero + self.random.uniform(-0.4, 0.4)) * tensor.scale for value in tensor.values]
        self.inputs.append(onnx.value(name, dims))
        self.data["input"].append(onnx.tensor(name, onnx.FLOAT, dims, reals))
        self.add("QuantizeLinear", [name, *self.quantization(tensor)], tensor.name)
        return tensor

    def weights(self, kind, dims, axis, zeros=(0,)):
        """Constant, with a scale for each index of the axis."""
        tensor = Tensor(None, kind, dims, self.draw(kind, dims))
        tensor.name = self.constant(kind, dims, tensor.values)
        tensor.scales = [single(0.002 * (1 + i % 3)) for i in range(dims[axis])]
        tensor.zeros = [zeros[i % len(zeros)] for i in range(dims[axis])]
        tensor.quantization = [self.constant(onnx.FLOAT, [dims[axis]], tensor.scales),
                               self.constant(kind, [dims[axis]], tensor.zeros)]
        return tensor

    def biases(self, count):
        return [self.random.randint(-2000, 2000) for _ in range(count)]

    def add(self, kind, inputs, output, domain="", **attributes):
        self.nodes.append(onnx.node(kind, self.fresh(kind), inputs, [output], domain, **attributes))

    def result(self, kind, dims, scale, zero, values):
        return Tensor(self.fresh("y"), kind, dims, values, scale, zero)

    def give(self, name, kind, dims, values):
        self.outputs.append(onnx.value(name, dims, kind))
        self.data["output"].append(onnx.tensor(name, kind, dims, values))
        self.results.append((name, len(values)))

    def output(self, tensor):
        self.give(tensor.name, tensor.kind, tensor.dims, tensor.values)

    def dequantized(self, tensor):
        """The real numbers of a tensor."""
        name = self.fresh("real")
        self.add("DequantizeLinear", [tensor.name, *self.quantization(tensor)], name)
        return name

    def quantized(self, real, tensor):
        self.add("QuantizeLinear", [real, *self.quantization(tensor)], tensor.name)
        return tensor

    def real_output(self, tensor):
        name = self.dequantized(tensor)
        self.give(name, onnx.FLOAT, tensor.dims,
                  [single(single(value - tensor.zero) * tensor.scale) for value in tensor.values])

    def bytes(self, opset=13):
        return onnx.model(self.nodes, self.inputs, self.outputs, self.constants, opset)


def convolution_sums(x, w, pad, bias=None):
    """Of every output, [channel][row][column]; weights [output][input][row][column] with zero points."""
    _, channels, height, width = x.dims
    outputs, _, kernel_y, kernel_x = w.dims
    sums = []
    for k, row, column in itertools.product(range(outputs), range(height + 2 * pad - kernel_y + 1),
                                            range(width + 2 * pad - kernel_x + 1)):
        total = bias[k] if bias else 0
        for c, r, s in itertools.product(range(channels), range(kernel_y), range(kernel_x)):
            y, z = row + r - pad, column + s - pad
            if 0 <= y < height and 0 <= z < width:
                total += x.at(0, c, y, z) * (w.at(k, c, r, s) - w.zeros[k])
        sums.append(total)
    return sums


def product_sums(a, w, transposed=False):
    """[row][column] of a's rows times weights [term][column], or [column][term]."""
    rows, terms = a.dims
    columns = w.dims[0 if transposed else 1]
    return [sum(a.at(i, t) * ((w.at(j, t) if transposed else w.at(t, j)) - w.zeros[j]) for t in range(terms))
            for i in range(rows) for j in range(columns)]


def requantized(sums, channels, inner, x, w, y):
    """Sums whose channel has `inner` neighbouring elements."""
    return [saturated(scaled(total, multiplier(x.scale, w.scales[i // inner % channels], y.scale)), y.zero, y.kind)
            for i, total in enumerate(sums)]


def sums_of_two(a, b, y):
    """QLinearAdd."""
    return [saturated(scaled(p - a.zero, single(a.scale / y.scale)) + scaled(q - b.zero, single(b.scale / y.scale)),
                      y.zero, y.kind) for p, q in zip(a.values, b.values)]
