// SPDX-License-Identifier: MIT
#include "models/allocation/internal/convex_program.h"

#include <fmt/format.h>

#include <Eigen/Dense>
#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

namespace keel::models::internal {
namespace {

using Matrix = Eigen::MatrixXd;
using Vector = Eigen::VectorXd;
using Index = Eigen::Index;

constexpr int kMostIterations = 100;
constexpr double kTarget = 1e-13;     // mean complementarity at which the iteration ends
constexpr double kAccepted = 1e-8;    // gap of an answer
constexpr double kFeasible = 1e-11;   // how far beyond a hard row a polished answer may be
constexpr double kStepShare = 0.995;  // of the way to the boundary

/// A point of the iteration. Slacks of the rows, what they are crossed by (soft rows), and their
/// multipliers are positive throughout.
struct Point {
  Vector x, y;
  Vector slack, crossed, multiplier, spare;  // spare = price - multiplier; 1 for hard rows
};

class InteriorPoint {
 public:
  explicit InteriorPoint(const ConvexProgram& program) : p_(program), soft_(program.prices.size()) {
    for (Index i = 0; i < soft_.size(); ++i) soft_(i) = std::isfinite(p_.prices(i)) ? 1.0 : 0.0;
    logs_ = program.logs.size() > 0 ? program.logs : Vector::Zero(program.linear.size());
    pairs_ = std::max(1.0, static_cast<double>(soft_.size()) + soft_.sum());
  }

  Point Solve() {
    Point at = Start();
    Point best = at;
    double best_badness = std::numeric_limits<double>::infinity();
    for (int i = 0; i < kMostIterations; ++i) {
      Residuals(at);
      const double badness = Complementarity(at) + dual_.lpNorm<Eigen::Infinity>() +
                             row_.lpNorm<Eigen::Infinity>() + Norm(equal_);
      if (!std::isfinite(badness)) break;
      if (badness < best_badness) {
        best_badness = badness;
        best = at;
      }
      if (badness < kTarget) break;
      if (!Step(&at)) break;
    }
    return best;
  }

 private:
  struct Move {
    Vector x, y, slack, crossed, multiplier;
  };

  /// logs / x, 0 where there is no logarithm.
  Vector PerUnit(const Vector& x) const {
    return (logs_.array() > 0).select(logs_.cwiseQuotient(x), 0.0);
  }

  static double Norm(const Vector& v) { return v.size() == 0 ? 0 : v.lpNorm<Eigen::Infinity>(); }

  Point Start() const {
    const Index m = p_.rows.rows();
    Point at{.x = (logs_.array() > 0).select(Vector::Ones(logs_.size()), 0.0),
             .y = Vector::Zero(p_.equal_to.size())};
    const Vector room = p_.bounds - p_.rows * at.x;
    at.slack = room.cwiseMax(0.0).array() + 1;
    at.crossed = (-room).cwiseMax(0.0).array() + 1;
    at.multiplier = Vector::Ones(m);
    at.spare = Vector::Ones(m);
    for (Index i = 0; i < m; ++i) {
      if (soft_(i) == 0) {
        at.crossed(i) = 0;
      } else {
        at.multiplier(i) = at.spare(i) = p_.prices(i) / 2;
      }
    }
    return at;
  }

  double Complementarity(const Point& at) const {
    return (at.multiplier.dot(at.slack) + at.spare.cwiseProduct(soft_).dot(at.crossed)) / pairs_;
  }

  void Residuals(const Point& at) {
    dual_ = p_.quadratic * at.x + p_.linear + p_.equalities.transpose() * at.y +
            p_.rows.transpose() * at.multiplier - PerUnit(at.x);
    equal_ = p_.equal_to - p_.equalities * at.x;
    row_ = p_.bounds - p_.rows * at.x + at.crossed - at.slack;
  }

