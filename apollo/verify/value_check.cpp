#include "apollo/verify/value_check.h"

#include <algorithm>
#include <cmath>
#include <stdexcept>

#include "apollo/compiler/compiler.h"
#include "files/config_error.h"
#include "files/join.h"
#include "files/json_file.h"
#include "simulator/functional_check.h"
#include "simulator/systemc/systemc_engine.h"
#include "workloads/onnx/test_data.h"

namespace apollo::verify {
namespace {

using workloads::importer::Constant;
using workloads::importer::Port;
using workloads::importer::TestData;
using Elements = workloads::Values;

constexpr double kRealPrecision = 1e-5;

// Of unsigned elements, which the chip sees as signed ones.
int offset_of(int type) {
  return type == workloads::importer::kUint8 ? 128 : type == workloads::importer::kUint16 ? 32768 : 0;
}

// Whether elements of a type of integers are what a tensor of so many bits holds.
bool holds(int bits, int type) {
  return bits == 8 ? type == workloads::importer::kUint8 || type == workloads::importer::kInt8
                   : type == workloads::importer::kUint16 || type == workloads::importer::kInt16;
}

bool is_real(int type) {
  return type == workloads::importer::kFloat || type == workloads::importer::kDouble ||
         type == workloads::importer::kFloat16 || type == workloads::importer::kBfloat16;
}

std::string shown(const std::vector<std::int64_t>& dims) {
  return files::join(dims, "x", [](std::int64_t dim) { return std::to_string(dim); });
}

class Check {
 public:
  Check(const std::string& model, const std::string& folder, const workloads::importer::Imported& imported,
        const TestData& data)
      : model_(model), folder_(folder), imported_(imported), network_(imported.network), data_(data) {}

  std::vector<OutputCheck> run(const machine::Accelerator& accelerator) {
    const auto inputs = elements_of_inputs();
    for (const Port& output : imported_.outputs) require_fitting(output);
    const auto compiled = compiler::compile(network_, accelerator);
    if (const auto* reason = std::get_if<machine::Infeasible>(&compiled))
      throw files::ConfigError(files::printable(model_, 1000) +
                               ": does not run on the accelerator: " + describe(*reason));
    const auto& program = std::get<program::Program>(compiled);
    simulator::FunctionalData functional = simulator::functional_data(network_, program, inputs);
    for (const Port& output : imported_.outputs)
      if (output.sums) functional.summed.insert(op_that_makes(output, program));
    simulator::SimulationOptions options;
    options.functional = true;
    const auto result = systemc::simulate(program, options, &functional);
    if (!result.deadlock.empty()) throw std::runtime_error(network_.name + ": deadlock: " + result.deadlock);
    std::vector<OutputCheck> checks;
    for (const Port& output : imported_.outputs)
      checks.push_back(compare(output, values_of(output, program, result)));
    return checks;
  }

 private:
  [[noreturn]] void fail(const std::string& message) const {
    throw files::ConfigError(files::printable(folder_, 1000) + ": " + message);
  }

  int tensor_of(const Port& port) const {
    const auto found =
        std::find_if(network_.tensors.begin(), network_.tensors.end(),
                     [&](const workloads::Tensor& tensor) { return tensor.name == port.tensor; });
    return static_cast<int>(found - network_.tensors.begin());
  }

  workloads::Quantization quantization(const Port& port) const {
    return network_.tensors[static_cast<std::size_t>(tensor_of(port))].quantization;
  }

  static std::size_t buffer_of(int tensor, const program::Program& program) {
    const auto found = std::find_if(program.buffers.begin(), program.buffers.end(),
                                    [&](const program::BufferPlan& b) { return b.tensor == tensor; });
    return static_cast<std::size_t>(found - program.buffers.begin());
  }

  std::uint32_t op_that_makes(const Port& output, const program::Program& program) const {
    const auto buffer = static_cast<int>(buffer_of(tensor_of(output), program));
    const auto found = std::find_if(program.ops.begin(), program.ops.end(), [&](const program::OpPlan& plan) {
      return plan.op().output.buffer == buffer;
    });
    return static_cast<std::uint32_t>(found - program.ops.begin());
  }

  const Constant& given(const std::map<std::string, Constant>& tensors, const Port& port,
                        const std::string& kind) const {
    const auto found = tensors.find(port.name);
    const std::string name = kind + " " + files::printable(port.name, 100);
    if (found == tensors.end()) fail("has no tensor for the " + name);
    if (found->second.dims != port.dims)
      fail("the tensor for the " + name + " is " + shown(found->second.dims) + "; must be " +
           shown(port.dims));
    if (port.type != 0 && found->second.type != port.type)
      fail("the tensor for the " + name + " is of ONNX's type " + std::to_string(found->second.type) +
           "; must be of type " + std::to_string(port.type));
    return found->second;
  }

