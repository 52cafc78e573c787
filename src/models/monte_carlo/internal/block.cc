// SPDX-License-Identifier: MIT
#include "models/monte_carlo/internal/block.h"

#include <algorithm>
#include <array>
#include <boost/align/aligned_allocator.hpp>
#include <cmath>
#include <optional>
#include <string_view>

#include "math/vector_stream.h"
#include "models/monte_carlo/internal/variance_mixture.h"

namespace keel::models::internal {
namespace {

constexpr double kLargestLog = 700;

// Numbers per path, where no vector lies across two lines of the cache.
template <typename T>
using Aligned = std::vector<T, boost::alignment::aligned_allocator<T, 64>>;

// Column j of the result says for each state the probability of moving to states 0..j.
std::vector<DrawTable> Cumulate(const std::vector<double>& rows, size_t states, bool same_row) {
  std::vector<DrawTable> columns(states - 1);
  for (size_t from = 0; from < states; ++from) {
    double sum = 0;
    for (size_t to = 0; to + 1 < states; ++to) {
      sum += rows[(same_row ? 0 : from * states) + to];
      columns[to][from] = static_cast<int32_t>(std::llround(std::min(sum, 1.0) * 0x1p31) - 1);
    }
  }
  return columns;
}

// Rows of 1024 numbers would all fall into the same few places of the cache.
size_t StrideOf(size_t assets, size_t paths) {
  const size_t size = (paths + 15) / 16 * 16;
  return assets > 1 ? size + 16 - size % 32 : (size + 31) / 32 * 32;
}

// Normals one at a time from a stream of their own.
class SingleNormals {
 public:
  SingleNormals(uint64_t seed, std::string_view component, uint64_t block)
      : stream_(seed, component, block) {}

  double Next() {
    if (next_ == z_.size()) {
      stream_.FillNormals(z_);
      next_ = 0;
    }
    return z_[next_++];
  }
  /// Exponential with mean 1: half the square of the radius of a normal point of the plane.
  double NextExponential() {
    const double x = Next(), y = Next();
    return (x * x + y * y) / 2;
  }

 private:
  math::VectorStream stream_;
  std::array<double, 96> z_;
  size_t next_ = z_.size();
};

// State of the paths of one block while it runs.
class Block {
 public:
  Block(const Plan& plan, uint64_t block, size_t paths)
      : plan_(plan),
        paths_(paths),
        rows_{.size = (paths + 15) / 16 * 16, .stride = StrideOf(plan.model.assets, paths)},
        size_(rows_.size),
        normals_(plan.settings.seed, "monte_carlo.normal", block),
        log_price_(plan.model.assets * rows_.stride),
        z_(plan.model.assets * rows_.stride) {
    const PathModel& model = plan.model;
    const uint64_t seed = plan.settings.seed;
    const size_t room = (size_ + 31) / 32 * 32;  // normals may come straight, in whole groups
    if (!model.garch.empty()) carry_.resize(model.assets * rows_.stride);
    if (plan.track) {
      maximum_.resize(room);
      minimum_.resize(room);
      if (!plan.settings.drawdown_quantiles.empty()) drawdown_.resize(room);
    }
    if (!model.residuals.empty()) uniform_.resize(size_);
    if (model.degrees_of_freedom) {
      mixing_.emplace(seed, "monte_carlo.mixing", block);
      divisor_.resize(room, 1);
    }
    if (!model.residuals.empty()) residuals_.emplace(seed, "monte_carlo.residual", block);
    for (size_t a = 0; a < model.jumps.size(); ++a) {
      jumps_.emplace_back(seed, "monte_carlo.jump", block * model.assets + a);
      next_jump_.push_back(0);
      Advance(a);
    }
    if (plan.states > 1) {
      regimes_.emplace(seed, "monte_carlo.regime", block);
      state_.resize(room);
      bits_.resize(size_ / 2);
      MoveStates(plan.first_states);
    }
    if (!plan.plain) value_.resize(room);
    for (size_t a = 0; a < model.assets; ++a) steps_.push_back(StepOf(a));
  }

