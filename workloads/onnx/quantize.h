#pragma once
#include "workloads/onnx/fold.h"

// Scales and zero points. An import without values passes them over.
namespace apollo::workloads::importer {

// The quantization that two inputs of a node, the scale and the zero point ("" if absent), give a value that
// the model computes. `type` is that of its elements where the zero point does not tell. Unsigned elements
// are seen as signed ones, with a zero point less 128, or 32768. Unsupported if the chip has no such
// elements, or if scales are several.
Quantization quantization_of(Graph& graph, const Node& node, const std::string& scale,
                             const std::string& zero_point, int type);

// Of a zero point's elements, which are those of what it belongs to; `otherwise` if there is none.
int type_of(Graph& graph, const std::string& zero_point, int otherwise);

// A node takes `value`, which the model computes, at this quantization. Unsupported if it has another.
void take_at(Graph& graph, const std::string& value, Quantization quantization);

// The constant less its zero point ("": 0) times its scale ("": 1), one for all elements or for each index of
// `axis`; with several scales, `axis` counts from the end if it is negative.
Constant dequantized(Graph& graph, const Node& node, const Constant& constant, const std::string& scale,
                     const std::string& zero_point, std::int64_t axis);

// A layer that copies a value, to this quantization.
Value copied(Graph& graph, const Node& node, const Value& value, Quantization quantization);

// Of constants.
void fold_quantize(const Fold& fold);
void fold_dequantize(const Fold& fold);

}  // namespace apollo::workloads::importer
