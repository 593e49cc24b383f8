#pragma once
#include <string>
#include <vector>

#include "workloads/onnx/import.h"
#include "workloads/onnx/model.h"

namespace apollo::workloads::importer {

// Gives every input of the model its dimensions, each from 1 to kLargestDimension: those of the options, or
// the model's own, of which a dynamic first one, the batch, is taken as 1. `file` names the model in errors.
// Appends a line to the notes for each assumption. ConfigError for an option that names no input or has
// another number of dimensions, and for a dimension that is out of range or that nobody gives.
void fix_inputs(Model* model, const std::string& file, const ImportOptions& options,
                std::vector<std::string>* notes);

// What fix_inputs() took as 1, and how to give it, for errors that may come of that; "" if nothing.
std::string assumed_batches(const Model& model, const ImportOptions& options);

// The options that make this batch of a model's inputs one inference; "" if no input has it.
std::string single_batch_option(const Model& model, std::int64_t batch);

}  // namespace apollo::workloads::importer
