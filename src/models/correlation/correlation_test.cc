// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>

#include <array>
#include <cmath>

#include "base/random.h"
#include "models/correlation/breakdown.h"
#include "models/correlation/clusters.h"
#include "models/correlation/covariance.h"
#include "models/correlation/dcc.h"

namespace keel::models {
namespace {

SymmetricMatrix Make(size_t n, std::initializer_list<double> cells) {
  SymmetricMatrix m(n);
  m.cells = cells;
  return m;
}

/// Rows of two normals with the given correlation.
std::vector<double> Pairs(size_t count, double correlation, base::RandomStream& random) {
  std::vector<double> rows;
  for (size_t t = 0; t < count; ++t) {
    const double z = random.NextNormal();
    rows.push_back(z);
    rows.push_back(correlation * z +
                   std::sqrt(1 - correlation * correlation) * random.NextNormal());
  }
  return rows;
}

TEST(CovarianceTest, SampleAndWeightedAreWhatTheirFormulasSay) {
  const std::vector<double> rows = {1, 2, 3, 2, 2, 5};  // means 2 and 3
  const auto sample = SampleCovariance({rows, 2});
  ASSERT_TRUE(sample.has_value());
  EXPECT_NEAR(sample->at(0, 0), 2.0 / 3, 1e-15);
  EXPECT_NEAR(sample->at(0, 1), 0.0, 1e-15);  // (-1)(-1) + (1)(-1) + 0
  EXPECT_NEAR(sample->at(1, 1), 2.0, 1e-15);
  const auto weighted = EwmaCovariance({rows, 2}, 0.5);
  EXPECT_NEAR(weighted->at(0, 1), 0.25 * 2 + 0.25 * 6 + 0.5 * 10, 1e-15);
}

TEST(LedoitWolfTest, IsTheFormulaOfThePaperTakenLiterally) {
  base::RandomStream random(1, "test.shrink");
  const size_t n = 40, p = 5;
  std::vector<double> rows;
  for (size_t i = 0; i < n * p; ++i)
    rows.push_back(static_cast<double>(1 + i % p) * random.NextNormal());
  const auto sample = SampleCovariance({rows, p});
  std::vector<double> mean(p, 0.0);
  for (size_t i = 0; i < rows.size(); ++i) mean[i % p] += rows[i] / n;
  double m = 0;
  for (size_t i = 0; i < p; ++i) m += sample->at(i, i) / p;
  double d2 = 0, b2 = 0;
  for (size_t i = 0; i < p; ++i) {
    for (size_t j = 0; j < p; ++j) {
      d2 += std::pow(sample->at(i, j) - (i == j ? m : 0), 2) / p;
      for (size_t t = 0; t < n; ++t) {
        const double product = (rows[t * p + i] - mean[i]) * (rows[t * p + j] - mean[j]);
        b2 += std::pow(product - sample->at(i, j), 2) / p / (n * n);
      }
    }
  }
  const auto shrunk = LedoitWolfCovariance({rows, p});
  EXPECT_NEAR(shrunk->intensity, std::min(b2, d2) / d2, 1e-12);
  EXPECT_NEAR(shrunk->covariance.at(0, 1), (1 - shrunk->intensity) * sample->at(0, 1), 1e-12);
}

// PyPortfolioOpt, constant correlation, from the covariance divided by the number of rows.
TEST(ConstantCorrelationTest, AgreesWithPyPortfolioOpt) {
  const std::vector<double> rows = {0.01,  0.02, -0.01, 0.03,  -0.01, 0.02,  -0.02, -0.03,
                                    0.01,  0.00, 0.01,  0.005, 0.015, 0.02,  -0.02, -0.01,
                                    0.005, 0.03, 0.02,  0.01,  0.00,  -0.03, -0.02, -0.01};
  const auto shrunk = ConstantCorrelationCovariance({rows, 3});
  ASSERT_TRUE(shrunk.has_value());
  EXPECT_NEAR(shrunk->intensity, 0.671107370581037, 1e-13);
  EXPECT_NEAR(shrunk->covariance.at(0, 0), 3.7460937500000000e-04, 1e-18);
  EXPECT_NEAR(shrunk->covariance.at(0, 1), 8.0128370154822296e-05, 1e-18);
  EXPECT_NEAR(shrunk->covariance.at(2, 1), -1.5887063057472840e-05, 1e-18);
}

TEST(ConstantCorrelationTest, KeepsWhatAssetsOfAllVolatilitiesShare) {
  base::RandomStream random(3, "test.shared");
  const std::vector<double> volatilities = {0.01, 0.02, 0.05, 0.20};
  std::vector<double> rows;
  for (int t = 0; t < 60; ++t) {
    const double factor = random.NextNormal();
    for (const double v : volatilities) rows.push_back(v * (2 * factor + random.NextNormal()));
  }
  const auto correlation = CorrelationOf(ConstantCorrelationCovariance({rows, 4})->covariance);
  for (size_t i = 1; i < 4; ++i) EXPECT_NEAR(correlation->at(0, i), 0.8, 0.1);
}

TEST(ConstantCorrelationTest, OneAssetIsItsOwnVariance) {
  const std::vector<double> rows = {0.01, -0.02, 0.03};
  EXPECT_EQ(ConstantCorrelationCovariance({rows, 1})->intensity, 0);
}

TEST(LedoitWolfTest, IsNearerToTheTruthThanTheSample) {
  const size_t p = 30;
  double sample_error = 0, shrunk_error = 0;
  for (uint64_t seed = 0; seed < 20; ++seed) {
    base::RandomStream random(seed, "test.nearer");
    std::vector<double> rows;
    for (size_t i = 0; i < 40 * p; ++i) rows.push_back(random.NextNormal());
    const auto sample = SampleCovariance({rows, p});
    const auto shrunk = LedoitWolfCovariance({rows, p});
    for (size_t i = 0; i < p; ++i) {
      for (size_t j = 0; j < p; ++j) {
        const double truth = i == j ? 1 : 0;
        sample_error += std::pow(sample->at(i, j) - truth, 2);
        shrunk_error += std::pow(shrunk->covariance.at(i, j) - truth, 2);
      }
    }
  }
  EXPECT_LT(shrunk_error, 0.1 * sample_error);
}

// N. Higham, "Computing the nearest correlation matrix", IMA J. Numer. Anal. 22 (2002), p. 334.
TEST(NearestCorrelationTest, ReproducesHighamsExample) {
  const auto nearest = NearestCorrelation(Make(3, {1, 1, 0, 1, 1, 1, 0, 1, 1}), 0);
  ASSERT_TRUE(nearest.has_value()) << nearest.error().message;
  EXPECT_NEAR(nearest->at(0, 1), 0.7607, 5e-5);
  EXPECT_NEAR(nearest->at(1, 2), 0.7607, 5e-5);
  EXPECT_NEAR(nearest->at(0, 2), 0.1573, 5e-5);
  EXPECT_EQ(nearest->at(1, 1), 1);
  EXPECT_GE(SmallestEigenvalue(*nearest), -1e-12);
}

TEST(NearestCorrelationTest, LeavesAGoodOneAndRefusesWhatIsNone) {
  const SymmetricMatrix good = Make(2, {1, 0.3, 0.3, 1});
  const auto same = NearestCorrelation(good);
  for (size_t i = 0; i < 4; ++i) EXPECT_NEAR(same->cells[i], good.cells[i], 1e-12);
  EXPECT_FALSE(NearestCorrelation(Make(2, {1, 0.3, 0.4, 1})).has_value());
  EXPECT_FALSE(NearestCorrelation(Make(2, {1, NAN, NAN, 1})).has_value());
}

TEST(ClustersTest, EveryPairInsideIsAlikeEnough) {
  // 0-1 and 1-2 are close, 0-2 is not: a chain is no cluster.
  const SymmetricMatrix m =
      Make(4, {1, 0.9, 0.5, 0.0, 0.9, 1, 0.8, 0.1, 0.5, 0.8, 1, 0.2, 0.0, 0.1, 0.2, 1});
  EXPECT_EQ(CorrelationClusters(m, 0.7), (std::vector<size_t>{0, 0, 1, 2}));
  EXPECT_EQ(CorrelationClusters(m, 0.4), (std::vector<size_t>{0, 0, 0, 1}));
  EXPECT_EQ(CorrelationClusters(m, 0.95), (std::vector<size_t>{0, 1, 2, 3}));
}

TEST(BreakdownTest, SeesAChangeAndTheTwoThatChanged) {
  base::RandomStream random(4, "test.change");
  std::vector<double> rows = Pairs(500, 0.8, random);
  const std::vector<double> now = Pairs(60, -0.2, random);
  rows.insert(rows.end(), now.begin(), now.end());
  const auto test = TestBreakdown({rows, 2}, {.window = 60, .resamples = 400});
  ASSERT_TRUE(test.has_value()) << test.error().message;
  EXPECT_LT(test->p_value, 0.01);
  EXPECT_LT(test->change, -0.7);
  EXPECT_EQ(test->second, 1u);
}

TEST(BreakdownTest, WithoutAChangeThePValueIsUniform) {
  int below_tenth = 0;
  constexpr int kTrials = 200;
  for (uint64_t seed = 0; seed < kTrials; ++seed) {
    base::RandomStream random(seed, "test.null");
    const std::vector<double> rows = Pairs(300, 0.5, random);
    const auto test =
        TestBreakdown({rows, 2}, {.window = 60, .block = 5, .resamples = 99, .seed = seed});
    below_tenth += test->p_value <= 0.1 ? 1 : 0;
  }
  // Binomial(200, 0.1): three standard deviations are 13.
  EXPECT_GE(below_tenth, 7);
  EXPECT_LE(below_tenth, 33);
}

TEST(BreakdownTest, SaysWhatItNeeds) {
  const std::vector<double> rows(100, 0.0);
  EXPECT_EQ(TestBreakdown({rows, 2}, {.window = 60}).error().message,
            "50 returns of 2 assets are too few: at least 120 are needed");
  EXPECT_EQ(TestBreakdown({rows, 2}, {.window = 20}).error().message,
            "asset 1 never moves: it has no correlation");
}

std::vector<double> SimulateDcc(size_t count, double a, double b, double level, uint64_t seed) {
  base::RandomStream random(seed, "test.dcc");
  double q11 = 1, q22 = 1, q12 = level;
  std::vector<double> rows;
  for (size_t t = 0; t < count; ++t) {
    const double r = q12 / std::sqrt(q11 * q22);
    const double x = random.NextNormal();
    const double y = r * x + std::sqrt(1 - r * r) * random.NextNormal();
    rows.insert(rows.end(), {x, y});
    q11 = 1 - a - b + a * x * x + b * q11;
    q22 = 1 - a - b + a * y * y + b * q22;
    q12 = (1 - a - b) * level + a * x * y + b * q12;
  }
  return rows;
}

TEST(DccTest, RecoversTheParametersThatMadeTheResiduals) {
  constexpr int kSeeds = 10;
  std::array<double, 2> sums{}, squares{};
  for (uint64_t seed = 1; seed <= kSeeds; ++seed) {
    const std::vector<double> rows = SimulateDcc(3000, 0.05, 0.9, 0.5, seed);
    const auto fit = FitDcc({rows, 2});
    ASSERT_TRUE(fit.has_value()) << fit.error().message;
    const std::array<double, 2> off = {fit->a - 0.05, fit->b - 0.9};
    for (size_t i = 0; i < 2; ++i) {
      EXPECT_LT(std::abs(off[i]), i == 0 ? 0.03 : 0.15) << seed;
      sums[i] += off[i];
      squares[i] += off[i] * off[i];
    }
    EXPECT_NEAR(fit->long_run.at(0, 1), 0.5, 0.08);
    EXPECT_EQ(fit->next.at(0, 0), 1);
  }
  for (size_t i = 0; i < 2; ++i) {
    const double mean = sums[i] / kSeeds;
    const double spread = std::sqrt(squares[i] / kSeeds - mean * mean);
    EXPECT_LT(std::abs(mean), 3 * spread / std::sqrt(kSeeds) + 0.003) << i;
    EXPECT_LT(spread, i == 0 ? 0.015 : 0.05);
  }
}

TEST(DccTest, ConstantCorrelationHasNoReaction) {
  const std::vector<double> rows = SimulateDcc(4000, 0, 0, 0.6, 7);
  const auto fit = FitDcc({rows, 2});
  ASSERT_TRUE(fit.has_value()) << fit.error().message;
  EXPECT_LT(fit->a, 0.02);
}

}  // namespace
}  // namespace keel::models