  void RunStep(bool first) {
    if (plan_.states > 1) MoveStates(plan_.next_states);
    DrawInnovations();
    for (size_t a = 0; a < plan_.model.assets; ++a) {
      steps_[a].first = first;
      if (!jumps_.empty()) Jump(a);  // before the rest of the step, which then sees the whole
      Step(steps_[a]);
    }
    if (plan_.track && !FollowsItself()) TrackAfterwards();
  }

  void CopyLogPrices(size_t path, double* out) const {
    for (size_t a = 0; a < plan_.model.assets; ++a) out[a] = log_price_[a * rows_.stride + path];
  }

  BlockResult Finish(const BlockOutput& output);

 private:
  void FinishExtremes(const BlockOutput& output, std::vector<double>& scratch,
                      BlockResult& result) const;

  StepArguments StepOf(size_t a) {
    StepArguments step = plan_.steps[a];
    step.log_price = &log_price_[a * rows_.stride];
    step.z = &z_[a * rows_.stride];
    if (DrawsOnTheWay()) step.normals = normals_.state();
    step.size = size_;
    if (!state_.empty()) step.state = state_.data();
    if (!carry_.empty()) step.carry = &carry_[a * rows_.stride];
    if (!divisor_.empty()) step.divisor = divisor_.data();
    if (FollowsItself()) SetExtremes(step);
    return step;
  }

  // Whether Step shall draw the normals itself: nothing else needs them, and it has enough to do to
  // fill the pauses of the draw.
  bool DrawsOnTheWay() const {
    const SimulationSettings& settings = plan_.settings;
    const bool alone = plan_.model.assets == 1 && plan_.states == 1 && !mixing_ && !residuals_;
    return alone && !settings.antithetic && !settings.moment_matching &&
           (!carry_.empty() || FollowsItself());
  }

  // Whether Step can keep the extremes while it has the price in hand.
  bool FollowsItself() const { return plan_.track && plan_.plain; }

  void SetExtremes(StepArguments& step) {
    step.size = size_;
    step.maximum = maximum_.data();
    step.minimum = minimum_.data();
    if (!drawdown_.empty()) step.drawdown = drawdown_.data();
  }

  void TrackAfterwards() {
    StepArguments extremes;
    SetExtremes(extremes);
    const double* log_value = log_price_.data();
    if (!plan_.plain) {
      PortfolioValue(plan_.weights, plan_.cash, log_price_.data(), value_.data(), rows_);
      Logarithm(value_.data(), size_);
      log_value = value_.data();
    }
    Track(log_value, extremes);
  }

  void MoveStates(const std::vector<DrawTable>& cumulative) {
    regimes_->FillBits(bits_);
    NextStates(cumulative, bits_.data(), state_.data(), size_);
  }

  void DrawInnovations() {
    if (residuals_) return DrawResiduals();
    // One asset has room for whole groups of normals, which spares a copy of the last one.
    const size_t drawn = plan_.model.assets == 1 ? rows_.stride : size_;
    for (size_t a = 0; a < plan_.model.assets && !DrawsOnTheWay(); ++a) {
      DrawNormals(std::span(z_).subspan(a * rows_.stride, drawn));
    }
    if (!plan_.factor.empty()) Correlate(plan_.factor, plan_.model.assets, z_.data(), rows_);
    if (!mixing_) return;
    const size_t half = plan_.settings.antithetic ? paths_ / 2 : size_;
    FillVarianceDivisors(*plan_.model.degrees_of_freedom, *mixing_,
                         std::span(divisor_).first((half + 15) / 16 * 16));
    if (half == size_) return;
    std::copy_n(divisor_.begin(), half, divisor_.begin() + static_cast<std::ptrdiff_t>(half));
  }

