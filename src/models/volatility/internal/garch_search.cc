// SPDX-License-Identifier: MIT
#include "models/volatility/internal/garch_search.h"

#include <fmt/format.h>

#include <Eigen/Cholesky>
#include <Eigen/Eigenvalues>
#include <Eigen/QR>
#include <algorithm>
#include <cmath>
#include <utility>

namespace keel::models::internal {
namespace {

constexpr size_t kHead = 10'000;     // so many returns are enough for a good start
constexpr size_t kGridHead = 1'000;  // and so many to choose one from the grid
constexpr double kStep = 1e-3;       // of a standard error, for differences of the gradient
constexpr double kHeld = 2e-3;  // standard errors from a bound at which a parameter is held by it
constexpr double kNoGain = 1e-12;
constexpr double kMinInverseNu = 0.002;
constexpr int kRounds = 4;

tl::unexpected<base::Error> Bad(std::string why) {
  return base::Fail(base::ErrorCode::kUsage, std::move(why));
}

// The gradient of EGARCH jumps where mu passes a return, and its maximum likes to sit on such a
// jump. The jumps cancel in expectation, as each multiplies the next scores, so the Hessian is that
// of the smooth pieces: narrow differences between two jumps, a bit to both sides of the maximum.
constexpr double kKinkOffset = 0.1;
constexpr double kKinkStep = 1e-5;

bool HasKinks(const GarchSpec& spec) { return spec.model == VarianceModel::kEgarch; }

// Of log-likelihood: 0.045 standard errors, where a maximum on a kink leaves a slope, and 0.0014.
double NegligibleGain(const GarchSpec& spec) { return HasKinks(spec) ? 1e-3 : 1e-6; }

// weights . theta <= bound, by slot (nu: 1 / nu).
struct Bound {
  SlotVector weights;
  double bound;
};

void Box(size_t slot, double low, double high, std::vector<Bound>* bounds) {
  Bound row{.weights = {}, .bound = high};
  row.weights[slot] = 1;
  bounds->push_back(row);
  row.weights[slot] = -1;
  row.bound = -low;
  bounds->push_back(row);
}

std::vector<Bound> BoundsOf(const GarchSpec& spec) {
  constexpr double kMaxPersistence = 1 - 1e-6;
  std::vector<Bound> bounds;
  Box(kMu, -3, 3, &bounds);
  if (spec.model == VarianceModel::kEgarch) {
    Box(kOmega, -20, 20, &bounds);
    Box(kAlpha, -4, 4, &bounds);
    Box(kGamma, -4, 4, &bounds);
    Box(kBeta, -kMaxPersistence, kMaxPersistence, &bounds);
  } else {
    Box(kOmega, 1e-9, 10, &bounds);
    bounds.push_back({.weights = {0, 0, -1}, .bound = 0});
    bounds.push_back({.weights = {0, 0, 0, 0, -1}, .bound = 0});
    bounds.push_back({.weights = {0, 0, 1, 0.5, 1}, .bound = kMaxPersistence});
    if (spec.model == VarianceModel::kGjr) {
      bounds.push_back({.weights = {0, 0, -1, -1}, .bound = 0});
    }
  }
  if (spec.innovation != Innovation::kNormal) Box(kNu, kMinInverseNu, 0.48, &bounds);
  if (spec.innovation == Innovation::kSkewT) Box(kLambda, -0.99, 0.99, &bounds);
  return bounds;
}

// Directions of unit curvature; where the curvature has the wrong sign, as long as if it had not.
Eigen::MatrixXd UnitCurvature(const Eigen::MatrixXd& directions, const Eigen::MatrixXd& curvature) {
  const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> eigen(curvature);
  const Eigen::VectorXd size = eigen.eigenvalues().cwiseAbs();
  const Eigen::VectorXd floored = size.cwiseMax(1e-10 * size.maxCoeff());
  return directions * eigen.eigenvectors() * floored.cwiseSqrt().cwiseInverse().asDiagonal();
}

// The same span and lengths, but only the first direction moves mu.
Eigen::MatrixXd MuFirst(const Eigen::MatrixXd& directions) {
  const Eigen::VectorXd mu = directions.row(0);
  const Eigen::HouseholderQR<Eigen::MatrixXd> qr(mu);
  const Eigen::MatrixXd q = qr.householderQ();
  return directions * q;
}

Eigen::VectorXd ToEigen(std::span<const double> x) {
  return Eigen::Map<const Eigen::VectorXd>(x.data(), static_cast<Eigen::Index>(x.size()));
}

}  // namespace

GarchSearch::GarchSearch(const GarchSpec& spec, const GarchSample& sample)
    : spec_(spec), sample_(sample), slots_(SlotsOf(spec)), likelihood_(LikelihoodOf(spec)) {
  for (const Bound& row : BoundsOf(spec)) {
    math::LinearConstraint constraint{.bound = row.bound};
    for (const size_t slot : slots_) constraint.normal.push_back(row.weights[slot]);
    constraints_.push_back(std::move(constraint));
  }
}

SlotVector GarchSearch::ToTheta(const Eigen::VectorXd& x) const {
  SlotVector theta{};
  for (size_t i = 0; i < slots_.size(); ++i) theta[slots_[i]] = x[static_cast<Eigen::Index>(i)];
  // A difference or a trial may reach a little beyond the bounds; the shape must stay one.
  if (spec_.innovation != Innovation::kNormal) {
    theta[kNu] = 1 / std::clamp(theta[kNu], 0.5 * kMinInverseNu, 0.499);
  }
  theta[kLambda] = std::clamp(theta[kLambda], -0.999, 0.999);
  return theta;
}

double GarchSearch::Value(size_t count, const Eigen::VectorXd& x, Eigen::VectorXd* gradient,
                          Eigen::MatrixXd* outer) {
  const auto k = static_cast<Eigen::Index>(slots_.size());
  const SlotVector theta = ToTheta(x);
  const GarchSample part{sample_.returns.first(count), sample_.presample};
  SlotVector slope{};
  SlotMatrix products{};
  const double log_likelihood = likelihood_(part, theta, gradient == nullptr ? nullptr : &slope,
                                            outer == nullptr ? nullptr : &products);
  if (count == sample_.returns.size()) ++evaluations_;
  // d nu / d (1 / nu) = -nu^2.
  const auto chain = [&](Eigen::Index i) {
    return slots_[static_cast<size_t>(i)] == kNu ? -theta[kNu] * theta[kNu] : 1.0;
  };
  for (Eigen::Index i = 0; i < k && gradient != nullptr; ++i) {
    const size_t slot = slots_[static_cast<size_t>(i)];
    (*gradient)[i] = -chain(i) * slope[slot];
    for (Eigen::Index j = 0; j < k && outer != nullptr; ++j) {
      (*outer)(i, j) = chain(i) * chain(j) * products[slot][slots_[static_cast<size_t>(j)]];
    }
  }
  return -log_likelihood;
}

Eigen::VectorXd GarchSearch::SlopeAt(size_t count, const Eigen::VectorXd& x,
                                     const Eigen::VectorXd& direction, double step) {
  Eigen::VectorXd ahead(x.size()), behind(x.size());
  Value(count, x + step * direction, &ahead);
  Value(count, x - step * direction, &behind);
  return (ahead - behind) / (2 * step);
}

double GarchSearch::Clear(double mu, double direction) const {
  double offset = kKinkOffset;
  for (int tries = 0; tries < 20; ++tries, offset *= 1.03) {
    const double middle = mu + offset * direction;
    const double reach = 2 * kKinkStep * std::abs(direction);
    const auto near = [&](double r) { return std::abs(r - middle) <= reach; };
    if (std::none_of(sample_.returns.begin(), sample_.returns.end(), near)) break;
  }
  return offset;
}

Eigen::MatrixXd GarchSearch::Curvature(size_t count, const Eigen::VectorXd& x,
                                       const Eigen::MatrixXd& directions, double step) {
  Eigen::MatrixXd slopes(x.size(), directions.cols());
  for (Eigen::Index j = 0; j < directions.cols(); ++j) {
    const Eigen::VectorXd direction = directions.col(j);
    if (j == 0 && HasKinks(spec_)) {
      const Eigen::VectorXd above = x + Clear(x[0], direction[0]) * direction;
      const Eigen::VectorXd below = x - Clear(x[0], -direction[0]) * direction;
      slopes.col(j) = 0.5 * (SlopeAt(count, above, direction, kKinkStep) +
                             SlopeAt(count, below, direction, kKinkStep));
    } else {
      slopes.col(j) = SlopeAt(count, x, direction, std::min(step, 0.9 * Room(x, direction)));
    }
  }
  const Eigen::MatrixXd curvature = directions.transpose() * slopes;
  return 0.5 * (curvature + curvature.transpose());
}

double GarchSearch::Room(const Eigen::VectorXd& x, const Eigen::VectorXd& direction) const {
  double room = 1;
  for (const math::LinearConstraint& row : constraints_) {
    const double pace = std::abs(ToEigen(row.normal).dot(direction));
    const double slack = row.bound - ToEigen(row.normal).dot(x);
    // On the bound itself only a direction along it is asked for.
    if (pace > 0 && slack > 1e-9 * pace) room = std::min(room, slack / pace);
  }
  return room;
}

std::vector<Eigen::VectorXd> GarchSearch::Starts() {
  const size_t count = std::min(kGridHead, sample_.returns.size());
  std::vector<std::pair<double, Eigen::VectorXd>> grid;
  const auto add = [&](SlotVector theta) {
    theta[kNu] = 1.0 / 7;
    Eigen::VectorXd x(static_cast<Eigen::Index>(slots_.size()));
    for (size_t i = 0; i < slots_.size(); ++i) x[static_cast<Eigen::Index>(i)] = theta[slots_[i]];
    grid.emplace_back(Value(count, x, nullptr), x);
  };
  for (const double persistence : {0.7, 0.92, 0.98}) {
    for (const double alpha : {0.03, 0.08, 0.2}) {
      if (spec_.model == VarianceModel::kEgarch) {
        add({0, 0, 2 * alpha, -0.3 * alpha, persistence});
      } else {
        const double gamma = spec_.model == VarianceModel::kGjr ? 0.5 * alpha : 0;
        add({0, 1 - persistence, alpha - 0.5 * gamma, gamma, persistence - alpha});
      }
    }
  }
  std::stable_sort(grid.begin(), grid.end(),
                   [](const auto& a, const auto& b) { return a.first < b.first; });
  std::vector<Eigen::VectorXd> starts;
  for (size_t i = 0; i < 3; ++i) starts.push_back(grid[i].second);
  return starts;
}

base::Status GarchSearch::Descend(size_t count, const Eigen::MatrixXd& scale, double tolerance,
                                  Eigen::VectorXd* x) {
  const Eigen::VectorXd origin = *x;
  const auto k = static_cast<size_t>(origin.size());
  math::MinimiseOptions options{.method = math::MinimiseMethod::kSlsqp,
                                .value_tolerance_relative = 0,
                                .value_tolerance_absolute = tolerance,
                                .x_tolerance_relative = 0,
                                .max_evaluations = 200};
  for (const math::LinearConstraint& row : constraints_) {
    const Eigen::VectorXd normal = scale.transpose() * ToEigen(row.normal);
    options.constraints.push_back({.normal = {normal.begin(), normal.end()},
                                   .bound = row.bound - ToEigen(row.normal).dot(origin)});
  }
  Eigen::VectorXd point(origin.size()), slope(origin.size());
  const math::Objective objective = [&](std::span<const double> y, std::span<double> gradient) {
    point.noalias() = origin + scale * ToEigen(y);
    if (!point.allFinite()) return HUGE_VAL;
    const double value = Value(count, point, gradient.empty() ? nullptr : &slope);
    if (!gradient.empty()) {
      Eigen::Map<Eigen::VectorXd>(gradient.data(), origin.size()) = scale.transpose() * slope;
    }
    return value;
  };
  TRY(auto minimum, math::Minimise(objective, std::vector<double>(k, 0.0), options));
  *x = origin + scale * ToEigen(minimum.x);
  return {};
}

Eigen::MatrixXd GarchSearch::FreeDirections(const Eigen::VectorXd& x,
                                            const Eigen::MatrixXd& scale) const {
  Eigen::MatrixXd held(x.size(), 0);
  for (const math::LinearConstraint& row : constraints_) {
    const Eigen::VectorXd normal = scale.transpose() * ToEigen(row.normal);
    if (row.bound - ToEigen(row.normal).dot(x) > kHeld * normal.norm()) continue;
    held.conservativeResize(Eigen::NoChange, held.cols() + 1);
    held.rightCols(1) = normal.normalized();
  }
  if (held.cols() == 0) return MuFirst(scale);
  const Eigen::ColPivHouseholderQR<Eigen::MatrixXd> qr(held);
  const Eigen::MatrixXd q = qr.householderQ();
  return MuFirst(scale * q.rightCols(x.size() - qr.rank()));
}

bool GarchSearch::Allowed(const Eigen::VectorXd& x) const {
  return std::all_of(constraints_.begin(), constraints_.end(), [&](const auto& row) {
    return ToEigen(row.normal).dot(x) <= row.bound + 1e-12;
  });
}

bool GarchSearch::Polish(GarchMaximum* maximum) {
  const size_t n = sample_.returns.size();
  const Eigen::LLT<Eigen::MatrixXd> curvature(maximum->curvature);
  if (curvature.info() != Eigen::Success) return false;
  Eigen::VectorXd gradient(maximum->x.size());
  double value = Value(n, maximum->x, &gradient);
  Eigen::VectorXd slope = maximum->directions.transpose() * gradient;
  Eigen::VectorXd step = curvature.solve(slope);
  const double gain_at_start = 0.5 * slope.dot(step);
  double gain = gain_at_start;
  while (gain > kNoGain) {
    const Eigen::VectorXd next = maximum->x - maximum->directions * step;
    if (!Allowed(next)) break;
    const double next_value = Value(n, next, &gradient);
    slope = maximum->directions.transpose() * gradient;
    step = curvature.solve(slope);
    const double next_gain = 0.5 * slope.dot(step);
    if (!(next_gain < 0.25 * gain)) break;
    maximum->x = next;
    value = next_value;
    gain = next_gain;
  }
  maximum->log_likelihood = -value;
  // The Hessian changes by about 3 / sqrt(n) of itself over a standard error.
  if (gain_at_start > 1e-11 * static_cast<double>(n)) {
    maximum->curvature = Curvature(n, maximum->x, maximum->directions, kStep);
  }
  return gain <= NegligibleGain(spec_);
}

base::Result<GarchMaximum> GarchSearch::RunFrom(const Eigen::VectorXd& start) {
  const size_t n = sample_.returns.size();
  const size_t head = n < 2 * kHead ? n : kHead;
  const double growth = static_cast<double>(n) / static_cast<double>(head);
  Eigen::VectorXd x = start;
  Eigen::VectorXd steps = Eigen::VectorXd::Ones(x.size());
  steps[0] = 1 / std::sqrt(static_cast<double>(head));
  if (spec_.model != VarianceModel::kEgarch) steps[1] = 10 * x[1];
  Eigen::MatrixXd scale = steps.asDiagonal();
  scale = UnitCurvature(scale, Curvature(head, x, scale, 1e-4));
  if (head < n) {
    TRY(Descend(head, scale, 1e-2, &x));
    scale = MuFirst(scale);
    scale = UnitCurvature(scale, Curvature(head, x, scale, kStep)) / std::sqrt(growth);
  }
  for (int round = 0; round < kRounds; ++round) {
    TRY(Descend(n, scale, round == 0 ? 1e-5 : 1e-9, &x));
    GarchMaximum maximum{.x = x, .directions = FreeDirections(x, scale)};
    if (maximum.directions.cols() == 0) return Bad("every parameter ends on its bound");
    maximum.curvature = Curvature(n, x, maximum.directions, kStep);
    if (Polish(&maximum)) {
      maximum.outer.resize(x.size(), x.size());
      Eigen::VectorXd gradient(x.size());
      Value(n, maximum.x, &gradient, &maximum.outer);
      maximum.evaluations = evaluations_;
      return maximum;
    }
    if (maximum.directions.cols() == x.size()) {
      scale = UnitCurvature(maximum.directions, maximum.curvature);
    }
  }
  return Bad("the likelihood has no clear maximum where the search ended");
}

base::Result<GarchMaximum> GarchSearch::RunFromAll() {
  base::Result<GarchMaximum> first = Bad("");
  for (const Eigen::VectorXd& start : Starts()) {
    auto maximum = RunFrom(start);
    if (maximum) return maximum;
    if (first.error().message.empty()) first = std::move(maximum);
  }
  return first;
}

base::Result<GarchMaximum> GarchSearch::Run() {
  auto maximum = RunFromAll();
  if (maximum) return maximum;
  if (HasKinks(spec_)) {
    // With alpha below 0 a small shock excites, the recursion forgets nothing, and the likelihood
    // is a saw in mu without end.
    math::LinearConstraint calm{.normal = std::vector<double>(slots_.size(), 0.0), .bound = 0};
    calm.normal[kAlpha] = -1;  // EGARCH has the first slots all
    constraints_.push_back(std::move(calm));
    auto calmer = RunFromAll();
    if (calmer) {  // on the bound but for rounding is on it
      double& alpha = calmer->x[static_cast<Eigen::Index>(kAlpha)];
      if (std::abs(alpha) < 1e-9) alpha = 0;
      return calmer;
    }
  }
  return base::Fail(
      base::ErrorCode::kUsage,
      fmt::format("fitting GARCH: {}; the {} returns show too little clustering of volatility for "
                  "the model, or more of them are needed",
                  maximum.error().message, sample_.returns.size()));
}

}  // namespace keel::models::internal
