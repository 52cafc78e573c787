// SPDX-License-Identifier: MIT
#include "models/regimes/switching_ar_fit.h"

#include <fmt/format.h>

#include <Eigen/Dense>
#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>
#include <numeric>

#include "base/random.h"
#include "math/minimise.h"
#include "models/regimes/internal/switching_ar_vector.h"

namespace keel::models {
namespace {

using base::ErrorCode;
using base::Fail;
using internal::SwitchingArShape;
using Vector = std::vector<double>;

constexpr double kTellable = 1e-5;           // a smaller chance has no standard error
constexpr double kMostLogit = 14;            // chances of 1e-6: nearer to 0 no series tells
constexpr double kLeastLogDeviation = -4.6;  // 1 % of the series' own: a regime of a few points
constexpr int kStartEvaluations = 60;        // of every start
constexpr int kSearchEvaluations = 300;      // of those that are followed
constexpr size_t kFollowed = 4;
constexpr double kHopeless = 20;       // this far behind in log likelihood is not followed
constexpr size_t kStartValues = 8000;  // the newest, of a longer series, choose among the starts
constexpr int kNewtonSteps = 40;
constexpr double kNewtonDecrement = 1e-11;  // of the log likelihood, still to be gained
constexpr double kHessianStep = 1e-4;
constexpr double kSameLikelihood = 1e-3;

tl::unexpected<base::Error> Bad(std::string why) {
  return Fail(ErrorCode::kUsage, "switching autoregression: " + why);
}

struct Standardised {
  Vector values;
  double mean = 0;
  double scale = 1;
};

base::Result<Standardised> Standardise(std::span<const double> series) {
  const auto n = static_cast<double>(series.size());
  Standardised s;
  s.mean = std::accumulate(series.begin(), series.end(), 0.0) / n;
  double squares = 0;
  for (const double y : series) squares += (y - s.mean) * (y - s.mean);
  s.scale = std::sqrt(squares / n);
  if (!(s.scale > 1e-12 * std::abs(s.mean)) || !std::isfinite(s.scale)) {
    return Bad(fmt::format("the {} observations do not vary", series.size()));
  }
  for (const double y : series) s.values.push_back((y - s.mean) / s.scale);
  return s;
}

base::Status CheckInput(std::span<const double> series, const SwitchingArFitOptions& options) {
  if (options.states < 2) {
    return Bad(fmt::format("{} regimes asked for; at least 2 are needed", options.states));
  }
  if (options.restarts < 1) return Bad("at least 1 start is needed");
  const size_t k = options.states;
  const SwitchingAr any{.states = k,
                        .transition = Vector(k * k, 1.0 / static_cast<double>(k)),
                        .means = Vector(k, 0.0),
                        .ar = Vector(options.lags, 0.0),
                        .deviations = Vector(k, 1.0)};
  const base::Status shape = any.Check();
  if (!shape) return Bad(shape.error().message);
  const size_t needed = 20 * k + options.lags;
  if (series.size() < needed) {
    return Bad(
        fmt::format("{} observations are too few for {} regimes and {} lags: at least {} "
                    "are needed",
                    series.size(), k, options.lags, needed));
  }
  for (size_t i = 0; i < series.size(); ++i) {
    if (!std::isfinite(series[i])) {
      return Bad(fmt::format("observation {} is not a finite number", i + 1));
    }
  }
  return {};
}

/// The likelihood as a function of the vector, and its two optimisers.
class Search {
 public:
  Search(std::span<const double> series, const SwitchingArShape& shape)
      : shape_(shape), paths_(series, shape.states, shape.lags) {}

  struct Point {
    Vector x;
    double log_likelihood = -std::numeric_limits<double>::infinity();
    int starts = 1;  // that came this far
  };

  double Evaluate(std::span<const double> x, std::span<double> score) {
    const SwitchingAr model = internal::FromVector(shape_, x);
    const double log_likelihood = paths_.Forward(model);
    if (!score.empty()) {
      const Vector s = internal::ScoreOfVector(shape_, model, paths_.Backward(model));
      std::copy(s.begin(), s.end(), score.begin());
    }
    return log_likelihood;
  }

  /// The best point that L-BFGS meets from `start`.
  Point Climb(const Vector& start, int evaluations) {
    Point best{.x = start};
    const math::Objective objective = [&](std::span<const double> x, std::span<double> gradient) {
      const double log_likelihood = Evaluate(x, gradient);
      for (double& g : gradient) g = -g;
      if (log_likelihood > best.log_likelihood) best = {{x.begin(), x.end()}, log_likelihood, 1};
      return -log_likelihood;
    };
    // Out of evaluations or not, the best point is where Newton's method goes on.
    (void)math::Minimise(objective, start,
                         {.lower = lower(),
                          .upper = upper(),
                          .value_tolerance_relative = 1e-10,
                          .max_evaluations = evaluations});
    return best;
  }

