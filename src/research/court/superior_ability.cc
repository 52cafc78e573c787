// SPDX-License-Identifier: MIT
#include "research/court/superior_ability.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "base/os/threads.h"
#include "metrics/moments.h"
#include "models/bootstrap/block_length.h"
#include "models/bootstrap/resampled_means.h"

namespace keel::research {
namespace {

constexpr double kNegligible = 1e-12;  // weight beyond which later autocovariances do not count

/// A trial that moves.
struct Contender {
  size_t column = 0;
  double mean = 0;
  double deviation = 0;  ///< of sqrt(n) times the mean
};

/// What is taken off the drawn means: the mean itself where a trial is no worse than nothing, and
/// nothing where it is held to be worse.
enum class Centring { kLower, kConsistent, kUpper };

std::vector<double> Column(const models::ReturnTable& daily, size_t column) {
  std::vector<double> values(daily.rows());
  for (size_t day = 0; day < daily.rows(); ++day) values[day] = daily.at(day, column);
  return values;
}

std::vector<Contender> ContendersIn(const models::ReturnTable& daily, double mean_block, int jobs) {
  std::vector<Contender> all(daily.assets);
  base::os::ParallelFor(static_cast<int64_t>(daily.assets), jobs, [&](int64_t i) {
    const auto column = static_cast<size_t>(i);
    const std::vector<double> values = Column(daily, column);
    const metrics::Moments moments = metrics::MomentsOf(values);
    if (moments.deviation.value_or(0) == 0) return;
    all[column] = {.column = column,
                   .mean = *moments.mean,
                   .deviation = std::sqrt(BootstrapVariance(values, mean_block))};
  });
  std::erase_if(all, [](const Contender& c) { return !(c.deviation > 0); });
  return all;
}

double AutomaticBlock(const models::ReturnTable& daily, int jobs) {
  std::vector<double> lengths(daily.assets);
  base::os::ParallelFor(static_cast<int64_t>(daily.assets), jobs, [&](int64_t i) {
    const auto column = static_cast<size_t>(i);
    lengths[column] = models::StationaryBlockLength(Column(daily, column));
  });
  return metrics::MomentsOf(lengths).mean.value_or(1);
}

/// The drawn deviation `from_mean` of a trial's mean plus what its centring leaves of the mean.
double Centred(const Contender& trial, double from_mean, Centring centring, double days) {
  switch (centring) {
    case Centring::kUpper:
      return from_mean;
    case Centring::kLower:
      return from_mean + std::min(trial.mean, 0.0);
    case Centring::kConsistent:
      break;
  }
  const double hopeless =
      -trial.deviation * std::sqrt(2 * std::log(std::log(days)) / days);  // iterated logarithm
  return from_mean + (trial.mean < hopeless ? trial.mean : 0);
}

/// The best of each resample.
template <typename Value>
std::vector<double> BestOfDraws(const std::vector<Contender>& trials,
                                const std::vector<double>& means, size_t columns,
                                const Value& value) {
  std::vector<double> best(means.size() / columns);
  for (size_t draw = 0; draw < best.size(); ++draw) {
    const double* const row = means.data() + draw * columns;
    double most = value(trials.front(), row[trials.front().column]);
    for (const Contender& trial : trials) most = std::max(most, value(trial, row[trial.column]));
    best[draw] = most;
  }
  return best;
}

double PValue(const std::vector<double>& draws, double statistic) {
  const auto beyond = std::ranges::count_if(draws, [&](double d) { return d >= statistic; });
  return (1 + static_cast<double>(beyond)) / (1 + static_cast<double>(draws.size()));
}

}  // namespace

double BootstrapVariance(const std::vector<double>& values, double mean_block) {
  const size_t count = values.size();
  const auto n = static_cast<double>(count);
  const double mean = metrics::MomentsOf(values).mean.value_or(0);
  const double stay = 1 - 1 / mean_block;
  double variance = 0;
  for (size_t lag = 0; lag < count; ++lag) {
    const auto i = static_cast<double>(lag);
    const double weight =
        (1 - i / n) * std::pow(stay, i) + (lag == 0 ? 0 : i / n * std::pow(stay, n - i));
    if (std::abs(weight) < kNegligible) continue;
    double product = 0;
    for (size_t t = lag; t < count; ++t) product += (values[t] - mean) * (values[t - lag] - mean);
    variance += (lag == 0 ? 1 : 2 * weight) * product / n;
  }
  return std::max(variance, 0.0);
}

std::optional<SuperiorAbility> TestSuperiorAbility(const models::ReturnTable& daily,
                                                   const SuperiorAbilitySettings& settings) {
  if (daily.rows() < 3) return std::nullopt;
  const auto n = static_cast<double>(daily.rows());
  const double block =
      settings.mean_block ? *settings.mean_block : AutomaticBlock(daily, settings.jobs);
  const std::vector<Contender> trials = ContendersIn(daily, block, settings.jobs);
  if (trials.empty()) return std::nullopt;

  SuperiorAbility test{
      .resamples = settings.resamples, .mean_block = block, .still = daily.assets - trials.size()};
  const auto score = [](const Contender& c) { return c.mean / c.deviation; };
  const auto chosen = settings.judged
                          ? std::ranges::find(trials, *settings.judged, &Contender::column)
                          : std::ranges::max_element(trials, {}, score);
  if (chosen == trials.end()) return std::nullopt;
  test.judged = chosen->column;
  test.statistic = std::max(0.0, std::sqrt(n) * score(*chosen));
  const std::vector<double> means = models::ResampledMeans(daily, {.resamples = settings.resamples,
                                                                   .mean_block = block,
                                                                   .seed = settings.seed,
                                                                   .jobs = settings.jobs});

  test.reality_check =
      PValue(BestOfDraws(trials, means, daily.assets, [](const Contender&, double d) { return d; }),
             settings.judged ? chosen->mean
                             : std::ranges::max_element(trials, {}, &Contender::mean)->mean);
  const auto draws_of = [&](Centring centring) {
    std::vector<double> draws =
        BestOfDraws(trials, means, daily.assets, [&](const Contender& trial, double d) {
          return std::sqrt(n) * Centred(trial, d, centring, n) / trial.deviation;
        });
    for (double& draw : draws) draw = std::max(draw, 0.0);
    return draws;
  };
  test.lower = PValue(draws_of(Centring::kLower), test.statistic);
  test.upper = PValue(draws_of(Centring::kUpper), test.statistic);
  test.draws = draws_of(Centring::kConsistent);
  test.consistent = PValue(test.draws, test.statistic);
  return test;
}

}  // namespace keel::research
