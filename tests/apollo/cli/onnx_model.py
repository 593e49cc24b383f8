"""Writes small ONNX models: the wire format of protobuf, with the field numbers of onnx.proto."""
import struct


def varint(value):
    value &= (1 << 64) - 1
    data = bytearray()
    while value >= 0x80:
        data.append(value & 0x7F | 0x80)
        value >>= 7
    return bytes(data) + bytes([value])


def integer(field, value):
    return varint(field << 3) + varint(value)


def message(field, content):
    """A nested message, a text or bytes."""
    content = content.encode() if isinstance(content, str) else content
    return varint(field << 3 | 2) + varint(len(content)) + content


def initializer(name, dims):
    """A tensor of float zeros."""
    elements = 1
    for dim in dims:
        elements *= dim
    return (b"".join(integer(1, dim) for dim in dims) + integer(2, 1) + message(8, name)
            + message(9, struct.pack("<f", 0) * elements))


# ONNX's numbers of types of elements, and how struct packs them.
FLOAT, UINT8, INT8, INT32, INT64 = 1, 2, 3, 6, 7
FORMATS = {FLOAT: "f", UINT8: "B", INT8: "b", INT32: "i", INT64: "q"}


def tensor(name, kind, dims, values):
    """A tensor of these elements, as an initializer or a file of its own."""
    return (b"".join(integer(1, dim) for dim in dims) + integer(2, kind) + message(8, name)
            + message(9, struct.pack(f"<{len(values)}{FORMATS[kind]}", *values)))


def external_tensor(name, kind, dims, path, offset):
    """An initializer whose elements are in another file, from this byte on."""
    entries = {"location": path, "offset": str(offset)}
    return (b"".join(integer(1, dim) for dim in dims) + integer(2, kind) + message(8, name)
            + b"".join(message(13, message(1, key) + message(2, text)) for key, text in entries.items())
            + integer(14, 1))


def value(name, dims, kind=FLOAT):
    """A network's input or output; a dimension that is a text is dynamic."""
    shape = b"".join(message(1, integer(1, dim) if isinstance(dim, int) else message(2, dim)) for dim in dims)
    return message(1, name) + message(2, message(1, integer(1, kind) + message(2, shape)))


def attribute(name, content):
    """Of an integer, or of a list of integers."""
    if isinstance(content, int):
        return message(1, name) + integer(3, content) + integer(20, 2)
    return message(1, name) + b"".join(integer(8, item) for item in content) + integer(20, 7)


def node(kind, name, inputs, outputs, domain="", **attributes):
    return (b"".join(message(1, i) for i in inputs) + b"".join(message(2, o) for o in outputs) + message(3, name)
            + message(4, kind) + b"".join(message(5, attribute(*item)) for item in attributes.items())
            + message(7, domain))


def model(nodes, inputs, outputs, initializers, opset=13, between=()):
    """All but opset are lists of what the functions above return; outputs may be names, of floats. `between`: values whose shapes the
    file states."""
    graph = (b"".join(message(1, item) for item in nodes) + message(2, "graph")
             + b"".join(message(5, item) for item in initializers) + b"".join(message(11, item) for item in inputs)
             + b"".join(message(12, value(item, []) if isinstance(item, str) else item) for item in outputs)
             + b"".join(message(13, item) for item in between))
    return (integer(1, 8) + message(7, graph) + message(8, message(1, "") + integer(2, opset))
            + message(8, message(1, "com.microsoft") + integer(2, 1)))