  /// Newton's method from `point`; true when no step can gain anything and the Hessian of the free
  /// parameters (those not on a bound) is negative definite there.
  bool Polish(Point* point) {
    for (int step = 0; step < kNewtonSteps; ++step) {
      Vector score(shape_.size());
      point->log_likelihood = Evaluate(point->x, score);
      FindFree(point->x, score);
      const Eigen::MatrixXd curvature = -FreeHessian(point->x);
      const Eigen::LLT<Eigen::MatrixXd> factor(curvature);
      if (factor.info() != Eigen::Success) return false;
      Eigen::VectorXd slope(std::ssize(free_));
      for (size_t i = 0; i < free_.size(); ++i)
        slope(static_cast<Eigen::Index>(i)) = score[free_[i]];
      const Eigen::VectorXd move = factor.solve(slope);
      if (slope.dot(move) < kNewtonDecrement) {
        covariance_ = factor.solve(Eigen::MatrixXd::Identity(curvature.rows(), curvature.cols()));
        return true;
      }
      if (!Move(move, point)) return false;
    }
    return false;
  }

  /// Of the vector, after Polish; rows of parameters on a bound are 0.
  Eigen::MatrixXd Covariance() const {
    const auto n = static_cast<Eigen::Index>(shape_.size());
    Eigen::MatrixXd whole = Eigen::MatrixXd::Zero(n, n);
    for (size_t i = 0; i < free_.size(); ++i) {
      for (size_t j = 0; j < free_.size(); ++j) {
        whole(static_cast<Eigen::Index>(free_[i]), static_cast<Eigen::Index>(free_[j])) =
            covariance_(static_cast<Eigen::Index>(i), static_cast<Eigen::Index>(j));
      }
    }
    return whole;
  }

 private:
  Vector lower() const {
    Vector bounds(shape_.size(), -std::numeric_limits<double>::infinity());
    std::fill_n(bounds.begin(), shape_.logits(), -kMostLogit);
    std::fill(bounds.begin() + static_cast<std::ptrdiff_t>(shape_.deviations_at()), bounds.end(),
              kLeastLogDeviation);
    return bounds;
  }
  Vector upper() const {
    Vector bounds(shape_.size(), std::numeric_limits<double>::infinity());
    std::fill_n(bounds.begin(), shape_.logits(), kMostLogit);
    return bounds;
  }

  /// A logit that is far out and would go farther says that a chance is 0, and is left there.
  void FindFree(const Vector& x, const Vector& score) {
    free_.clear();
    for (size_t i = 0; i < x.size(); ++i) {
      const bool out =
          i < shape_.logits() && std::abs(x[i]) > kMostLogit - 4 && x[i] * score[i] > 0;
      if (!out) free_.push_back(i);
    }
  }

  Eigen::MatrixXd FreeHessian(Vector x) {
    Eigen::MatrixXd hessian(std::ssize(free_), std::ssize(free_));
    Vector up(x.size()), down(x.size());
    for (size_t i = 0; i < free_.size(); ++i) {
      const double here = x[free_[i]];
      x[free_[i]] = here + kHessianStep;
      Evaluate(x, up);
      x[free_[i]] = here - kHessianStep;
      Evaluate(x, down);
      x[free_[i]] = here;
      for (size_t j = 0; j < free_.size(); ++j) {
        hessian(static_cast<Eigen::Index>(i), static_cast<Eigen::Index>(j)) =
            (up[free_[j]] - down[free_[j]]) / (2 * kHessianStep);
      }
    }
    return 0.5 * (hessian + hessian.transpose());
  }

  /// Along `move`, halved until the likelihood does not fall.
  bool Move(const Eigen::VectorXd& move, Point* point) {
    for (double share = 1; share > 1e-4; share /= 2) {
      Vector x = point->x;
      for (size_t i = 0; i < free_.size(); ++i) {
        x[free_[i]] += share * move(static_cast<Eigen::Index>(i));
      }
      const double there = Evaluate(x, {});
      if (!(there >= point->log_likelihood - 1e-12 * std::abs(point->log_likelihood))) continue;
      point->x = std::move(x);
      point->log_likelihood = there;
      return true;
    }
    return false;
  }

