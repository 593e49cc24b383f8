#pragma once
#include "workloads/quantization.h"

// What the rows of layer_kind.h name: for each layer type how its output's shape follows from its inputs'
// (layer_shapes.h), and the plain reference of its values (layer_values.h).
namespace apollo::workloads {

struct LayerShapes;
struct LayerValues;

// shapes_sums.cpp
void convolution_shape(LayerShapes& s);
void transposed_convolution_shape(LayerShapes& s);
void fully_connected_shape(LayerShapes& s);
void matmul_shape(LayerShapes& s);
void recurrent_shape(LayerShapes& s);

// shapes_windows.cpp
void pool_shape(LayerShapes& s);
void global_average_pool_shape(LayerShapes& s);
void element_wise_shape(LayerShapes& s);
void same_shape(LayerShapes& s);  // as the first input
void softmax_shape(LayerShapes& s);
void layer_norm_shape(LayerShapes& s);

// shapes_moves.cpp
void concatenation_shape(LayerShapes& s);
void slice_shape(LayerShapes& s);
void pad_shape(LayerShapes& s);
void rearrange_shape(LayerShapes& s);
void resize_shape(LayerShapes& s);

// reference_sums.cpp
Values convolution_values(LayerValues& v);
Values transposed_convolution_values(LayerValues& v);
Values fully_connected_values(LayerValues& v);
Values matmul_values(LayerValues& v);

// reference_cells.cpp
Values lstm_values(LayerValues& v);
Values gru_values(LayerValues& v);

// reference_vectors.cpp
Values max_pool_values(LayerValues& v);
Values average_pool_values(LayerValues& v);  // global too
Values element_wise_values(LayerValues& v);
Values activation_values(LayerValues& v);

// reference_moves.cpp
Values concatenation_values(LayerValues& v);
Values slice_values(LayerValues& v);
Values pad_values(LayerValues& v);
Values rearrange_values(LayerValues& v);
Values resize_values(LayerValues& v);

// reference_rows.cpp
Values softmax_values(LayerValues& v);
Values layer_norm_values(LayerValues& v);
Values local_response_norm_values(LayerValues& v);

}  // namespace apollo::workloads