  /// Newton's direction for complementarities whose products change by `first` (multiplier x slack)
  /// and `second` (spare x crossed).
  Move Direction(const Point& at, const Vector& first, const Vector& second) const {
    const Vector q = first.cwiseQuotient(at.multiplier) -
                     soft_.cwiseProduct(second.cwiseQuotient(at.spare)) - row_;
    const Index n = p_.linear.size(), e = p_.equal_to.size();
    Vector right(n + e);
    right.head(n) = -dual_ - p_.rows.transpose() * weight_.cwiseProduct(q);
    right.tail(e) = equal_;
    const Vector move = factor_.solve(right);
    Move d;
    d.x = move.head(n);
    d.y = move.tail(e);
    d.multiplier = weight_.cwiseProduct(p_.rows * d.x + q);
    d.slack = (first - at.slack.cwiseProduct(d.multiplier)).cwiseQuotient(at.multiplier);
    d.crossed = soft_.cwiseProduct(
        (second + at.crossed.cwiseProduct(d.multiplier)).cwiseQuotient(at.spare));
    return d;
  }

  void Factorise(const Point& at) {
    weight_ = (at.slack.cwiseQuotient(at.multiplier) +
               soft_.cwiseProduct(at.crossed.cwiseQuotient(at.spare)))
                  .cwiseInverse();
    const Index n = p_.linear.size(), e = p_.equal_to.size();
    Matrix system = Matrix::Zero(n + e, n + e);
    system.topLeftCorner(n, n) =
        p_.quadratic + p_.rows.transpose() * weight_.asDiagonal() * p_.rows;
    for (Index j = 0; j < n; ++j) {
      if (logs_(j) > 0) system(j, j) += logs_(j) / (at.x(j) * at.x(j));
    }
    system.topRightCorner(n, e) = p_.equalities.transpose();
    system.bottomLeftCorner(e, n) = p_.equalities;
    factor_.compute(system);
  }

  /// The largest share of the move, up to 1, that keeps everything positive.
  double Longest(const Point& at, const Move& d) const {
    double share = 1;
    const auto keep = [&](double value, double change) {
      if (change < 0) share = std::min(share, -value / change);
    };
    for (Index i = 0; i < at.slack.size(); ++i) {
      keep(at.slack(i), d.slack(i));
      keep(at.multiplier(i), d.multiplier(i));
      if (soft_(i) == 0) continue;
      keep(at.crossed(i), d.crossed(i));
      keep(at.spare(i), -d.multiplier(i));
    }
    for (Index j = 0; j < logs_.size(); ++j) {
      if (logs_(j) > 0) keep(at.x(j), d.x(j));
    }
    return share;
  }

  void Go(double share, const Move& d, Point* at) const {
    at->x += share * d.x;
    at->y += share * d.y;
    at->slack += share * d.slack;
    at->crossed += share * d.crossed;
    at->multiplier += share * d.multiplier;
    at->spare -= share * soft_.cwiseProduct(d.multiplier);
  }

  bool Step(Point* at) {
    Factorise(*at);
    const Vector first = -at->multiplier.cwiseProduct(at->slack);
    const Vector second = -at->spare.cwiseProduct(at->crossed);
    const Move affine = Direction(*at, first, second);
    Point ahead = *at;
    Go(Longest(*at, affine), affine, &ahead);
    const double now = Complementarity(*at);
    const double centre = now * std::pow(std::max(0.0, Complementarity(ahead)) / now, 3);
    const Move move =
        Direction(*at, (first - affine.multiplier.cwiseProduct(affine.slack)).array() + centre,
                  (second + affine.multiplier.cwiseProduct(affine.crossed)).array() + centre);
    const double share = kStepShare * Longest(*at, move);
    if (!std::isfinite(share) || share < 1e-10) return false;
    Go(share, move, at);
    return true;
  }

