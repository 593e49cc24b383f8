#include "simulator/fast/tile_work.h"

namespace apollo::fast {

using program::Dim;
using program::Tiling;

namespace {

std::int64_t useful_taps(const Tiling& tiling, Dim dim, int tile, const program::WindowAxis& axis, int size) {
  if (!axis.transposed) return std::int64_t{tiling.tile_parts(dim, tile).outputs()} * axis.window;
  std::int64_t sum = 0;
  for (int part = 0; part < tiling.parts[index(dim)]; ++part)
    sum += axis.useful_taps(tiling.output_range(dim, part, tile), size);
  return sum;
}

}  // namespace

TileWork::Along TileWork::along(const program::LoopNest& n, Dim dim, int tile) {
  const program::TileParts parts = n.tiling.tile_parts(dim, tile);
  Along sum;
  const auto add = [&](int times, int size) {
    if (size == 0) return;
    const std::int64_t vectors = n.tiling.vectors_along(dim, size);
    sum.vectors += times * vectors;
    sum.core_vectors += times * vectors * n.tiling.cores_along(dim, size);
    sum.most_vectors = std::max(sum.most_vectors, vectors);
  };
  add(parts.whole, parts.size);
  add(1, parts.rest);
  if (dim == Dim::y)
    sum.useful = useful_taps(n.tiling, dim, tile, n.op.rows, n.op.input.shape.height);
  else if (dim == Dim::x)
    sum.useful = useful_taps(n.tiling, dim, tile, n.op.columns, n.op.input.shape.width);
  else
    sum.useful = parts.outputs();
  return sum;
}

void TileWork::tabulate(const program::LoopNest& n, Dim outer, Dim inner) {
  const int outers = n.tiling.tiles[index(outer)], inners = n.tiling.tiles[index(inner)];
  const std::size_t first = along_.size();
  along_.resize(first + static_cast<std::size_t>(outers) * inners);
  Along* const inner_alone = along_.data() + first;  // until its own row, the first one, is written last
  for (int i = 0; i < inners; ++i) inner_alone[i] = along(n, inner, i);
  for (int o = outers; o-- > 0;) {
    const Along a = along(n, outer, o);
    for (int i = 0; i < inners; ++i) {
      const Along& b = inner_alone[i];
      inner_alone[o * inners + i] = {a.most_vectors * b.most_vectors, a.vectors * b.vectors,
                                     a.core_vectors * b.core_vectors, a.useful * b.useful};
    }
  }
}

void TileWork::assign(const program::LoopNest& n, const machine::TemplateConstants& constants) {
  const Tiling& t = n.tiling;
  tiles_x_ = t.tiles[index(Dim::x)];
  tiles_k_ = t.tiles[index(Dim::k)];
  tiles_c_ = t.tiles_c;
  first_channel_ = t.tiles[index(Dim::y)] * tiles_x_;
  along_.clear();
  along_.reserve(static_cast<std::size_t>(first_channel_) +
                 static_cast<std::size_t>(t.tiles[index(Dim::g)]) * tiles_k_);
  tabulate(n, Dim::y, Dim::x);
  tabulate(n, Dim::g, Dim::k);
  beats_ = t.beats;
  bytes_ = t.bytes;
  reductions_.fill({});
  for (const int last : {0, 1}) {
    if (!last && tiles_c_ == 1) continue;  // no tile is another
    const int channels = t.c_range(last ? tiles_c_ - 1 : 0).size(), steps = t.steps(channels);
    channels_[last] = {steps, std::int64_t{steps} * t.weight_bytes_per_step,
                       n.op.kernel == program::Kernel::mac ? channels : 0};
    for (const int psum_in : {0, 1})
      for (const int psum_out : {0, 1})
        reductions_[last * 4 + psum_in * 2 + psum_out] = {
            t.functions.of(beats_.of(steps, psum_in, psum_out), psum_out)};
  }
  startup_cycles_ = constants.compute_startup_cycles;
  macs_per_product_ = n.op.macs_per_product();
}

TileWork::Work TileWork::take() {
  Work work;
  for (int last = tiles_c_ == 1; last < 2; ++last)
    for (const int psum_in : {0, 1})
      for (const int psum_out : {0, 1}) {
        Reduction& c = reductions_[last * 4 + psum_in * 2 + psum_out];
        if (c.vectors == 0) continue;
        const program::VectorTraffic beats = beats_.of(channels_[last].steps, psum_in, psum_out),
                                     bytes = bytes_.of(channels_[last].steps, psum_in, psum_out);
        work.beats.read += c.vectors * beats.read;
        work.beats.written += c.vectors * beats.written;
        work.bytes.read += c.vectors * bytes.read;
        work.bytes.written += c.vectors * bytes.written;
        work.weight_bytes += c.core_vectors * channels_[last].weight_bytes;
        work.macs += c.useful * channels_[last].macs;
        c.vectors = c.core_vectors = c.useful = 0;
      }
  work.multiplications = work.macs * macs_per_product_;
  return work;
}

}  // namespace apollo::fast
