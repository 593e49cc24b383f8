#pragma once
#include <string>
#include <vector>

#include "apollo/designs/design.h"
#include "apollo/study/conditions.h"
#include "optimizers/search_space.h"

// The points of a space as designs: its parameters are values of a design by their names
// (designs::value_names), and what it leaves out is that of a base design.
namespace apollo::study {

// ConfigError that names `file` if a parameter is no value of a design, one of its values is out of range, a
// technology not built in, or a clock too fast for the base's technology where the space names none.
void check_design_space(const designs::Design& base, const optimizers::SearchSpace& space,
                        const std::string& file);

// Requires a space that has been checked, here and below.
designs::Design design_at(const designs::Design& base, const optimizers::SearchSpace& space,
                          const optimizers::Point& point);
// Its accelerator alone: cheap enough for every point of a space.
machine::Accelerator accelerator_at(const machine::Accelerator& base, const optimizers::SearchSpace& space,
                                    const optimizers::Point& point);

// Its batch, likewise.
int batch_at(int base, const optimizers::SearchSpace& space, const optimizers::Point& point);

// Its technology, likewise.
class Technologies {
 public:
  Technologies(const designs::Design& base, const optimizers::SearchSpace& space);

  const cost::Technology& at(const optimizers::Point& point) const;

 private:
  std::size_t parameter_;                  // position in the space; beyond it if there is none
  std::vector<cost::Technology> choices_;  // by index of the value; otherwise the base's alone
};

// The space without the points that break its conditions (conditions.h), which may also name values of the
// base, or whose clock is too fast for their technology.
optimizers::SearchSpace allowed_designs(const designs::Design& base, const optimizers::SearchSpace& space,
                                        const std::string& file);
// How much of the space that is, and that it is something; ConfigError as of remaining_points().
Remaining remaining_designs(const designs::Design& base, const optimizers::SearchSpace& space,
                            const std::string& file);

}  // namespace apollo::study
