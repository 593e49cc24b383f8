"""The model of docs/tutorial.md: tells four kinds of visitors apart on an image of 96 x 96. `python3 doorbell_model.py FILE` writes it."""
import pathlib
import sys

import onnx_model as onnx

# Of each stage behind the first: channels, and the stride of its depthwise convolution.
STAGES = [(16, 1), (32, 2), (64, 2)]
FIRST, CLASSES = 8, 4


def doorbell():
    nodes, weights = [], []
    tensor, channels = "image", 3

    def convolution(name, out, stride, kernel, group=1):
        nonlocal tensor, channels
        weights.append(onnx.initializer(name + "_filters", [out, channels // group, kernel, kernel]))
        pad = kernel // 2
        nodes.append(onnx.node("Conv", name, [tensor, name + "_filters"], [name], kernel_shape=[kernel, kernel],
                               strides=[stride, stride], pads=[pad, pad, pad, pad], group=group))
        nodes.append(onnx.node("Relu", name + "_relu", [name], [name + "_relu"]))
        tensor, channels = name + "_relu", out

    convolution("stem", FIRST, 2, 3)
    for number, (out, stride) in enumerate(STAGES, 1):
        convolution(f"depthwise{number}", channels, stride, 3, group=channels)
        convolution(f"pointwise{number}", out, 1, 1)
    weights.append(onnx.initializer("weights", [channels, CLASSES]))
    nodes += [onnx.node("GlobalAveragePool", "pool", [tensor], ["pooled"]),
              onnx.node("Flatten", "flatten", ["pooled"], ["vector"]),
              onnx.node("Gemm", "visitor", ["vector", "weights"], ["scores"])]
    return onnx.model(nodes, [onnx.value("image", [1, 3, 96, 96])], ["scores"], weights)


if __name__ == "__main__":
    pathlib.Path(sys.argv[1]).write_bytes(doorbell())
