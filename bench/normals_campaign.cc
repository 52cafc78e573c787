// SPDX-License-Identifier: MIT
// The long run behind the quick tests of math::VectorStream: moments, cells and tails of billions
// of normals, and their dependence within groups, along lanes and between blocks, each with its
// p-value. Usage: normals_campaign SEED COUNT [JOBS]; exit status 1 where a p-value is below 1e-6.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <boost/math/special_functions/gamma.hpp>
#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <numeric>
#include <string>
#include <utility>
#include <vector>

#include "base/os/threads.h"
#include "math/vector_stream.h"

namespace {

using keel::math::VectorStream;

constexpr size_t kBlock = size_t{1} << 16;
constexpr int64_t kBlocksAtOnce = 256;
constexpr int64_t kDependenceEvery = 16;  // blocks; its sums cost far more than a draw
constexpr size_t kLags = 64;
constexpr double kRefused = 1e-6;
constexpr size_t kTailCells = 3;                // beyond 5, 5.5 and 6 on either side
constexpr size_t kCells = 80 + 2 * kTailCells;  // and an eighth wide from -5 to 5

using Moments = std::array<double, 6>;  // sums of x^1..x^4, x^6, x^8
constexpr size_t kPairs = 6;            // of the four members of a group

struct Sums {
  double count = 0, sampled = 0;
  Moments moments{};
  std::array<double, kCells> cells{};
  std::array<double, kLags + 1> lagged{}, lagged_squares{};
  std::array<std::array<double, 3>, kPairs> members{};  // x y, (x^2 - 1)(y^2 - 1) / 2, x^2 y - y
  double across = 0;

  void Add(const Sums& other);
};

template <typename Array>
void AddEach(const Array& from, Array& to) {
  for (size_t i = 0; i < to.size(); ++i) to[i] += from[i];
}

void Sums::Add(const Sums& other) {
  count += other.count, sampled += other.sampled, across += other.across;
  AddEach(other.moments, moments);
  AddEach(other.cells, cells);
  AddEach(other.lagged, lagged);
  AddEach(other.lagged_squares, lagged_squares);
  for (size_t i = 0; i < kPairs; ++i) AddEach(other.members[i], members[i]);
}

// Edges of the cells from below; the first begins and the last ends at infinity.
double Edge(size_t cell) {
  constexpr std::array<double, kTailCells> kTail{6, 5.5, 5};
  if (cell == 0) return -HUGE_VAL;
  if (cell <= kTailCells) return -kTail[cell - 1];
  if (cell >= kCells - kTailCells) return cell == kCells ? HUGE_VAL : kTail[kCells - 1 - cell];
  return static_cast<double>(cell - kTailCells) / 8 - 5;
}

size_t CellOf(double x) {
  if (std::fabs(x) < 5) return static_cast<size_t>((x + 5) * 8) + kTailCells;
  const size_t out = std::fabs(x) < 5.5 ? 2 : std::fabs(x) < 6 ? 1 : 0;
  return x < 0 ? out : kCells - 1 - out;
}

void Count(const std::vector<double>& z, Sums& sums) {
  std::array<Moments, 4> moments{};  // four sums side by side
  for (size_t i = 0; i < z.size(); ++i) {
    const double x = z[i], x2 = x * x, x4 = x2 * x2;
    const Moments powers{x, x2, x * x2, x4, x2 * x4, x4 * x4};
    AddEach(powers, moments[i % 4]);
    ++sums.cells[CellOf(x)];
  }
  for (const Moments& part : moments) AddEach(part, sums.moments);
  sums.count += static_cast<double>(z.size());
}

// Sum of x[i] x[i + lag], round the end so that each lag has as many terms.
double RoundProduct(const std::vector<double>& x, size_t lag) {
  std::array<double, 8> sums{};
  size_t i = 0;
  for (; i + 8 + lag <= x.size(); i += 8) {
    for (size_t k = 0; k < 8; ++k) sums[k] += x[i + k] * x[i + k + lag];
  }
  for (; i < x.size(); ++i) sums[0] += x[i] * x[(i + lag) % x.size()];
  return std::accumulate(sums.begin(), sums.end(), 0.0);
}

void Relate(const std::vector<double>& z, const std::vector<double>& next, Sums& sums) {
  std::vector<double> squares(z.size());
  for (size_t i = 0; i < z.size(); ++i) squares[i] = (z[i] * z[i] - 1) / std::sqrt(2.0);
  for (size_t lag = 1; lag <= kLags; ++lag) {
    sums.lagged[lag] += RoundProduct(z, lag);
    sums.lagged_squares[lag] += RoundProduct(squares, lag);
  }
  for (size_t i = 0; i < z.size(); ++i) {
    sums.across += z[i] * next[i];
    const size_t member = i % 32 / 8;
    for (size_t other = member + 1; other < 4; ++other) {
      const size_t j = i + 8 * (other - member);
      auto& pair = sums.members[member == 0 ? other - 1 : member + other];
      pair[0] += z[i] * z[j];
      pair[1] += squares[i] * squares[j];
      pair[2] += squares[i] * z[j];
    }
  }
  sums.sampled += static_cast<double>(z.size());
}

class Report {
 public:
  void Line(const std::string& name, double p) {
    smallest_ = std::min(smallest_, p);
    ++tests_;
    fmt::print("{:44} p = {:.3g}{}\n", name, p, p < kRefused ? "  REFUSED" : "");
  }
  /// The sum of n terms of mean 0 and the given variance.
  double Gauss(double sum, double n, double variance = 1) {
    return std::erfc(std::fabs(sum) / std::sqrt(2 * n * variance));
  }
  /// The smallest of several, as the p-value of all of them.
  void Worst(const std::string& name, const std::vector<double>& p) {
    const double least = *std::min_element(p.begin(), p.end());
    Line(fmt::format("{}, least of {}", name, p.size()),
         std::min(1.0, least * static_cast<double>(p.size())));
  }
  int Finish() const {
    fmt::print("{} tests, the smallest p-value {:.3g}: {}\n", tests_, smallest_,
               smallest_ < kRefused ? "refused" : "passed");
    return smallest_ < kRefused ? 1 : 0;
  }

