// SPDX-License-Identifier: MIT
#include "models/monte_carlo/rolling_model.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/check.h"
#include "models/monte_carlo/internal/path_state.h"
#include "models/regimes/gaussian_hmm.h"

namespace keel::models {
namespace {

using base::ErrorCode;
using base::Fail;
using internal::PathState;

// Today's state of one asset under a fit, moved return by return: what PathModelAt filters from
// all of them at once.
class Tracker {
 public:
  // Of a fit just made, before the first return that it saw.
  static base::Result<Tracker> Make(const PathFit& fit) {
    Tracker tracker(fit);
    if (fit.settings.level < 2) return tracker;
    TRY(tracker.filter_, HmmFilter::Make(fit.regimes));
    tracker.Expect(fit.regimes.initial);
    if (fit.settings.level >= 3) tracker.state_.next_variances = {tracker.level_};
    return tracker;
  }

  void Update(double log_return) {
    if (!filter_) return;
    filter_->Update(std::span(&log_return, 1));
    const auto now = filter_->probabilities();
    state_.regimes.assign(now.begin(), now.end());
    const double e = log_return - mean_;
    Expect(filter_->Predict());
    if (state_.next_variances.empty()) return;
    double& h = state_.next_variances[0];
    h = garch_.NextVariance(e, h, level_);
  }

  const PathState& state() const { return state_; }
  double next_volatility() const {
    if (!filter_) return deviation_;
    if (!state_.next_variances.empty()) return std::sqrt(state_.next_variances[0]);
    return std::sqrt(level_ + squared_means_ - mean_ * mean_);
  }

 private:
  explicit Tracker(const PathFit& fit)
      : means_(fit.assets[0].regime_means),
        deviations_(fit.assets[0].regime_deviations),
        garch_(fit.assets[0].garch),
        deviation_(fit.assets[0].drift.deviation) {
    state_.regimes = {1.0};
  }

  // What the regimes expect of the coming return, given their chances.
  void Expect(std::span<const double> chances) {
    mean_ = level_ = squared_means_ = 0;
    for (size_t k = 0; k < chances.size(); ++k) {
      mean_ += chances[k] * means_[k];
      level_ += chances[k] * deviations_[k] * deviations_[k];
      squared_means_ += chances[k] * means_[k] * means_[k];
    }
  }

  std::vector<double> means_, deviations_;
  RegimeGarch garch_;
  double deviation_;
  std::optional<HmmFilter> filter_;
  PathState state_;
  double mean_ = 0, level_ = 0, squared_means_ = 0;  // of the coming return
};

}  // namespace

struct RollingModel::State {
  RollingSettings settings;
  std::vector<double> returns;  // that the last refit saw, and those since
  PathFit fit;
  std::optional<Tracker> tracker;
  size_t since_regimes = 0;  // returns since the last fit of the regimes
  size_t until_refit = 0;    // returns until parameters are due again
  int64_t fits = 0, failed_fits = 0;
  std::string last_failure;

  bool regimes_due() const { return !tracker || since_regimes >= settings.regime_refit; }

  void Failed(const base::Error& error) {
    ++failed_fits;
    last_failure = error.message;
  }

  // Keeps the window alone and fits to it what is due.
  void Refit() {
    const size_t kept = std::min(returns.size(), settings.window);
    const std::vector<double> window(returns.end() - static_cast<std::ptrdiff_t>(kept),
                                     returns.end());
    PathFit next = fit;
    const bool regimes = regimes_due();
    base::Status status = FitParts({window, 1}, regimes, next);
    if (!status && regimes && tracker) {
      Failed(status.error());
      next = fit;
      status = FitParts({window, 1}, false, next);
    } else if (regimes && status) {
      since_regimes = 0;
    }
    if (status) status = Follow(std::move(next), window);
    if (!status) Failed(status.error());
  }

  base::Status FitParts(const ReturnTable& window, bool regimes, PathFit& next) const {
    const int level = settings.estimate.level;
    next.settings = settings.estimate;
    if (regimes || level == 1) TRY(internal::FitDrifts(window, next));
    if (regimes && level >= 2) TRY(internal::FitRegimes(window, next));
    if (level >= 3) TRY(internal::FitVolatility(window, next));
    if (level >= 4) TRY(internal::FitTails(window, next));
    return {};
  }

  // From now on the state is that of the next fit.
  base::Status Follow(PathFit next, std::vector<double> window) {
    TRY(Tracker fresh, Tracker::Make(next));
    for (const double r : window) fresh.Update(r);
    tracker = std::move(fresh);
    fit = std::move(next);
    returns = std::move(window);
    ++fits;
    return {};
  }
};

RollingModel::RollingModel(const RollingSettings& settings)
    : state_(std::make_unique<State>(State{.settings = settings})) {}

RollingModel::RollingModel(RollingModel&&) noexcept = default;
RollingModel& RollingModel::operator=(RollingModel&&) noexcept = default;
RollingModel::~RollingModel() = default;

base::Result<RollingModel> RollingModel::Make(const RollingSettings& settings) {
  if (settings.least > settings.window) {
    return Fail(ErrorCode::kUsage,
                fmt::format("a first fit from {} returns in a window of {}; the window must hold "
                            "what the first fit needs",
                            settings.least, settings.window));
  }
  if (settings.regime_refit < 1 || settings.volatility_refit < 1) {
    return Fail(ErrorCode::kUsage, "a refit every 0 returns; at least 1 must lie between two");
  }
  TRY(internal::CheckSettings(settings.least, settings.estimate));
  return RollingModel(settings);
}

void RollingModel::Update(double log_return) {
  CHECK(std::isfinite(log_return), "a log return is finite");
  State& s = *state_;
  s.returns.push_back(log_return);
  ++s.since_regimes;
  if (s.tracker) s.tracker->Update(log_return);
  if (s.returns.size() < s.settings.least) return;
  if (s.until_refit > 0) --s.until_refit;
  const bool early = s.tracker && s.since_regimes == s.settings.regime_refit;
  if (s.until_refit > 0 && !early) return;
  s.until_refit = s.settings.volatility_refit;
  s.Refit();
}

bool RollingModel::ready() const { return state_->tracker.has_value(); }

std::span<const double> RollingModel::regime_probabilities() const {
  CHECK(ready(), "a fit exists");
  return state_->tracker->state().regimes;
}

double RollingModel::next_volatility() const {
  CHECK(ready(), "a fit exists");
  return state_->tracker->next_volatility();
}

double RollingModel::drift() const {
  CHECK(ready(), "a fit exists");
  return state_->fit.assets[0].drift.shrunk_mean;
}

const PathFit& RollingModel::fit() const {
  CHECK(ready(), "a fit exists");
  return state_->fit;
}

PathModel RollingModel::ModelNow(int64_t horizon, std::optional<double> drift) const {
  CHECK(ready() && horizon >= 1, "a fit exists and looks ahead");
  return internal::ModelOf(
      state_->fit, state_->tracker->state(),
      {.level = state_->settings.estimate.level, .horizon = horizon, .drift = drift});
}

int64_t RollingModel::fits() const { return state_->fits; }
int64_t RollingModel::failed_fits() const { return state_->failed_fits; }
const std::string& RollingModel::last_failure() const { return state_->last_failure; }

}  // namespace keel::models
