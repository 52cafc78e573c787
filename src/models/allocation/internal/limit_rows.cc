// SPDX-License-Identifier: MIT
#include "models/allocation/internal/limit_rows.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace keel::models::internal {
namespace {

constexpr double kOnLimit = 1e-10;
constexpr double kNoRoom = 1e-12;

}  // namespace

void RowBuilder::Equal(const Eigen::VectorXd& row, double value) {
  equalities_.push_back({row, value, 0});
}

void RowBuilder::AtMost(const Eigen::VectorXd& row, double bound, double price) {
  rows_.push_back({row, bound, price});
}

void RowBuilder::AtMost(const Eigen::VectorXd& row, double bound) {
  AtMost(row, bound, std::numeric_limits<double>::infinity());
}

Eigen::VectorXd RowBuilder::Unit(Eigen::Index at, double value) const {
  Eigen::VectorXd row = Eigen::VectorXd::Zero(variables_);
  row(at) = value;
  return row;
}

void RowBuilder::Limits(const WeightBox& box) {
  const auto n = std::ssize(box.lower);
  // An interior point needs an interior: what leaves no choice becomes an equality.
  const auto only = box.OnlyChoice();
  for (Eigen::Index i = 0; i < n; ++i) {
    const auto at = static_cast<size_t>(i);
    if (only) {
      Equal(Unit(i), (*only)[at]);
    } else if (box.upper[at] - box.lower[at] < kNoRoom) {
      Equal(Unit(i), box.lower[at]);
    } else {
      AtMost(Unit(i), box.upper[at]);
      AtMost(Unit(i, -1), -box.lower[at]);
    }
  }
  if (only) return;
  Eigen::VectorXd all = Eigen::VectorXd::Zero(variables_);
  all.head(n).setOnes();
  if (box.most_invested - box.least_invested < kNoRoom) {
    Equal(all, box.most_invested);
    return;
  }
  AtMost(all, box.most_invested);
  AtMost(-all, -box.least_invested);
}

void RowBuilder::FillIn(ConvexProgram* program) const {
  const auto put = [this](const std::vector<Row>& from, Eigen::MatrixXd* rows,
                          Eigen::VectorXd* bounds) {
    rows->resize(std::ssize(from), variables_);
    bounds->resize(std::ssize(from));
    for (size_t i = 0; i < from.size(); ++i) {
      rows->row(static_cast<Eigen::Index>(i)) = from[i].row.transpose();
      (*bounds)(static_cast<Eigen::Index>(i)) = from[i].bound;
    }
  };
  put(equalities_, &program->equalities, &program->equal_to);
  put(rows_, &program->rows, &program->bounds);
  program->prices.resize(std::ssize(rows_));
  for (size_t i = 0; i < rows_.size(); ++i) {
    program->prices(static_cast<Eigen::Index>(i)) = rows_[i].price;
  }
}

std::vector<double> WithinLimits(const Eigen::VectorXd& x, const WeightBox& box) {
  std::vector<double> weights;
  for (size_t i = 0; i < box.lower.size(); ++i) {
    double w = std::clamp(x(static_cast<Eigen::Index>(i)), box.lower[i], box.upper[i]);
    if (w - box.lower[i] < kOnLimit) w = box.lower[i];
    if (box.upper[i] - w < kOnLimit) w = box.upper[i];
    weights.push_back(w);
  }
  return weights;
}

}  // namespace keel::models::internal