  const ConvexProgram& p_;
  Vector soft_;  // 1 for rows with a price
  Vector logs_;
  double pairs_ = 0;
  Vector dual_, equal_, row_, weight_;
  Eigen::PartialPivLU<Matrix> factor_;
};

double Gap(const ConvexProgram& p, const Vector& x, const Vector& y, const Vector& multiplier) {
  double gap = 0;
  const Vector over = p.rows * x - p.bounds;
  for (Index i = 0; i < over.size(); ++i) {
    const double cost = std::isfinite(p.prices(i)) ? p.prices(i) * std::max(0.0, over(i)) : 0;
    gap += std::abs(cost - multiplier(i) * over(i));
  }
  Vector slope =
      p.quadratic * x + p.linear + p.equalities.transpose() * y + p.rows.transpose() * multiplier;
  for (Index j = 0; j < p.logs.size(); ++j) {
    if (p.logs(j) > 0) slope(j) -= p.logs(j) / x(j);
  }
  return gap + slope.lpNorm<1>() * (1 + x.lpNorm<Eigen::Infinity>());
}

/// Solves for the rows that the interior point holds to be active as equalities, near its point.
/// False where the answer does not confirm them.
bool Polish(const ConvexProgram& p, const Point& near, Vector* x, Vector* y, Vector* multiplier) {
  std::vector<Index> active;
  *multiplier = Vector::Zero(p.bounds.size());
  for (Index i = 0; i < p.bounds.size(); ++i) {
    if (near.multiplier(i) <= near.slack(i)) continue;
    const bool soft = std::isfinite(p.prices(i));
    if (soft && near.crossed(i) >= near.spare(i)) {
      (*multiplier)(i) = p.prices(i);
    } else {
      active.push_back(i);
    }
  }
  const Index n = p.linear.size(), e = p.equal_to.size(), a = std::ssize(active);
  Matrix system = Matrix::Zero(n + e + a, n + e + a);
  Vector right(n + e + a);
  system.topLeftCorner(n, n) = p.quadratic;
  system.block(0, n, n, e) = p.equalities.transpose();
  system.block(n, 0, e, n) = p.equalities;
  Vector held(a);
  for (Index i = 0; i < a; ++i) {
    system.block(0, n + e + i, n, 1) = p.rows.row(active[static_cast<size_t>(i)]).transpose();
    system.block(n + e + i, 0, 1, n) = p.rows.row(active[static_cast<size_t>(i)]);
    held(i) = near.multiplier(active[static_cast<size_t>(i)]);
  }
  // As a correction to the point, so that what the rows leave open stays where it is.
  Vector before(n + e + a);
  before << near.x, near.y, held;
  right << -p.linear - p.rows.transpose() * *multiplier, p.equal_to, p.bounds(active);
  const Vector after =
      before + system.completeOrthogonalDecomposition().solve(right - system * before);
  *x = after.head(n);
  *y = after.segment(n, e);
  for (Index i = 0; i < a; ++i) {
    const Index row = active[static_cast<size_t>(i)];
    (*multiplier)(row) = std::clamp(after(n + e + i), 0.0, p.prices(row));
  }
  const Vector over = p.rows * *x - p.bounds;
  for (Index i = 0; i < over.size(); ++i) {
    if (!std::isfinite(p.prices(i)) && over(i) > kFeasible) return false;
  }
  return after.allFinite() && (p.equalities * *x - p.equal_to).cwiseAbs().sum() < kFeasible;
}

}  // namespace

base::Result<ConvexOptimum> Minimise(const char* who, const ConvexProgram& program) {
  const Point inner = InteriorPoint(program).Solve();
  ConvexOptimum best{.x = inner.x,
                     .multipliers = inner.multiplier,
                     .gap = Gap(program, inner.x, inner.y, inner.multiplier)};
  const Vector over = program.rows * inner.x - program.bounds;
  double beyond = (program.equalities * inner.x - program.equal_to).cwiseAbs().sum();
  for (Index i = 0; i < over.size(); ++i) {
    if (!std::isfinite(program.prices(i))) beyond = std::max(beyond, over(i));
  }
  Vector x, y, multiplier;
  if (program.logs.size() == 0 && Polish(program, inner, &x, &y, &multiplier)) {
    const double gap = Gap(program, x, y, multiplier);
    if (gap <= std::max(best.gap, 1e-12)) {
      best = {std::move(x), std::move(multiplier), gap};
      beyond = 0;
    }
  }
  if (!(best.gap < kAccepted) || !(beyond < kAccepted)) {
    return base::Fail(base::ErrorCode::kUsage,
                      fmt::format("{}: no optimum was found; the limits leave next to no room, or "
                                  "the inputs are too near to singular",
                                  who));
  }
  return best;
}

}  // namespace keel::models::internal
