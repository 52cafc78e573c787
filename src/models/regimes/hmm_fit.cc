// SPDX-License-Identifier: MIT
#include "models/regimes/hmm_fit.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <optional>

#include "base/random.h"

namespace keel::models {
namespace {

using base::ErrorCode;
using base::Fail;

constexpr size_t kMostStates = 8;
constexpr int kLloydRounds = 8;

/// Observations with mean 0 and variance 1 in every dimension, and the way back.
struct Standardised {
  std::vector<double> rows;
  std::vector<double> mean;
  std::vector<double> scale;
};

base::Status CheckInput(std::span<const double> x, size_t dimensions,
                        const HmmFitOptions& options) {
  if (options.states < 1 || options.states > kMostStates) {
    return Fail(ErrorCode::kUsage,
                fmt::format("{} regimes asked for; 1 to 8 can be fitted", options.states));
  }
  if (dimensions == 0 || x.size() % dimensions != 0) {
    return Fail(ErrorCode::kUsage,
                fmt::format("{} numbers are not rows of {} dimensions", x.size(), dimensions));
  }
  if (options.start && (options.start->model.states != options.states ||
                        options.start->model.dimensions != dimensions)) {
    return Fail(ErrorCode::kUsage,
                fmt::format("a start of {} regimes in {} dimensions for a fit of {} in {}",
                            options.start->model.states, options.start->model.dimensions,
                            options.states, dimensions));
  }
  const size_t rows = x.size() / dimensions;
  const size_t needed = 20 * options.states * dimensions;
  if (rows < needed) {
    return Fail(ErrorCode::kUsage, fmt::format("{} observations are too few for {} regimes of {} "
                                               "dimensions: at least {} are needed",
                                               rows, options.states, dimensions, needed));
  }
  for (size_t i = 0; i < x.size(); ++i) {
    if (std::isfinite(x[i])) continue;
    return Fail(ErrorCode::kUsage,
                fmt::format("observation {} is not a finite number", i / dimensions + 1));
  }
  return {};
}

base::Result<Standardised> Standardise(std::span<const double> x, size_t dimensions) {
  Standardised s{{x.begin(), x.end()}, {}, {}};
  const auto n = static_cast<double>(x.size() / dimensions);
  for (size_t j = 0; j < dimensions; ++j) {
    double mean = 0;
    for (size_t i = j; i < x.size(); i += dimensions) mean += x[i] / n;
    double variance = 0;
    for (size_t i = j; i < x.size(); i += dimensions) variance += (x[i] - mean) * (x[i] - mean) / n;
    const double scale = std::sqrt(variance);
    if (!(scale > 1e-12 * std::abs(mean)) || !std::isfinite(scale)) {
      return Fail(ErrorCode::kUsage,
                  fmt::format("dimension {} is constant: there is no regime to find", j + 1));
    }
    for (size_t i = j; i < x.size(); i += dimensions) s.rows[i] = (x[i] - mean) / scale;
    s.mean.push_back(mean);
    s.scale.push_back(scale);
  }
  return s;
}

double SquaredDistance(const double* a, const double* b, size_t dimensions) {
  double sum = 0;
  for (size_t j = 0; j < dimensions; ++j) sum += (a[j] - b[j]) * (a[j] - b[j]);
  return sum;
}

/// Centres far apart: each next one is drawn with a chance proportional to its squared distance
/// from those before.
std::vector<double> SpreadCentres(std::span<const double> rows, size_t dimensions, size_t states,
                                  base::RandomStream& random) {
  const size_t count = rows.size() / dimensions;
  const size_t first = random.NextBelow(count);
  std::vector<double> centres(rows.begin() + static_cast<std::ptrdiff_t>(first * dimensions),
                              rows.begin() + static_cast<std::ptrdiff_t>((first + 1) * dimensions));
  std::vector<double> nearest(count, std::numeric_limits<double>::infinity());
  while (centres.size() < states * dimensions) {
    const double* newest = centres.data() + centres.size() - dimensions;
    double total = 0;
    for (size_t t = 0; t < count; ++t) {
      const double* row = rows.data() + t * dimensions;
      nearest[t] = std::min(nearest[t], SquaredDistance(row, newest, dimensions));
      total += nearest[t];
    }
    double left = total * random.NextUniform();
    size_t pick = 0;
    while (pick + 1 < count && (left -= nearest[pick]) > 0) ++pick;
    const double* row = rows.data() + pick * dimensions;
    centres.insert(centres.end(), row, row + dimensions);
  }
  return centres;
}

std::vector<size_t> NearestCentres(std::span<const double> rows, size_t dimensions,
                                   std::span<const double> centres) {
  const size_t count = rows.size() / dimensions;
  const size_t states = centres.size() / dimensions;
  std::vector<size_t> labels(count);
  for (size_t t = 0; t < count; ++t) {
    double best = std::numeric_limits<double>::infinity();
    for (size_t k = 0; k < states; ++k) {
      const double distance = SquaredDistance(rows.data() + t * dimensions,
                                              centres.data() + k * dimensions, dimensions);
      if (distance >= best) continue;
      best = distance;
      labels[t] = k;
    }
  }
  return labels;
}

/// Groups of rows whose neighbourhood is alike in size: the states of returns differ in variance
/// more than in mean, and they last. Width and shares are drawn.
std::vector<size_t> AlikeInSize(std::span<const double> rows, size_t dimensions, size_t states,
                                base::RandomStream& random) {
  const size_t count = rows.size() / dimensions;
  std::vector<double> sums(count + 1, 0.0);
  for (size_t t = 0; t < count; ++t) {
    const std::vector<double> centre(dimensions, 0.0);
    sums[t + 1] =
        sums[t] + SquaredDistance(rows.data() + t * dimensions, centre.data(), dimensions);
  }
  const size_t reach = 1 + random.NextBelow(12);
  std::vector<double> size(count);
  for (size_t t = 0; t < count; ++t) {
    const size_t first = t < reach ? 0 : t - reach;
    const size_t last = std::min(count, t + reach + 1);
    size[t] = (sums[last] - sums[first]) / static_cast<double>(last - first);
  }
  std::vector<double> share(states);
  for (double& part : share) part = 0.5 + random.NextUniform();
  const double total = std::accumulate(share.begin(), share.end(), 0.0);
  std::vector<double> sorted = size;
  std::sort(sorted.begin(), sorted.end());
  std::vector<size_t> labels(count, 0);
  double below = 0;
  for (size_t k = 0; k + 1 < states; ++k) {
    below += share[k] / total;
    const double edge = sorted[static_cast<size_t>(below * static_cast<double>(count - 1))];
    for (size_t t = 0; t < count; ++t) labels[t] += size[t] > edge ? 1 : 0;
  }
  return labels;
}

/// Mean of each group, and where `variances` is given its variances; an empty group keeps what it
/// has.
void Describe(std::span<const double> rows, std::span<const size_t> labels,
              std::vector<double>& means, std::vector<double>* variances) {
  const size_t dimensions = rows.size() / labels.size();
  std::vector<double> sums(means.size(), 0.0), squares(means.size(), 0.0), sizes(means.size(), 0.0);
  for (size_t i = 0; i < rows.size(); ++i) {
    const size_t cell = labels[i / dimensions] * dimensions + i % dimensions;
    sizes[cell] += 1;
    sums[cell] += rows[i];
    squares[cell] += rows[i] * rows[i];
  }
  for (size_t i = 0; i < means.size(); ++i) {
    if (sizes[i] == 0) continue;
    means[i] = sums[i] / sizes[i];
    if (variances) (*variances)[i] = squares[i] / sizes[i] - means[i] * means[i];
  }
}

/// A model to start from: groups as states that last. The groups are alike in size, or in place.
GaussianHmm StartModel(std::span<const double> rows, size_t dimensions, size_t states, bool by_size,
                       base::RandomStream& random) {
  constexpr double kStay = 0.9;
  constexpr double kLeastVariance = 0.01;  // of all observations, for a start
  std::vector<double> means(states * dimensions, 0.0);
  std::vector<double> variances(states * dimensions, 1.0);
  if (by_size) {
    Describe(rows, AlikeInSize(rows, dimensions, states, random), means, &variances);
  } else {
    means = SpreadCentres(rows, dimensions, states, random);
    for (int round = 0; round < kLloydRounds; ++round) {
      Describe(rows, NearestCentres(rows, dimensions, means), means, nullptr);
    }
    for (size_t k = 0; k < states; ++k) {  // spheres of different size
      std::fill_n(variances.begin() + static_cast<std::ptrdiff_t>(k * dimensions), dimensions,
                  std::exp(2 * random.NextUniform() - 1.5));
    }
  }
  GaussianHmm model;
  model.states = states;
  model.dimensions = dimensions;
  model.initial.assign(states, 1.0 / static_cast<double>(states));
  const double leave = states > 1 ? (1 - kStay) / static_cast<double>(states - 1) : 0;
  model.transition.assign(states * states, leave);
  for (size_t k = 0; k < states; ++k) model.transition[k * states + k] = states > 1 ? kStay : 1;
  model.means = means;
  model.covariances.assign(states * dimensions * dimensions, 0.0);
  for (size_t i = 0; i < variances.size(); ++i) {
    model.covariances[i * dimensions + i % dimensions] = std::max(variances[i], kLeastVariance);
  }
  return model;
}

/// An earlier fit in the units of the standardised observations. The iteration never leaves a
/// probability of zero, so none is left: neither what the first observation of another series told
/// nor moves that it did not see.
GaussianHmm Revived(const Standardised& s, GaussianHmm model) {
  constexpr double kLeast = 1e-3;
  const auto k = static_cast<double>(model.states);
  model.initial.assign(model.states, 1 / k);
  for (double& p : model.transition) p = (p + kLeast) / (1 + k * kLeast);
  const size_t d = model.dimensions;
  for (size_t i = 0; i < model.means.size(); ++i) {
    model.means[i] = (model.means[i] - s.mean[i % d]) / s.scale[i % d];
  }
  for (size_t i = 0; i < model.covariances.size(); ++i) {
    model.covariances[i] /= s.scale[i % d] * s.scale[i / d % d];
  }
  return model;
}

/// Back to the units of the observations.
void Unscale(const Standardised& s, GaussianHmm& model) {
  const size_t d = model.dimensions;
  for (size_t i = 0; i < model.means.size(); ++i) {
    model.means[i] = s.mean[i % d] + s.scale[i % d] * model.means[i];
  }
  for (size_t i = 0; i < model.covariances.size(); ++i) {
    model.covariances[i] *= s.scale[i % d] * s.scale[i / d % d];
  }
}

GaussianHmm Relabelled(const GaussianHmm& model) {
  const size_t k = model.states;
  const size_t d = model.dimensions;
  std::vector<size_t> order(k);
  std::iota(order.begin(), order.end(), size_t{0});
  const auto key = [&](size_t i) {
    return std::pair(model.covariances[i * d * d], model.means[i * d]);
  };
  std::sort(order.begin(), order.end(), [&](size_t a, size_t b) { return key(a) < key(b); });
  GaussianHmm sorted = model;
  for (size_t i = 0; i < k; ++i) {
    const size_t from = order[i];
    sorted.initial[i] = model.initial[from];
    for (size_t j = 0; j < k; ++j) {
      sorted.transition[i * k + j] = model.transition[from * k + order[j]];
    }
    std::copy_n(model.means.begin() + static_cast<std::ptrdiff_t>(from * d), d,
                sorted.means.begin() + static_cast<std::ptrdiff_t>(i * d));
    std::copy_n(model.covariances.begin() + static_cast<std::ptrdiff_t>(from * d * d), d * d,
                sorted.covariances.begin() + static_cast<std::ptrdiff_t>(i * d * d));
  }
  return sorted;
}

size_t CountParameters(size_t k, size_t d, CovarianceKind kind) {
  const size_t covariance = kind == CovarianceKind::kFull ? d * (d + 1) / 2 : d;
  return (k - 1) + k * (k - 1) + k * d + k * covariance;
}

/// A start after its first iterations, or followed to its end.
struct Candidate {
  GaussianHmm model;
  double log_likelihood = 0;
  int iterations = 0;
};

/// Takes `steps` more iterations with each and sorts them, the likeliest first.
void Advance(std::vector<Candidate>& candidates, int steps, BaumWelch& iteration) {
  for (Candidate& candidate : candidates) {
    for (int i = 0; i < steps; ++i) candidate.log_likelihood = iteration.Step(candidate.model);
  }
  std::erase_if(candidates, [](const Candidate& c) { return !std::isfinite(c.log_likelihood); });
  std::stable_sort(
      candidates.begin(), candidates.end(),
      [](const Candidate& a, const Candidate& b) { return a.log_likelihood > b.log_likelihood; });
}

/// The likeliest starts, best first. The best after a few iterations often is not the one that gets
/// farthest, so three of them go on for a while.
std::vector<Candidate> BestStarts(const Standardised& s, size_t dimensions,
                                  const HmmFitOptions& options, BaumWelch& iteration) {
  constexpr size_t kFinalists = 3;
  constexpr int kFinalRounds = 4;
  std::vector<Candidate> starts;
  for (int restart = 0; restart < std::max(options.restarts, 1); ++restart) {
    base::RandomStream random(options.seed, "models.hmm.start", static_cast<uint64_t>(restart));
    starts.push_back({StartModel(s.rows, dimensions, options.states, restart % 2 == 0, random)});
  }
  Advance(starts, options.start_iterations, iteration);
  if (starts.size() > kFinalists) starts.resize(kFinalists);
  Advance(starts, kFinalRounds * options.start_iterations, iteration);
  return starts;
}

base::Result<Candidate> Follow(Candidate start, double count, const HmmFitOptions& options,
                               BaumWelch& iteration) {
  double before = -std::numeric_limits<double>::infinity();
  for (; start.iterations < options.max_iterations; ++start.iterations) {
    GaussianHmm next = start.model;
    start.log_likelihood = iteration.Step(next);
    if (!std::isfinite(start.log_likelihood)) {
      return Fail(ErrorCode::kUsage,
                  "the likelihood of the regimes is not finite: the series has "
                  "outliers beyond what a Gaussian can explain");
    }
    if (start.log_likelihood - before < options.tolerance * count) return start;
    before = start.log_likelihood;
    start.model = std::move(next);
  }
  return Fail(ErrorCode::kUsage,
              fmt::format("the fit of {} regimes to {} observations did not converge in {} "
                          "iterations: try fewer regimes or a longer series",
                          options.states, count, options.max_iterations));
}

/// The parameters of one dimension as numbers that may be extrapolated, and back; of a chance at
/// least a tenth is left. The initial chances are not among them.
std::vector<double> Coordinates(const GaussianHmm& model) {
  std::vector<double> x = model.means;
  for (const double variance : model.covariances) x.push_back(std::log(variance));
  x.insert(x.end(), model.transition.begin(), model.transition.end());
  return x;
}

void PutCoordinates(std::span<const double> x, GaussianHmm& model) {
  const size_t k = model.states;
  for (size_t i = 0; i < k; ++i) {
    model.means[i] = x[i];
    model.covariances[i] = std::exp(x[k + i]);
    double* row = model.transition.data() + i * k;
    double sum = 0;
    for (size_t j = 0; j < k; ++j) {
      row[j] = std::max(x[2 * k + i * k + j], 0.1 * row[j]);
      sum += row[j];
    }
    for (size_t j = 0; j < k; ++j) row[j] /= sum;
  }
}

/// Three places in a row of an iteration that slows down as it nears its end.
struct Course {
  std::vector<double> from, over, to;