  void DrawNormals(std::span<double> z) {
    const size_t half = paths_ / 2;
    if (plan_.settings.antithetic) {
      normals_.FillNormals(z.first(std::min((half + 31) / 32 * 32, z.size())));
      Mirror(z.data(), z.data() + half, half);
    } else {
      normals_.FillNormals(z);
    }
    if (!plan_.settings.moment_matching) return;
    const auto n = static_cast<double>(paths_);
    double sum = 0, squares = 0;
    for (size_t i = 0; i < paths_; ++i) sum += z[i];
    const double mean = plan_.settings.antithetic ? 0 : sum / n;
    for (size_t i = 0; i < paths_; ++i) squares += (z[i] - mean) * (z[i] - mean);
    const double scale = 1 / std::sqrt(squares / n);
    for (size_t i = 0; i < paths_; ++i) z[i] = (z[i] - mean) * scale;
  }

  void DrawResiduals() {
    residuals_->FillUniforms(uniform_);
    const std::vector<double>& residuals = plan_.model.residuals;
    const size_t assets = plan_.model.assets;
    const auto rows = static_cast<double>(residuals.size() / assets);
    for (size_t i = 0; i < size_; ++i) {
      const double* row = &residuals[static_cast<size_t>(uniform_[i] * rows) * assets];
      for (size_t a = 0; a < assets; ++a) z_[a * rows_.stride + i] = row[a];
    }
  }

  // Jumps of all paths are one Poisson process along step by step, path by path: the distance to
  // the next is exponential, and what has no jump costs nothing.
  void Advance(size_t a) {
    const double intensity = plan_.model.jumps[a].intensity;
    next_jump_[a] +=
        intensity > 0 ? jumps_[a].NextExponential() / intensity : static_cast<double>(INT64_MAX);
  }

  void Jump(size_t a) {
    const auto size = static_cast<double>(size_);
    for (; next_jump_[a] < size; Advance(a)) {
      const auto path = static_cast<size_t>(next_jump_[a]);
      const JumpParameters& jump = plan_.model.jumps[a];
      log_price_[a * rows_.stride + path] += jump.mean + jump.deviation * jumps_[a].Next();
    }
    next_jump_[a] -= size;
  }

