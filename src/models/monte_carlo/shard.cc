// SPDX-License-Identifier: MIT
#include "models/monte_carlo/shard.h"

#include <fmt/format.h>

#include <bit>
#include <cstring>

#include "base/hash.h"
#include "math/vector_stream.h"
#include "models/monte_carlo/internal/part.h"

namespace keel::models {
namespace {

using base::ErrorCode;
using base::Fail;
using internal::BlockResult;
using internal::Part;

static_assert(std::endian::native == std::endian::little, "a part is little-endian");

constexpr std::string_view kMagic = "keel forecast part 1\n";
constexpr size_t kHashSize = 32;
constexpr size_t kMostShards = 10'000;

// Writes numbers as their bits, and lists with their length first.
class Writer {
 public:
  void Put(uint64_t value) { Raw(&value, sizeof value); }
  void Put(double value) { Raw(&value, sizeof value); }
  void Put(std::string_view text) {
    Put(uint64_t{text.size()});
    bytes_ += text;
  }
  void Put(const std::vector<double>& values) {
    Put(uint64_t{values.size()});
    Raw(values.data(), values.size() * sizeof(double));
  }
  std::string Take() { return std::move(bytes_); }

 private:
  void Raw(const void* from, size_t size) { bytes_.append(static_cast<const char*>(from), size); }
  std::string bytes_;
};

// The mirror of Writer. After reading past the end `ok` is false, and everything is empty.
class Reader {
 public:
  explicit Reader(std::string_view bytes) : rest_(bytes) {}
  bool ok() const { return ok_; }
  bool at_end() const { return rest_.empty(); }

  void Get(uint64_t& value) { Raw(&value, sizeof value); }
  void Get(double& value) { Raw(&value, sizeof value); }
  void Get(std::string& text) {
    text.resize(Size(1));
    Raw(text.data(), text.size());
  }
  void Get(std::vector<double>& values) {
    values.resize(Size(sizeof(double)));
    Raw(values.data(), values.size() * sizeof(double));
  }
  // Length of a list whose items take at least `width` bytes.
  size_t Size(size_t width) {
    uint64_t size = 0;
    Get(size);
    ok_ = ok_ && size <= rest_.size() / width;
    return ok_ ? size : 0;
  }