  // That the chip's values can be compared with what is given.
  void require_fitting(const Port& output) const {
    const int type = given(data_.outputs, output, "output").type;
    const int bits = quantization(output).bits;
    if (!is_real(type) && (output.sums ? type != workloads::importer::kInt32 : !holds(bits, type)))
      fail("the tensor for the output " + files::printable(output.name, 100) + " is of ONNX's type " +
           std::to_string(type) + "; must be of integers of " + (output.sums ? "32" : std::to_string(bits)) +
           " bits, or a real one");
  }

  std::vector<Elements> elements_of_inputs() const {
    std::vector<Elements> inputs;
    for (const int tensor : network_.inputs) {
      const auto port = std::find_if(imported_.inputs.begin(), imported_.inputs.end(),
                                     [&](const Port& p) { return tensor_of(p) == tensor; });
      if (port == imported_.inputs.end())
        fail("nothing is given for \"" +
             files::printable(network_.tensors[static_cast<std::size_t>(tensor)].name, 100) +
             "\", an input of the network that the model does not have");
      inputs.push_back(elements_of(*port, given(data_.inputs, *port, "input")));
    }
    return inputs;
  }

  // As the network's tensor holds them. Real numbers are quantized as QuantizeLinear does.
  Elements elements_of(const Port& port, const Constant& tensor) const {
    const workloads::Quantization q = quantization(port);
    Elements elements;
    for (const std::int64_t place : port.order.places()) {
      double value = (*tensor.values)[static_cast<std::size_t>(place)];
      if (is_real(tensor.type)) {
        const float units = static_cast<float>(value) / q.scale;
        if (std::isnan(units)) fail("the input " + files::printable(port.name, 100) + " has a NaN");
        value = std::clamp<double>(std::nearbyint(double{units}) + q.zero_point,
                                   workloads::lowest_value(q.bits), workloads::highest_value(q.bits));
      } else if (holds(q.bits, tensor.type)) {
        value -= offset_of(tensor.type);
      } else {
        fail("the input " + files::printable(port.name, 100) + " is of ONNX's type " +
             std::to_string(tensor.type) + "; must be of integers of " + std::to_string(q.bits) +
             " bits, or a real one");
      }
      elements.push_back(static_cast<workloads::Value>(value));
    }
    return elements;
  }

  // What the chip computed, in the model's row-major order and its type of elements.
  std::vector<double> values_of(const Port& output, const program::Program& program,
                                const simulator::SimulationResult& result) const {
    const int type = data_.outputs.at(output.name).type;
    const workloads::Quantization q = quantization(output);
    const std::vector<std::int64_t> places = output.order.places();
    std::vector<double> values(places.size());
    const auto place = [&](const auto& computed, const auto& value_of) {
      for (std::size_t i = 0; i < values.size(); ++i)
        values[static_cast<std::size_t>(places[i])] = value_of(computed.at(i));
    };
    if (output.sums) {
      place(result.sums[op_that_makes(output, program)], [](double sum) { return sum; });
      return values;
    }
    place(result.dram_buffers[buffer_of(tensor_of(output), program)], [&](int element) {
      if (is_real(type)) return double{static_cast<float>(element - q.zero_point) * q.scale};
      return static_cast<double>(element + offset_of(type));
    });
    return values;
  }

  OutputCheck compare(const Port& output, const std::vector<double>& values) const {
    const Constant& expected = data_.outputs.at(output.name);
    const double step = is_real(expected.type) ? quantization(output).scale / 2 : 0;
    OutputCheck check;
    check.name = output.name;
    check.elements = static_cast<std::int64_t>(values.size());
    for (std::size_t i = 0; i < values.size(); ++i) {
      const double wanted = (*expected.values)[i];
      const double allowed = step > 0 ? step + kRealPrecision * std::fabs(wanted) : 0;
      if (std::fabs(values[i] - wanted) <= allowed) continue;
      if (check.differing++ > 0) continue;
      check.first = static_cast<std::int64_t>(i);
      check.got = values[i];
      check.expected = wanted;
    }
    return check;
  }

  const std::string &model_, &folder_;
  const workloads::importer::Imported& imported_;
  const workloads::Network& network_;
  const TestData& data_;
};

}  // namespace

ValueCheck check_values(const std::string& model, const std::string& folder,
                        const machine::Accelerator& accelerator,
                        const workloads::importer::ImportOptions& options) {
  const TestData data = workloads::importer::read_test_data(folder, workloads::importer::onnx_inputs(model),
                                                            workloads::importer::onnx_outputs(model));
  workloads::importer::ImportOptions with_values = options;
  with_values.values = true;
  with_values.given = data.inputs;
  const auto imported = workloads::importer::import_onnx(model, with_values);
  return {folder, Check(model, folder, imported, data).run(accelerator), imported.notes};
}

}  // namespace apollo::verify
