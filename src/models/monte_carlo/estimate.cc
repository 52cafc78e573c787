// SPDX-License-Identifier: MIT
#include "models/monte_carlo/estimate.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "models/correlation/covariance.h"
#include "models/correlation/dcc.h"
#include "models/monte_carlo/internal/path_state.h"
#include "models/regimes/hmm_fit.h"

namespace keel::models {
namespace {

using base::ErrorCode;
using base::Fail;

constexpr size_t kLeastRows = 30, kLeastRowsOfRegimes = 100;
constexpr double kEwmaLambda = 0.97;
constexpr double kClip = 4;  // residuals beyond it tell of jumps, not of correlation

std::vector<double> Column(const ReturnTable& returns, size_t asset) {
  std::vector<double> column(returns.rows());
  for (size_t t = 0; t < column.size(); ++t) column[t] = returns.at(t, asset);
  return column;
}

base::Error Named(base::Error error, size_t asset, size_t assets) {
  if (assets > 1) error.message = fmt::format("asset {}: {}", asset + 1, error.message);
  return error;
}

base::Result<DriftEstimate> EstimateDrift(const std::vector<double>& returns) {
  const auto n = static_cast<double>(returns.size());
  DriftEstimate drift;
  for (size_t t = 0; t < returns.size(); ++t) {
    if (!std::isfinite(returns[t])) {
      return Fail(ErrorCode::kUsage, fmt::format("return {} is not finite", t + 1));
    }
    drift.sample_mean += returns[t] / n;
  }
  double squares = 0;
  for (const double r : returns) squares += (r - drift.sample_mean) * (r - drift.sample_mean);
  drift.deviation = std::sqrt(squares / (n - 1));
  if (!(drift.deviation > 1e-12 * std::max(1.0, std::fabs(drift.sample_mean)))) {
    return Fail(ErrorCode::kUsage,
                fmt::format("all {} returns are the same; a forecast needs a series that moves",
                            returns.size()));
  }
  drift.standard_error = drift.deviation / std::sqrt(n);
  const double noise = drift.standard_error / drift.sample_mean;
  const double keep = drift.sample_mean == 0 ? 0 : std::max(0.0, 1 - noise * noise);
  drift.shrunk_mean = keep > 0 ? keep * drift.sample_mean : 0;
  return drift;
}

// What the regimes are seen in: the asset, or the mean of several, each in its own deviations.
std::vector<double> MarketFactor(const PathFit& fit, const ReturnTable& returns) {
  if (returns.assets == 1) return {returns.values.begin(), returns.values.end()};
  std::vector<double> factor(returns.rows(), 0.0);
  for (size_t t = 0; t < factor.size(); ++t) {
    for (size_t a = 0; a < returns.assets; ++a) {
      const DriftEstimate& drift = fit.assets[a].drift;
      factor[t] += (returns.at(t, a) - drift.sample_mean) / drift.deviation;
    }
    factor[t] /= static_cast<double>(returns.assets);
  }
  return factor;
}

// Mean and deviation of each asset in each regime, weighted by the smoothed probabilities.
void RegimeMomentsOf(const ReturnTable& returns, const std::vector<double>& smoothed, size_t states,
                     PathFit& fit) {
  for (size_t a = 0; a < returns.assets; ++a) {
    AssetFit& asset = fit.assets[a];
    for (size_t k = 0; k < states; ++k) {
      double weight = 0, sum = 0, squares = 0;
      for (size_t t = 0; t < returns.rows(); ++t) {
        const double w = smoothed[t * states + k], r = returns.at(t, a);
        weight += w, sum += w * r, squares += w * r * r;
      }
      const double mean = sum / weight;
      asset.regime_means.push_back(mean);
      asset.regime_deviations.push_back(std::sqrt(std::max(0.0, squares / weight - mean * mean)));
    }
  }
}

}  // namespace

base::Status internal::FitDrifts(const ReturnTable& returns, PathFit& fit) {
  fit.observations = returns.rows();
  fit.assets.resize(returns.assets);
  for (size_t a = 0; a < returns.assets; ++a) {
    auto drift = EstimateDrift(Column(returns, a));
    if (!drift) return tl::unexpected(Named(drift.error(), a, returns.assets));
    fit.assets[a].drift = *drift;
  }
  return {};
}

base::Result<HmmFit> internal::FitRegimes(const ReturnTable& returns,
                                          const std::optional<HmmFit>& start, PathFit& fit) {
  const EstimateSettings& settings = fit.settings;
  const std::vector<double> factor = MarketFactor(fit, returns);
  HmmFitOptions options{.states = settings.regimes,
                        .restarts = settings.hmm_restarts,
                        .seed = settings.seed,
                        .start = start};
  // From a start nearby the last digits take half of the time.
  if (start) options.tolerance = 1e-8;
  TRY(HmmFit hmm, FitHmm(factor, 1, options));
  fit.regimes = hmm.model;
  for (AssetFit& asset : fit.assets) {
    asset.regime_means.clear();
    asset.regime_deviations.clear();
  }
  if (returns.assets == 1) {
    fit.assets[0].regime_means = hmm.model.means;
    for (const double variance : hmm.model.covariances) {
      fit.assets[0].regime_deviations.push_back(std::sqrt(variance));
    }
    return hmm;
  }
  TRY(const std::vector<double> smoothed, SmoothStates(hmm.model, factor));
  RegimeMomentsOf(returns, smoothed, settings.regimes, fit);
  return hmm;
}

namespace {

// What the regimes were believed to be, with only the past known.
struct MarketState {
  size_t states = 0;
  std::vector<double> predicted;  // rows + 1: of each return before it came
  std::vector<double> today;      // after the last one
};

base::Result<MarketState> FilterMarket(const PathFit& fit, const ReturnTable& returns) {
  TRY(HmmFilter filter, HmmFilter::Make(fit.regimes));
  MarketState state{.states = fit.regimes.states, .predicted = fit.regimes.initial};
  state.predicted.reserve((returns.rows() + 1) * state.states);
  for (const double x : MarketFactor(fit, returns)) {
    filter.Update(std::span(&x, 1));
    state.predicted.resize(state.predicted.size() + state.states);
    filter.Predict(std::span(state.predicted).last(state.states));
  }
  state.today.assign(filter.probabilities().begin(), filter.probabilities().end());
  return state;
}

// What the regimes expected of an asset's returns, mean and variance.
RegimeReturns InRegimes(const AssetFit& asset, const MarketState& state,
                        std::span<const double> returns) {
  RegimeReturns series{.returns = returns};
  series.means.reserve(returns.size());
  series.levels.reserve(returns.size() + 1);
  for (size_t t = 0; t <= returns.size(); ++t) {
    double mean = 0, level = 0;
    for (size_t k = 0; k < state.states; ++k) {
      const double p = state.predicted[t * state.states + k];
      mean += p * asset.regime_means[k];
      level += p * asset.regime_deviations[k] * asset.regime_deviations[k];
    }
    if (t < returns.size()) series.means.push_back(mean);
    series.levels.push_back(level);
  }
  return series;
}

base::Status FitVolatility(const ReturnTable& returns, PathFit& fit) {
  TRY(const MarketState state, FilterMarket(fit, returns));
  for (size_t a = 0; a < returns.assets; ++a) {
    const std::vector<double> column = Column(returns, a);
    auto garch = FitRegimeGarch(InRegimes(fit.assets[a], state, column));
    if (!garch) return tl::unexpected(Named(garch.error(), a, returns.assets));
    fit.assets[a].garch = *garch;
  }
  return {};
}

struct Filtered {
  std::vector<double> residuals;       // rows x assets
  std::vector<double> next_variances;  // one per asset
};

Filtered FilterAll(const PathFit& fit, const MarketState& state, const ReturnTable& returns) {
  Filtered filtered;
  filtered.residuals.resize(returns.values.size());
  for (size_t a = 0; a < returns.assets; ++a) {
    const std::vector<double> column = Column(returns, a);
    const RegimeResiduals one =
        FilterRegimeGarch(InRegimes(fit.assets[a], state, column), fit.assets[a].garch);
    for (size_t t = 0; t < returns.rows(); ++t) {
      filtered.residuals[t * returns.assets + a] = one.standardised[t];
    }
    filtered.next_variances.push_back(one.next_variance);
  }
  return filtered;
}

// Residuals whose large values count only as large, so that one jump does not make a correlation.
std::vector<double> Clipped(std::vector<double> residuals) {
  for (double& z : residuals) z = std::clamp(z, -kClip, kClip);
  return residuals;
}

// Today's correlation: dynamic, drawn toward none by Ledoit and Wolf's intensity, and repaired.
base::Result<std::vector<double>> CorrelationAt(const PathFit& fit, const ReturnTable& residuals) {
  SymmetricMatrix now;
  if (fit.settings.correlation == CorrelationMethod::kDcc) {
    Dcc dcc{.a = fit.dcc_a, .b = fit.dcc_b};
    dcc.long_run = SymmetricMatrix(residuals.assets);
    dcc.long_run.cells = fit.long_run_correlation;
    TRY(now, NextCorrelation(dcc, residuals));
  } else {
    TRY(const SymmetricMatrix covariance, EwmaCovariance(residuals, kEwmaLambda));
    TRY(now, CorrelationOf(covariance));
  }
  for (size_t i = 0; i < now.size; ++i) {
    for (size_t j = 0; j < i; ++j) {
      now.at(i, j) = now.at(j, i) = (1 - fit.shrinkage) * (now.at(i, j) + now.at(j, i)) / 2;
    }
  }
  if (SmallestEigenvalue(now) > 1e-8) return now.cells;
  TRY(const SymmetricMatrix repaired, NearestCorrelation(now, 1e-8));
  return repaired.cells;
}

base::Status FitCorrelation(const std::vector<double>& residuals, size_t assets, PathFit& fit) {
  const std::vector<double> clipped = Clipped(residuals);
  const ReturnTable table{clipped, assets};
  TRY(const SymmetricMatrix sample, SampleCovariance(table));
  TRY(const SymmetricMatrix correlation, CorrelationOf(sample));
  if (!(SmallestEigenvalue(correlation) > 1e-8)) {
    return Fail(ErrorCode::kUsage,
                fmt::format("one of the {} series follows from the others; level 4 needs each to "
                            "have a part of its own",
                            assets));
  }
  TRY(const Shrunk shrunk, LedoitWolfCovariance(table));
  fit.shrinkage = shrunk.intensity;
  if (fit.settings.correlation == CorrelationMethod::kDcc) {
    TRY(const Dcc dcc, FitDcc(table));
    fit.dcc_a = dcc.a;
    fit.dcc_b = dcc.b;
    fit.long_run_correlation = dcc.long_run.cells;
  } else {
    fit.long_run_correlation = correlation.cells;
  }
  // The copula's tails: of the rows in which no asset jumped.
  std::vector<double> calm;
  for (size_t t = 0; t < table.rows(); ++t) {
    const auto jumped = [&](size_t a) {
      return JumpChance(fit.assets[a].law, residuals[t * assets + a]) > 0.5;
    };
    bool any = false;
    for (size_t a = 0; a < assets; ++a) any = any || jumped(a);
    for (size_t a = 0; a < assets && !any; ++a) {
      calm.push_back(residuals[t * assets + a] / std::sqrt(fit.assets[a].law.variance));
    }
  }
  TRY(fit.joint_degrees_of_freedom,
      FitJointDegreesOfFreedom({calm, assets}, fit.long_run_correlation));
  return {};
}

base::Status FitTails(const ReturnTable& returns, PathFit& fit) {
  TRY(const MarketState state, FilterMarket(fit, returns));
  const Filtered filtered = FilterAll(fit, state, returns);
  for (size_t a = 0; a < returns.assets; ++a) {
    auto law = FitResidualLaw(Column({filtered.residuals, returns.assets}, a));
    if (!law) return tl::unexpected(Named(law.error(), a, returns.assets));
    fit.assets[a].law = *law;
  }
  fit.joint_degrees_of_freedom = fit.assets[0].law.degrees_of_freedom;
  if (returns.assets == 1) return {};
  return FitCorrelation(filtered.residuals, returns.assets, fit);
}

}  // namespace

base::Status internal::CheckSettings(size_t rows, const EstimateSettings& settings) {
  if (settings.level < 1 || settings.level > 4) {
    return Fail(ErrorCode::kUsage, fmt::format("level {} is not one of 1 to 4", settings.level));
  }
  const size_t least = settings.level == 1 ? kLeastRows : kLeastRowsOfRegimes;
  if (rows < least) {
    return Fail(ErrorCode::kUsage,
                fmt::format("{} returns; level {} needs at least {}", rows, settings.level, least));
  }
  return {};
}

namespace {

base::Status CheckFit(const ReturnTable& returns, const EstimateSettings& settings) {
  if (returns.assets < 1 || returns.values.size() % returns.assets != 0) {
    return Fail(ErrorCode::kUsage, "the returns are no whole rows");
  }
  if (returns.assets > 1 && settings.level < 4) {
    return Fail(ErrorCode::kUsage,
                fmt::format("level {} knows no dependence between assets; {} of them need level 4",
                            settings.level, returns.assets));
  }
  return internal::CheckSettings(returns.rows(), settings);
}

// Mean variance of the next `horizon` steps, from today's toward the level.
double ExpectedVariance(double today, double level, double persistence, int64_t horizon) {
  const auto h = static_cast<double>(horizon);
  const double decay = persistence < 1 ? (1 - std::pow(persistence, h)) / (1 - persistence) / h : 1;
  return level + (today - level) * decay;
}

// The parts of one asset at level 3 and 4, whose variance without jumps is `share` of the whole.
void AddVolatility(const AssetFit& fit, double next_variance, double share, PathModel& model) {
  model.garch.push_back({.alpha = fit.garch.alpha,
                         .gamma = fit.garch.gamma,
                         .beta = fit.garch.beta,
                         .next_variance = share * next_variance});
}

// Jumps as large as residuals tell, at the volatility expected over the horizon. The regimes' means
// rise by what compensation takes beyond the jumps' mean, so that the mean log return stays.
void AddJumps(const PathFit& fit, const ForecastQuestion& question, size_t a, double next_variance,
              PathModel& model) {
  const ResidualLaw& law = fit.assets[a].law;
  double level = 0;
  for (size_t k = 0; k < model.regimes.today.size(); ++k) {
    double& deviation = model.regimes.deviations[k * model.assets + a];
    level += model.regimes.today[k] * deviation * deviation;
    deviation *= std::sqrt(law.variance);
  }
  const double scale = std::sqrt(
      ExpectedVariance(next_variance, level, fit.assets[a].garch.persistence(), question.horizon));
  const JumpParameters jumps{.intensity = law.intensity,
                             .mean = law.jump_mean * scale,
                             .deviation = law.jump_deviation * scale,
                             .compensated = true};
  const double growth = std::expm1(jumps.mean + jumps.deviation * jumps.deviation / 2);
  for (size_t k = 0; k < model.regimes.today.size(); ++k) {
    model.regimes.means[k * model.assets + a] += jumps.intensity * (growth - jumps.mean);
  }
  model.jumps.push_back(jumps);
}

// Residuals of mean 0 and variance 1, as the simulation's variance wants them.
std::vector<double> Standardised(const std::vector<double>& residuals) {
  const auto n = static_cast<double>(residuals.size());
  double mean = 0, squares = 0;
  for (const double z : residuals) mean += z / n;
  for (const double z : residuals) squares += (z - mean) * (z - mean);
  std::vector<double> result;
  for (const double z : residuals) result.push_back((z - mean) / std::sqrt(squares / n));
  return result;
}

// Levels 1 and 2: means and deviations, by regime where there are any.
void AddRegimes(const PathFit& fit, const internal::PathState& state,
                const ForecastQuestion& question, PathModel& model) {
  const bool several = question.level >= 2;
  RegimeParameters& regimes = model.regimes;
  regimes.transition = several ? fit.regimes.transition : std::vector{1.0};
  regimes.today = several ? state.regimes : std::vector{1.0};
  for (size_t k = 0; k < regimes.today.size(); ++k) {
    for (const AssetFit& asset : fit.assets) {
      const double mean = question.drift.value_or(asset.drift.shrunk_mean);
      regimes.means.push_back(several ? asset.regime_means[k] + mean - asset.drift.sample_mean
                                      : mean);
      regimes.deviations.push_back(several ? asset.regime_deviations[k] : asset.drift.deviation);
    }
  }
}

base::Status CheckQuestion(const PathFit& fit, const ReturnTable& returns,
                           const ForecastQuestion& question) {
  if (returns.assets != fit.assets.size() || returns.rows() < 1) {
    return Fail(ErrorCode::kUsage, fmt::format("a fit of {} assets and returns of {}",
                                               fit.assets.size(), returns.assets));
  }
  if (question.level < 1 || question.level > fit.settings.level) {
    return Fail(ErrorCode::kUsage,
                fmt::format("level {} of a fit of level {}", question.level, fit.settings.level));
  }
  if (question.horizon < 1) {
    return Fail(ErrorCode::kUsage,
                fmt::format("a horizon of {} steps; at least 1 is needed", question.horizon));
  }
  if (question.filtered_historical && (question.level != 3 || returns.assets != 1)) {
    return Fail(ErrorCode::kUsage,
                "filtered historical simulation is an option of level 3 and one series");
  }
  return {};
}

}  // namespace

PathModel internal::ModelOf(const PathFit& fit, const PathState& state,
                            const ForecastQuestion& question) {
  PathModel model;
  model.assets = fit.assets.size();
  model.weights = question.weights;
  AddRegimes(fit, state, question, model);
  if (question.level < 3) return model;
  for (size_t a = 0; a < fit.assets.size(); ++a) {
    const double share = question.level >= 4 ? fit.assets[a].law.variance : 1;
    AddVolatility(fit.assets[a], state.next_variances[a], share, model);
    if (question.level >= 4) AddJumps(fit, question, a, state.next_variances[a], model);
  }
  if (question.filtered_historical) return model;
  model.degrees_of_freedom =
      question.level >= 4 ? fit.joint_degrees_of_freedom : fit.assets[0].garch.nu;
  return model;
}

base::Result<PathFit> FitPaths(const ReturnTable& returns, const EstimateSettings& settings) {
  TRY(CheckFit(returns, settings));
  PathFit fit{.settings = settings};
  TRY(internal::FitDrifts(returns, fit));
  if (settings.level >= 2) {
    TRY([[maybe_unused]] const HmmFit regimes, internal::FitRegimes(returns, std::nullopt, fit));
  }
  if (settings.level >= 3) TRY(FitVolatility(returns, fit));
  if (settings.level >= 4) TRY(FitTails(returns, fit));
  return fit;
}

base::Result<PathModel> PathModelAt(const PathFit& fit, const ReturnTable& returns,
                                    const ForecastQuestion& question) {
  TRY(CheckQuestion(fit, returns, question));
  MarketState market;
  if (question.level >= 2) {
    TRY(market, FilterMarket(fit, returns));
  }
  Filtered filtered;
  if (question.level >= 3) filtered = FilterAll(fit, market, returns);
  PathModel model =
      internal::ModelOf(fit, {market.today, std::move(filtered.next_variances)}, question);
  if (question.filtered_historical) model.residuals = Standardised(filtered.residuals);
  if (question.level < 3 || question.filtered_historical || returns.assets == 1) return model;
  const std::vector<double> clipped = Clipped(filtered.residuals);
  TRY(model.correlation, CorrelationAt(fit, {clipped, returns.assets}));
  return model;
}

}  // namespace keel::models