  SwitchingArShape shape_;
  internal::RegimePaths paths_;
  std::vector<size_t> free_;
  Eigen::MatrixXd covariance_;
};

/// Starts: means spread over the series' quantiles, then means drawn from it.
Vector Start(const SwitchingArShape& shape, std::span<const double> sorted, uint64_t seed,
             int run) {
  base::RandomStream random(seed, "models.switching_ar", static_cast<uint64_t>(run));
  const auto k = static_cast<double>(shape.states);
  Vector x(shape.size(), 0.0);
  Vector means;
  for (size_t i = 0; i < shape.states; ++i) {
    const double quantile =
        run == 0 ? (static_cast<double>(i) + 0.5) / k : 0.02 + 0.96 * random.NextUniform();
    const double at = quantile * static_cast<double>(sorted.size() - 1);
    means.push_back(sorted[static_cast<size_t>(at)]);
  }
  std::sort(means.begin(), means.end());
  for (size_t i = 0; i < shape.states; ++i) x[shape.means_at() + i] = means[i];
  for (size_t i = 0; i < shape.states; ++i) {
    const double stay = run == 0 ? 0.85 : 0.5 + 0.48 * random.NextUniform();
    for (size_t j = 0; j < shape.states; ++j) {
      if (j != i) x[shape.Logit(i, j)] = std::log((1 - stay) / (k - 1) / stay);
    }
  }
  for (size_t i = 0; i < shape.lags && run > 0; ++i) {
    x[shape.ar_at() + i] = 0.2 * random.NextNormal() / static_cast<double>(i + 1);
  }
  for (size_t i = shape.deviations_at(); i < shape.size(); ++i) {
    x[i] = run == 0 ? -0.4 : -1.2 * random.NextUniform();
  }
  return x;
}

/// The largest absolute eigenvalue of the companion matrix: below 1 where shocks die out.
double Persistence(std::span<const double> ar) {
  const std::ptrdiff_t n = std::ssize(ar);
  Eigen::MatrixXd companion = Eigen::MatrixXd::Zero(n, n);
  for (std::ptrdiff_t i = 0; i < n; ++i) {
    companion(0, i) = ar[static_cast<size_t>(i)];
    if (i > 0) companion(i, i - 1) = 1;
  }
  return companion.eigenvalues().cwiseAbs().maxCoeff();
}

/// Regimes in the order of their deviations, then means.
std::vector<size_t> Order(const SwitchingAr& model) {
  std::vector<size_t> order(model.states);
  std::iota(order.begin(), order.end(), size_t{0});
  std::sort(order.begin(), order.end(), [&](size_t a, size_t b) {
    if (model.deviations[a] != model.deviations[b])
      return model.deviations[a] < model.deviations[b];
    return model.means[a] < model.means[b];
  });
  return order;
}

/// Puts the answer into the series' own units and the regimes into their order.
void Report(const SwitchingAr& raw, const Eigen::MatrixXd& covariance, const Standardised& series,
            SwitchingArFit* fit) {
  const size_t k = raw.states;
  const std::vector<size_t> order = Order(raw);
  const auto error = [&](size_t i) {
    const auto at = static_cast<Eigen::Index>(i);
    return std::sqrt(std::max(0.0, covariance(at, at)));
  };
  SwitchingAr& model = fit->model;
  model.states = k;
  model.ar = raw.ar;
  for (size_t i = 0; i < raw.ar.size(); ++i) fit->errors.ar.push_back(error(k * k + k + i));
  for (const size_t i : order) {
    for (const size_t j : order) {
      model.transition.push_back(raw.transition[i * k + j]);
      const bool told = raw.transition[i * k + j] > kTellable;
      fit->errors.transition.push_back(told ? std::optional(error(i * k + j)) : std::nullopt);
    }
    model.means.push_back(series.mean + series.scale * raw.means[i]);
    fit->errors.means.push_back(series.scale * error(k * k + i));
    model.deviations.push_back(series.scale * raw.deviations[i]);
    fit->errors.deviations.push_back(series.scale * error(k * k + k + raw.ar.size() + i));
  }
}

/// Log likelihood of an autoregression with a constant, by least squares on standardised values.
double LinearLogLikelihood(std::span<const double> y, size_t lags) {
  const auto rows = static_cast<Eigen::Index>(y.size() - lags);
  Eigen::MatrixXd x = Eigen::MatrixXd::Ones(rows, static_cast<Eigen::Index>(lags) + 1);
  Eigen::VectorXd now(rows);
  for (Eigen::Index row = 0; row < rows; ++row) {
    const size_t t = static_cast<size_t>(row) + lags;
    now(row) = y[t];
    for (size_t i = 1; i <= lags; ++i) x(row, static_cast<Eigen::Index>(i)) = y[t - i];
  }
  const Eigen::VectorXd fitted = x * x.colPivHouseholderQr().solve(now);
  const double variance = (now - fitted).squaredNorm() / static_cast<double>(rows);
  return -0.5 * static_cast<double>(rows) * (std::log(2 * std::numbers::pi * variance) + 1);
}

void Criteria(const Standardised& series, double log_likelihood, SwitchingArFit* fit) {
  const double rows = static_cast<double>(fit->observations);
  const double unit = rows * std::log(series.scale);  // of the density, back in the series' units
  fit->log_likelihood = log_likelihood - unit;
  const double parameters = static_cast<double>(fit->parameters);
  fit->bic = -2 * fit->log_likelihood + parameters * std::log(rows);
  fit->aic = -2 * fit->log_likelihood + 2 * parameters;
  const size_t lags = fit->model.ar.size();
  fit->linear_log_likelihood = LinearLogLikelihood(series.values, lags) - unit;
  fit->linear_bic =
      -2 * fit->linear_log_likelihood + static_cast<double>(lags + 2) * std::log(rows);
}

/// Maxima that are no description of the series: explosive, or one regime for a few equal values.
bool Sensible(const SwitchingAr& model) {
  const double narrowest = *std::min_element(model.deviations.begin(), model.deviations.end());
  return Persistence(model.ar) < 1 && std::log(narrowest) > kLeastLogDeviation + 0.1;
}

/// Drops the others, and puts the likeliest first.
void KeepSensible(const SwitchingArShape& shape, std::vector<Search::Point>* points) {
  std::erase_if(*points, [&](const Search::Point& point) {
    return !Sensible(internal::FromVector(shape, point.x));
  });
  std::stable_sort(points->begin(), points->end(), [](const auto& a, const auto& b) {
    return a.log_likelihood > b.log_likelihood;
  });
}

/// The ends of different starts, each climbed on from, the likeliest first.
std::vector<Search::Point> Follow(const SwitchingArShape& shape, std::vector<Search::Point> starts,
                                  Search* search) {
  KeepSensible(shape, &starts);
  std::vector<Search::Point> ends;
  const double best = starts.empty() ? 0 : starts.front().log_likelihood;
  for (Search::Point& start : starts) {
    const double behind = ends.empty() ? 0 : ends.back().log_likelihood - start.log_likelihood;
    if (!ends.empty() && behind < kSameLikelihood) {
      ++ends.back().starts;
    } else if (ends.size() < kFollowed && best - start.log_likelihood < kHopeless) {
      ends.push_back(std::move(start));
    }
  }
  for (Search::Point& end : ends) {
    const int agreeing = end.starts;
    end = search->Climb(end.x, kSearchEvaluations);
    end.starts = agreeing;
  }
  KeepSensible(shape, &ends);
  return ends;
}

}  // namespace

base::Result<SwitchingArFit> FitSwitchingAr(std::span<const double> series,
                                            const SwitchingArFitOptions& options) {
  TRY(CheckInput(series, options));
  TRY(const Standardised standard, Standardise(series));
  const SwitchingArShape shape{options.states, options.lags, options.switching_variance};
  Vector sorted = standard.values;
  std::sort(sorted.begin(), sorted.end());
  const std::span<const double> values(standard.values);
  Search scout(values.last(std::min(values.size(), kStartValues)), shape);
  std::vector<Search::Point> ends;
  for (int run = 0; run < options.restarts; ++run) {
    ends.push_back(scout.Climb(Start(shape, sorted, options.seed, run), kStartEvaluations));
  }
  Search search(values, shape);
  ends = Follow(shape, std::move(ends), &search);
  for (Search::Point& end : ends) {
    if (!search.Polish(&end)) continue;
    const SwitchingAr raw = internal::FromVector(shape, end.x);
    if (!Sensible(raw)) continue;
    SwitchingArFit fit;
    fit.observations = series.size() - options.lags;
    fit.parameters = shape.size();
    fit.starts_agreeing = end.starts;
    const Eigen::MatrixXd jacobian = internal::JacobianOfVector(shape, raw);
    Report(raw, jacobian * search.Covariance() * jacobian.transpose(), standard, &fit);
    Criteria(standard, end.log_likelihood, &fit);
    return fit;
  }
  return Bad(
      fmt::format("no start of {} converged to a strict maximum with a stationary "
                  "autoregression; try fewer regimes or lags, more observations or another "
                  "--seed",
                  options.restarts));
}

}  // namespace keel::models