  const Plan& plan_;
  size_t paths_;  // asked for
  Rows rows_;     // of the assets
  size_t size_;   // simulated: whole groups of 16
  math::VectorStream normals_;
  std::optional<math::VectorStream> regimes_, mixing_, residuals_;
  std::vector<SingleNormals> jumps_;
  std::vector<double> next_jump_;  // in paths from the beginning of the step
  Aligned<double> log_price_, z_, carry_, divisor_, uniform_, value_;
  Aligned<double> maximum_, minimum_, drawdown_;
  Aligned<uint64_t> bits_;  // for the regimes of the step
  Aligned<uint32_t> state_;
  std::vector<StepArguments> steps_;  // one per asset, with the arrays above
};

// Squared deviations from the mean; with pairs, of the means of path i and path i + n / 2.
double SquaresOf(std::span<const double> x, double mean, bool pairs) {
  const size_t n = pairs ? x.size() / 2 : x.size();
  double squares = 0;
  for (size_t i = 0; i < n; ++i) {
    const double value = (pairs ? (x[i] + x[i + n]) / 2 : x[i]) - mean;
    squares += value * value;
  }
  return squares;
}

BlockResult Block::Finish(const BlockOutput& output) {
  BlockResult result;
  std::vector<double> values(size_);
  if (plan_.plain) {
    Exponential(log_price_.data(), values.data(), size_);
  } else {
    PortfolioValue(plan_.weights, plan_.cash, log_price_.data(), values.data(), rows_);
  }
  for (size_t a = 0; a < plan_.model.assets; ++a) {
    for (size_t i = 0; i < paths_; ++i) {
      if (!(std::fabs(log_price_[a * rows_.stride + i]) <= kLargestLog)) result.overflow = true;
    }
  }
  double sum = 0;
  size_t up = 0;
  for (size_t i = 0; i < paths_; ++i) {
    values[i] -= 1;
    sum += values[i];
    up += values[i] > 0 ? 1 : 0;
  }
  result.count = static_cast<double>(paths_);
  result.up = static_cast<double>(up);
  result.mean = sum / result.count;
  const std::span<const double> returns = std::span(values).first(paths_);
  result.variation = SquaresOf(returns, result.mean, false);
  result.squares =
      plan_.settings.antithetic ? SquaresOf(returns, result.mean, true) : result.variation;
  if (!output.returns.empty()) std::copy(returns.begin(), returns.end(), output.returns.data());
  if (plan_.track) FinishExtremes(output, values, result);
  return result;
}

void Block::FinishExtremes(const BlockOutput& output, std::vector<double>& scratch,
                           BlockResult& result) const {
  for (const double level : plan_.settings.levels) {
    const double log_level = std::log(level);
    size_t hits = 0;
    for (size_t i = 0; i < paths_; ++i) {
      hits += (level > 1 ? maximum_[i] >= log_level : minimum_[i] <= log_level) ? 1 : 0;
    }
    result.hits.push_back(static_cast<double>(hits));
  }
  if (plan_.settings.drawdown_quantiles.empty()) return;
  for (size_t i = 0; i < size_; ++i) scratch[i] = -drawdown_[i];
  Exponential(scratch.data(), scratch.data(), size_);
  for (size_t i = 0; i < paths_; ++i) {
    const double fall = 1 - scratch[i];
    result.drawdown_sum += fall;
    result.drawdown_squares += fall * fall;
    output.drawdowns[i] = fall;
  }
}

}  // namespace

base::Result<Plan> MakePlan(const PathModel& model, const SimulationSettings& settings) {
  Plan plan{.model = model, .settings = settings};
  const RegimeParameters& regimes = model.regimes;
  plan.states = regimes.today.size();
  if (!model.correlation.empty() && model.assets > 1) {
    TRY(plan.factor, CholeskyFactor(model.correlation, model.assets));
  }
  plan.weights = model.weights;
  if (plan.weights.empty()) {
    plan.weights.assign(model.assets, 1 / static_cast<double>(model.assets));
  }
  double invested = 0;
  for (const double weight : plan.weights) invested += weight;
  plan.cash = std::max(0.0, 1 - invested);
  plan.plain = model.assets == 1 && plan.weights[0] == 1;
  plan.track = !settings.levels.empty() || !settings.drawdown_quantiles.empty();
  plan.first_states = Cumulate(regimes.today, plan.states, true);
  plan.next_states = Cumulate(regimes.transition, plan.states, false);
  for (size_t a = 0; a < model.assets; ++a) {
    StepArguments& step = plan.steps.emplace_back();
    step.states = plan.states;
    double drift = 0;
    if (!model.jumps.empty() && model.jumps[a].compensated) {
      const JumpParameters& jump = model.jumps[a];
      drift = -jump.intensity * std::expm1(jump.mean + jump.deviation * jump.deviation / 2);
    }
    for (size_t k = 0; k < plan.states; ++k) {
      step.mean[k] = regimes.means[k * model.assets + a] + drift;
      step.deviation[k] = regimes.deviations[k * model.assets + a];
    }
    if (model.garch.empty()) continue;
    const GarchParameters& garch = model.garch[a];
    step.alpha = garch.alpha;
    step.gamma = garch.gamma;
    step.beta = garch.beta;
    step.rest = 1 - (garch.alpha + garch.gamma / 2 + garch.beta);
    step.first_variance = garch.next_variance.value_or(-1);
  }
  return plan;
}

BlockResult RunBlock(const Plan& plan, uint64_t block, size_t paths, const BlockOutput& output) {
  Block state(plan, block, paths);
  const size_t assets = plan.model.assets;
  const auto horizon = static_cast<size_t>(plan.settings.horizon);
  const size_t kept = output.log_paths.size() / (assets * horizon);
  for (size_t t = 0; t < horizon; ++t) {
    state.RunStep(t == 0);
    for (size_t path = 0; path < kept; ++path) {
      state.CopyLogPrices(path, &output.log_paths[(path * horizon + t) * assets]);
    }
  }
  return state.Finish(output);
}

}  // namespace keel::models::internal
