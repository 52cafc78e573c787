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

// What the first search of GARCH starts from.
constexpr RegimeGarch kFirst{.alpha = 0.08, .gamma = 0.02, .beta = 0.81, .nu = 5};

// Today's state of one asset under a fit, moved return by return: what PathModelAt filters from
// all of them at once.
class Tracker {
 public:
  // Before the first return that the fit saw; without variance, which Follow starts.
  static base::Result<Tracker> Make(const PathFit& fit) {
    Tracker tracker(fit);
    if (fit.settings.level < 2) return tracker;
    TRY(tracker.filter_, HmmFilter::Make(fit.regimes));
    tracker.chances_ = fit.regimes.initial;
    tracker.Expect();
    return tracker;
  }

  void Update(double log_return) {
    if (!filter_) return;
    const auto now = filter_->Update(std::span(&log_return, 1));
    state_.regimes.assign(now.begin(), now.end());
    const double e = log_return - mean_;
    filter_->Predict(chances_);
    Expect();
    if (state_.next_variances.empty()) return;
    double& h = state_.next_variances[0];
    h = garch_.NextVariance(e, h, level_);
  }

  // Updates with all returns; gives what the regimes expected of each before it came.
  RegimeReturns Expected(std::span<const double> returns) {
    RegimeReturns series{.returns = returns};
    series.means.reserve(returns.size());
    series.levels.reserve(returns.size() + 1);
    for (const double r : returns) {
      series.means.push_back(mean_);
      series.levels.push_back(level_);
      Update(r);
    }
    series.levels.push_back(level_);
    return series;
  }

  // From now on the variance is followed, too.
  void Follow(const RegimeGarch& garch, double next_variance) {
    garch_ = garch;
    state_.next_variances = {next_variance};
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
        deviation_(fit.assets[0].drift.deviation) {
    state_.regimes = {1.0};
  }

  // What the regimes expect of the coming return, given their chances.
  void Expect() {
    mean_ = level_ = squared_means_ = 0;
    for (size_t k = 0; k < chances_.size(); ++k) {
      mean_ += chances_[k] * means_[k];
      level_ += chances_[k] * deviations_[k] * deviations_[k];
      squared_means_ += chances_[k] * means_[k] * means_[k];
    }
  }

  std::vector<double> means_, deviations_;
  double deviation_;
  std::optional<HmmFilter> filter_;
  std::vector<double> chances_;  // of the regimes of the coming return
  double mean_ = 0, level_ = 0, squared_means_ = 0;
  RegimeGarch garch_;
  PathState state_;
};

// From the last parameters, and afresh where they lead nowhere.
base::Result<ResidualLaw> Refitted(std::span<const double> residuals, const ResidualLaw& start) {
  const auto near = FitResidualLaw(residuals, start);
  return near ? near : FitResidualLaw(residuals);
}
base::Result<RegimeGarch> Refitted(const RegimeReturns& series, const RegimeGarch& start) {
  const auto near = FitRegimeGarch(series, start);
  return near ? near : FitRegimeGarch(series);
}

}  // namespace

struct RollingModel::State {
  RollingSettings settings;
  std::vector<double> returns{};  // that the last refit saw, and those since
  PathFit fit{};
  std::optional<HmmFit> regimes{};  // the last fit of them
  std::optional<Tracker> tracker{};
  size_t since_regimes = 0;  // returns since that fit
  size_t since_attempt = 0;  // returns since anything was fitted or failed
  int64_t fits = 0, failed_fits = 0;
  std::string last_failure{};

  int level() const { return settings.estimate.level; }

  bool due() const {
    if (returns.size() < settings.least) return false;
    const bool again = since_attempt >= settings.volatility_refit;
    if (!tracker || level() == 1) return again;
    if (since_regimes == settings.regime_refit) return true;
    return again && (level() >= 3 || since_regimes > settings.regime_refit);
  }

  // Keeps the window alone and fits to it what is due.
  void Refit() {
    since_attempt = 0;
    const size_t kept = std::min(returns.size(), settings.window);
    const std::vector<double> window(returns.end() - static_cast<std::ptrdiff_t>(kept),
                                     returns.end());
    if (!tracker || since_regimes >= settings.regime_refit) {
      if (Attempt(window, true)) since_regimes = 0;
      if (since_regimes == 0 || !tracker) return;
    }
    if (level() != 2) Attempt(window, false);
  }

  // Whether it succeeded; else nothing changed and the failure is told.
  bool Attempt(const std::vector<double>& window, bool with_regimes) {
    const base::Status status = Replace(window, with_regimes);
    if (status) return true;
    ++failed_fits;
    last_failure = status.error().message;
    return false;
  }

  base::Status FitTails(std::span<const double> residuals, PathFit& next) const {
    if (level() < 4) return {};
    TRY(next.assets[0].law,
        tracker ? Refitted(residuals, next.assets[0].law) : FitResidualLaw(residuals));
    next.joint_degrees_of_freedom = next.assets[0].law.degrees_of_freedom;
    return {};
  }

  base::Status Replace(const std::vector<double>& window, bool with_regimes) {
    const ReturnTable table{window, 1};
    PathFit next = fit;
    next.settings = settings.estimate;
    std::optional<HmmFit> market = regimes;
    if (with_regimes || level() == 1) TRY(internal::FitDrifts(table, next));
    if (with_regimes && level() >= 2) {
      TRY(market, internal::FitRegimes(table, market, next));
    }
    TRY(Tracker fresh, Tracker::Make(next));
    const RegimeReturns series = fresh.Expected(window);
    AssetFit& asset = next.assets[0];
    if (level() >= 3) {
      TRY(asset.garch, Refitted(series, tracker ? asset.garch : kFirst));
      const RegimeResiduals residuals = FilterRegimeGarch(series, asset.garch);
      fresh.Follow(asset.garch, residuals.next_variance);
      TRY(FitTails(residuals.standardised, next));
    }
    tracker = std::move(fresh);
    fit = std::move(next);
    regimes = std::move(market);
    returns = window;
    ++fits;
    return {};
  }
};

RollingModel::RollingModel(const RollingSettings& settings)
    : state_(std::make_unique<State>(
          State{.settings = settings, .since_attempt = settings.volatility_refit})) {}

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
  ++s.since_attempt;
  if (s.tracker) s.tracker->Update(log_return);
  if (s.due()) s.Refit();
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