 private:
  double smallest_ = 1;
  int tests_ = 0;
};

void ReportLaw(const Sums& sums, Report& report) {
  const double n = sums.count;
  const std::array<std::pair<int, std::pair<double, double>>, 6> kMoments{{{1, {0, 1}},
                                                                           {2, {1, 2}},
                                                                           {3, {0, 15}},
                                                                           {4, {3, 96}},
                                                                           {6, {15, 10170}},
                                                                           {8, {105, 2016000}}}};
  for (size_t k = 0; k < kMoments.size(); ++k) {  // mean, and variance of the power
    const auto [mean, variance] = kMoments[k].second;
    report.Line(fmt::format("moment {}: {:+.8f}", kMoments[k].first, sums.moments[k] / n),
                report.Gauss(sums.moments[k] - n * mean, n, variance));
  }
  double chi2 = 0;
  const auto below = [](double x) { return std::erfc(-x / std::sqrt(2.0)) / 2; };
  for (size_t cell = 0; cell < kCells; ++cell) {
    const double from = Edge(cell), to = Edge(cell + 1);
    const double share = from < 0 ? below(to) - below(from) : below(-from) - below(-to);
    chi2 += (sums.cells[cell] - n * share) * (sums.cells[cell] - n * share) / (n * share);
    if (cell >= kTailCells && cell < kCells - kTailCells) continue;
    const double expected = n * share, seen = sums.cells[cell];
    const double p = seen > expected ? boost::math::gamma_p(seen, expected)
                                     : boost::math::gamma_q(seen + 1, expected);  // Poisson
    report.Line(fmt::format("{} to {}: {:.0f} of {:.1f}", from, to, seen, expected),
                std::min(1.0, 2 * p));
  }
  report.Line(fmt::format("chi-squared over {} cells: {:.1f}", kCells, chi2),
              boost::math::gamma_q((kCells - 1) / 2.0, chi2 / 2));
}

void ReportDependence(const Sums& sums, Report& report) {
  const double n = sums.sampled;
  if (n == 0) return;
  std::vector<double> plain, squares;
  for (size_t lag = 1; lag <= kLags; ++lag) {
    plain.push_back(report.Gauss(sums.lagged[lag], n));
    squares.push_back(report.Gauss(sums.lagged_squares[lag], n));
  }
  report.Worst("correlation with later draws", plain);
  report.Worst("of their squares", squares);
  report.Line("correlation with the next block", report.Gauss(sums.across, n));
  const std::array<const char*, 3> kNames{"members of a group", "their squares",
                                          "squares with members"};
  for (size_t k = 0; k < 3; ++k) {
    std::vector<double> p;
    for (const auto& pair : sums.members) p.push_back(report.Gauss(pair[k], n / 4));
    report.Worst(kNames[k], p);
  }
}

Sums Draw(uint64_t seed, int64_t blocks, int jobs) {
  Sums total;
  for (int64_t first = 0; first < blocks; first += kBlocksAtOnce) {
    std::vector<Sums> parts(static_cast<size_t>(std::min(kBlocksAtOnce, blocks - first)));
    const auto draw = [&](int64_t index) {
      Sums& sums = parts[static_cast<size_t>(index)];
      const auto block = static_cast<uint64_t>(first + index);
      std::vector<double> z(kBlock);
      VectorStream(seed, "campaign.normals", block).FillNormals(z);
      Count(z, sums);
      if ((first + index) % kDependenceEvery != 0) return;
      std::vector<double> next(kBlock);
      VectorStream(seed, "campaign.normals", block + 1).FillNormals(next);
      Relate(z, next, sums);
    };
    keel::base::os::ParallelFor(static_cast<int64_t>(parts.size()), jobs, draw);
    for (const Sums& part : parts) total.Add(part);
  }
  return total;
}

}  // namespace

int main(int argc, char** argv) {
  const uint64_t seed = argc > 1 ? std::strtoull(argv[1], nullptr, 10) : 0;
  const double count = argc > 2 ? std::strtod(argv[2], nullptr) : 0;
  const int jobs = argc > 3 ? std::atoi(argv[3]) : 0;
  if (!(count >= 1 && count <= 1e15)) {
    fmt::print(stderr, "usage: normals_campaign SEED COUNT [JOBS], e.g. 1 2e10\n");
    return 2;
  }
  const auto blocks = static_cast<int64_t>(std::ceil(count / static_cast<double>(kBlock)));
  const Sums sums = Draw(seed, blocks, jobs);
  fmt::print("seed {}, {:.0f} normals, {:.0f} of them for dependence, {}\n", seed, sums.count,
             sums.sampled, keel::math::VectorTarget());
  Report report;
  ReportLaw(sums, report);
  ReportDependence(sums, report);
  return report.Finish();
}