 private:
  void Raw(void* to, size_t size) {
    ok_ = ok_ && size <= rest_.size();
    if (!ok_ || size == 0) return;
    std::memcpy(to, rest_.data(), size);
    rest_.remove_prefix(size);
  }
  std::string_view rest_;
  bool ok_ = true;
};

// Everything that decides the result, and nothing that does not (jobs).
void PutSettings(const SimulationSettings& s, Writer& out) {
  for (const int64_t value : {s.paths, s.horizon, s.keep_paths}) {
    out.Put(static_cast<uint64_t>(value));
  }
  out.Put(s.seed);
  for (const bool flag : {s.antithetic, s.moment_matching, s.keep_terminal}) {
    out.Put(uint64_t{flag});
  }
  for (const auto* list : {&s.quantiles, &s.tail_confidences, &s.drawdown_quantiles, &s.levels}) {
    out.Put(*list);
  }
}

void GetSettings(Reader& in, SimulationSettings& s) {
  for (int64_t* value : {&s.paths, &s.horizon, &s.keep_paths}) {
    uint64_t bits = 0;
    in.Get(bits);
    *value = static_cast<int64_t>(bits);
  }
  in.Get(s.seed);
  for (bool* flag : {&s.antithetic, &s.moment_matching, &s.keep_terminal}) {
    uint64_t bits = 0;
    in.Get(bits);
    *flag = bits != 0;
  }
  for (auto* list : {&s.quantiles, &s.tail_confidences, &s.drawdown_quantiles, &s.levels}) {
    in.Get(*list);
  }
}

void PutModel(const PathModel& model, Writer& out) {
  out.Put(uint64_t{model.assets});
  const RegimeParameters& regimes = model.regimes;
  for (const auto* list : {&regimes.transition, &regimes.today, &regimes.means, &regimes.deviations,
                           &model.residuals, &model.correlation, &model.weights}) {
    out.Put(*list);
  }
  out.Put(uint64_t{model.garch.size()});
  for (const GarchParameters& g : model.garch) {
    for (const double x : {g.alpha, g.gamma, g.beta, g.next_variance.value_or(-1)}) out.Put(x);
  }
  out.Put(uint64_t{model.jumps.size()});
  for (const JumpParameters& j : model.jumps) {
    for (const double x : {j.intensity, j.mean, j.deviation, j.compensated ? 1.0 : 0.0}) out.Put(x);
  }
  out.Put(model.degrees_of_freedom.value_or(-1));
}

// What all parts of one simulation have in common.
std::string Fingerprint(const PathModel& model, const SimulationSettings& settings) {
  Writer out;
  PutModel(model, out);
  PutSettings(settings, out);
  out.Put(math::VectorTarget());
  base::Hasher hasher;
  hasher.Append(out.Take());
  return hasher.Hex();
}

void PutBlock(const BlockResult& block, Writer& out) {
  for (const double x : {block.count, block.mean, block.squares, block.variation, block.up,
                         block.drawdown_sum, block.drawdown_squares}) {
    out.Put(x);
  }
  out.Put(uint64_t{block.overflow});
  out.Put(block.hits);
}

void GetBlock(Reader& in, BlockResult& block) {
  for (double* x : {&block.count, &block.mean, &block.squares, &block.variation, &block.up,
                    &block.drawdown_sum, &block.drawdown_squares}) {
    in.Get(*x);
  }
  uint64_t overflow = 0;
  in.Get(overflow);
  block.overflow = overflow != 0;
  in.Get(block.hits);
}

// A part as it was written.
struct Written {
  std::string fingerprint, label;
  uint64_t index = 0, count = 0;
  SimulationSettings settings;
  Part part;
};

base::Result<Written> Parse(const ShardPart& file) {
  std::string_view bytes = file.bytes;
  if (!bytes.starts_with(kMagic)) {
    return Fail(ErrorCode::kUsage,
                fmt::format("{} is no part of a forecast; make parts with --shard", file.name));
  }
  const auto damaged =
      Fail(ErrorCode::kCorrupt,
           fmt::format("{} is truncated or damaged; simulate that shard again", file.name));
  if (bytes.size() < kMagic.size() + kHashSize) return damaged;
  base::Hasher hasher;
  hasher.Append(bytes.substr(0, bytes.size() - kHashSize));
  if (hasher.Hex() != bytes.substr(bytes.size() - kHashSize)) return damaged;
  bytes.remove_prefix(kMagic.size());
  bytes.remove_suffix(kHashSize);
  Reader in(bytes);
  Written written;
  in.Get(written.fingerprint);
  in.Get(written.label);
  in.Get(written.index);
  in.Get(written.count);
  GetSettings(in, written.settings);
  written.part.blocks.resize(in.Size(9 * sizeof(double)));
  for (BlockResult& block : written.part.blocks) GetBlock(in, block);
  in.Get(written.part.returns);
  in.Get(written.part.drawdowns);
  in.Get(written.part.log_paths);
  const bool exists = written.index >= 1 && written.index <= written.count;
  if (!in.ok() || !in.at_end() || !exists || written.count > kMostShards) return damaged;
  for (const BlockResult& block : written.part.blocks) {
    if (block.hits.size() != written.settings.levels.size()) return damaged;
  }
  return written;
}

void Append(std::vector<double>& to, const std::vector<double>& from) {
  to.insert(to.end(), from.begin(), from.end());
}

// The parts in order of their shards.
base::Result<std::vector<Written>> InOrder(std::span<const ShardPart> parts) {
  if (parts.empty()) return Fail(ErrorCode::kUsage, "there are no parts to merge");
  std::vector<Written> ordered;
  for (const ShardPart& file : parts) {
    TRY(Written written, Parse(file));
    if (ordered.empty()) ordered.resize(written.count);
    if (written.count != ordered.size()) {
      return Fail(ErrorCode::kUsage,
                  fmt::format("{} is one of {} shards, {} one of {}; merge those of one run",
                              file.name, written.count, parts[0].name, ordered.size()));
    }
    if (ordered[written.index - 1].count != 0) {
      return Fail(ErrorCode::kUsage, fmt::format("{} is shard {}/{}, which was given already",
                                                 file.name, written.index, written.count));
    }
    ordered[written.index - 1] = std::move(written);
  }
  const Written* first = nullptr;
  for (size_t i = 0; i < ordered.size(); ++i) {
    if (ordered[i].count == 0) {
      return Fail(ErrorCode::kUsage, fmt::format("shard {}/{} is missing", i + 1, ordered.size()));
    }
    if (first == nullptr) first = &ordered[i];
    if (ordered[i].fingerprint == first->fingerprint && ordered[i].label == first->label) continue;
    return Fail(ErrorCode::kUsage,
                fmt::format("shards 1/{0} and {1}/{0} are of different simulations (series, model, "
                            "seed, settings or processor); make all with one command",
                            ordered.size(), i + 1));
  }
  return ordered;
}

}  // namespace

base::Result<std::string> SimulateShard(const PathModel& model, const SimulationSettings& settings,
                                        const Shard& shard, std::string_view label) {
  if (shard.count < 1 || shard.count > kMostShards || shard.index < 1 ||
      shard.index > shard.count) {
    return Fail(ErrorCode::kUsage, fmt::format("shard {}/{}; 1/N to N/N with N up to {} exist",
                                               shard.index, shard.count, kMostShards));
  }
  TRY(const Part part, internal::RunPart(model, settings, shard.index - 1, shard.count));
  Writer out;
  out.Put(std::string_view(Fingerprint(model, settings)));
  out.Put(label);
  out.Put(uint64_t{shard.index});
  out.Put(uint64_t{shard.count});
  PutSettings(settings, out);
  out.Put(uint64_t{part.blocks.size()});
  for (const BlockResult& block : part.blocks) PutBlock(block, out);
  for (const auto* list : {&part.returns, &part.drawdowns, &part.log_paths}) out.Put(*list);
  std::string bytes = std::string(kMagic) + out.Take();
  base::Hasher hasher;
  hasher.Append(bytes);
  return bytes + hasher.Hex();
}

base::Result<MergedForecast> MergeShards(std::span<const ShardPart> parts) {
  TRY(std::vector<Written> ordered, InOrder(parts));
  Part whole;
  for (Written& written : ordered) {
    for (BlockResult& block : written.part.blocks) whole.blocks.push_back(std::move(block));
    Append(whole.returns, written.part.returns);
    Append(whole.drawdowns, written.part.drawdowns);
    Append(whole.log_paths, written.part.log_paths);
  }
  MergedForecast merged{.settings = ordered[0].settings, .label = ordered[0].label};
  TRY(merged.forecast, internal::Assemble(merged.settings, std::move(whole)));
  return merged;
}

}  // namespace keel::models