  /// How many times the first step it is from the start to the end.
  double Length() const {
    double first = 0, bend = 0;
    for (size_t i = 0; i < from.size(); ++i) {
      first += std::pow(over[i] - from[i], 2);
      bend += std::pow(to[i] - 2 * over[i] + from[i], 2);
    }
    return std::sqrt(first / bend);
  }
  std::vector<double> Ahead(double length) const {
    std::vector<double> x(from.size());
    for (size_t i = 0; i < x.size(); ++i) {
      x[i] = from[i] + 2 * length * (over[i] - from[i]) +
             length * length * (to[i] - 2 * over[i] + from[i]);
    }
    return x;
  }
};

/// Follow for one dimension, in a third of the iterations: two of them tell where the next would
/// lead [SQUAREM: Varadhan, Roland 2008]. A leap that loses likelihood is taken back.
base::Result<Candidate> Leap(Candidate start, double count, const HmmFitOptions& options,
                             BaumWelch& iteration) {
  double longest = 4;
  while (start.iterations + 3 <= options.max_iterations) {
    Course course{.from = Coordinates(start.model)};
    GaussianHmm next = start.model;
    const double before = iteration.Step(next);
    course.over = Coordinates(next);
    start.model = next;
    start.log_likelihood = iteration.Step(next);
    start.iterations += 2;
    if (!std::isfinite(start.log_likelihood)) break;
    if (start.log_likelihood - before < options.tolerance * count) return start;
    course.to = Coordinates(next);
    start.model = next;
    const double length = std::min(course.Length(), longest);
    if (!(length > 1)) continue;
    PutCoordinates(course.Ahead(length), next);
    ++start.iterations;
    const bool gained = iteration.Step(next) >= start.log_likelihood;
    if (gained) start.model = std::move(next);
    if (!gained) longest = std::max(2.0, longest / 2);
    if (gained && length == longest) longest *= 4;
  }
  return Follow(std::move(start), count, options, iteration);
}

/// Where the best of the restarts that converge ends.
base::Result<Candidate> BestRestart(const Standardised& s, size_t dimensions,
                                    const HmmFitOptions& options, BaumWelch& iteration) {
  const auto count = static_cast<double>(s.rows.size() / dimensions);
  base::Result<Candidate> end =
      Fail(ErrorCode::kUsage, "no start of the regimes has a finite likelihood");
  for (Candidate& start : BestStarts(s, dimensions, options, iteration)) {
    end = Follow(std::move(start), count, options, iteration);
    if (end) break;
  }
  return end;
}

base::Result<Candidate> BestEnd(const Standardised& s, size_t dimensions,
                                const HmmFitOptions& options) {
  constexpr double kMostLost = 0.05;
  const std::vector<double> floor(dimensions, options.min_variance);
  BaumWelch iteration(s.rows, dimensions, options.states, options.covariance, floor);
  if (!options.start) return BestRestart(s, dimensions, options, iteration);
  const auto count = static_cast<double>(s.rows.size() / dimensions);
  const auto follow = dimensions == 1 ? Leap : Follow;
  auto warm = follow({Revived(s, options.start->model)}, count, options, iteration);
  const double least = options.start->standardised_likelihood - kMostLost;
  if (warm && warm->log_likelihood >= least * count) return warm;
  auto cold = BestRestart(s, dimensions, options, iteration);
  if (!cold || (warm && warm->log_likelihood >= cold->log_likelihood)) return warm;
  return cold;
}

}  // namespace

base::Result<HmmFit> FitHmm(std::span<const double> observations, size_t dimensions,
                            const HmmFitOptions& options) {
  TRY(CheckInput(observations, dimensions, options));
  TRY(const Standardised s, Standardise(observations, dimensions));
  TRY(Candidate end, BestEnd(s, dimensions, options));
  const auto count = static_cast<double>(observations.size() / dimensions);
  HmmFit fit{.model = std::move(end.model),
             .log_likelihood = end.log_likelihood,
             .standardised_likelihood = end.log_likelihood / count,
             .iterations = end.iterations};
  for (const double scale : s.scale) fit.log_likelihood -= count * std::log(scale);
  Unscale(s, fit.model);
  fit.model = Relabelled(fit.model);
  fit.observations = observations.size() / dimensions;
  fit.parameters = CountParameters(options.states, dimensions, options.covariance);
  const auto p = static_cast<double>(fit.parameters);
  fit.bic = -2 * fit.log_likelihood + p * std::log(count);
  fit.aic = -2 * fit.log_likelihood + 2 * p;
  return fit;
}

base::Result<HmmFit> FitHmmByBic(std::span<const double> observations, size_t dimensions,
                                 size_t min_states, size_t max_states,
                                 const HmmFitOptions& options) {
  std::optional<HmmFit> best;
  std::optional<base::Error> first_error;
  for (size_t states = min_states; states <= max_states; ++states) {
    HmmFitOptions with = options;
    with.states = states;
    auto fit = FitHmm(observations, dimensions, with);
    if (!fit) {
      if (!first_error) first_error = fit.error();
      continue;
    }
    if (!best || fit->bic < best->bic) best = std::move(*fit);
  }
  if (best) return *std::move(best);
  if (first_error) return tl::unexpected<base::Error>(*first_error);
  return Fail(ErrorCode::kUsage, "no number of regimes to choose from");
}

}  // namespace keel::models
