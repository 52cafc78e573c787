// SPDX-License-Identifier: MIT
#include "models/volatility/garch.h"

#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <fstream>
#include <limits>
#include <sstream>
#include <string>

#include "models/volatility/internal/garch_likelihood.h"
#include "tests/shared_data.h"

namespace keel::models {
namespace {

// The daily percentage returns of the German mark against the pound, 1984-1991, 1974 of them
// [Bollerslev, Ghysels 1996]: second column of i,V1,V2.
std::vector<double> ReadMarkPound(const std::string& path) {
  std::ifstream file(path);
  std::string line;
  std::getline(file, line);
  std::vector<double> returns;
  while (std::getline(file, line)) {
    std::istringstream fields(line);
    std::string index, value;
    std::getline(fields, index, ',');
    std::getline(fields, value, ',');
    returns.push_back(std::stod(value));
  }
  return returns;
}

void ExpectRelative(double got, double published, double tolerance, const char* what) {
  EXPECT_NEAR(got, published, tolerance * std::abs(published)) << what;
}

TEST(Garch, ReproducesTheBenchmarkOfFiorentiniCalzolariPanattoni) {
  KEEL_SHARED_DATA(path, "timeseries/dmbp.csv");
  const std::vector<double> returns = ReadMarkPound(path);
  ASSERT_EQ(returns.size(), 1974U);
  const auto fit = FitGarch(returns, {});
  ASSERT_TRUE(fit) << fit.error().message;
  // Parameters and standard errors from [Fiorentini, Calzolari, Panattoni 1996], log-likelihood
  // from R's fGarch; data/reference/garch_fcp_dmbp.json.
  ExpectRelative(fit->params.mu, -0.00619041, 1e-6, "mu");
  ExpectRelative(fit->params.omega, 0.0107613, 1e-5, "omega");
  ExpectRelative(fit->params.alpha, 0.153134, 4e-6, "alpha");
  ExpectRelative(fit->params.beta, 0.805974, 1e-6, "beta");
  EXPECT_NEAR(fit->log_likelihood, -1106.608, 5e-4);
  ExpectRelative(*fit->std_errors.mu, 0.00846212, 2e-6, "standard error of mu");
  ExpectRelative(*fit->std_errors.omega, 0.00285271, 2e-6, "standard error of omega");
  ExpectRelative(*fit->std_errors.alpha, 0.0265228, 3e-6, "standard error of alpha");
  ExpectRelative(*fit->std_errors.beta, 0.0335527, 2e-6, "standard error of beta");
  // The Bollerslev-Wooldridge errors of the same benchmark, as in [McCullough, Renfro 1999].
  ExpectRelative(*fit->robust_std_errors.mu, 0.00918935, 2e-6, "robust error of mu");
  ExpectRelative(*fit->robust_std_errors.omega, 0.00649319, 5e-6, "robust error of omega");
  ExpectRelative(*fit->robust_std_errors.alpha, 0.0535317, 3e-6, "robust error of alpha");
  ExpectRelative(*fit->robust_std_errors.beta, 0.0724614, 3e-6, "robust error of beta");
  EXPECT_FALSE(fit->std_errors.gamma || fit->std_errors.nu || fit->std_errors.lambda);
}

TEST(Egarch, ReproducesTheBenchmarkThatRugarchIsHeldTo) {
  KEEL_SHARED_DATA(path, "timeseries/dmbp.csv");
  const auto fit = FitGarch(ReadMarkPound(path), {.model = VarianceModel::kEgarch});
  ASSERT_TRUE(fit) << fit.error().message;
  // The EGARCH benchmark of the same series in R's rugarch (ugarchbench), with its standard errors.
  // It starts from another presample variance, so the agreement is in standard errors.
  EXPECT_NEAR(fit->params.mu, -0.01167873487, 0.03 * 0.00886);
  EXPECT_NEAR(fit->params.omega, -0.12633933747, 0.03 * 0.0285);
  EXPECT_NEAR(fit->params.gamma, -0.03845788444, 0.03 * 0.0192);
  EXPECT_NEAR(fit->params.beta, 0.91265373928, 0.03 * 0.0168);
  EXPECT_NEAR(fit->params.alpha, 0.33305592776, 0.03 * 0.0406);
  ExpectRelative(*fit->std_errors.mu, 0.00886, 0.1, "standard error of mu");
  ExpectRelative(*fit->std_errors.omega, 0.0285, 0.1, "standard error of omega");
  ExpectRelative(*fit->std_errors.gamma, 0.0192, 0.1, "standard error of gamma");
  ExpectRelative(*fit->std_errors.beta, 0.0168, 0.1, "standard error of beta");
  ExpectRelative(*fit->std_errors.alpha, 0.0406, 0.1, "standard error of alpha");
}

struct ArchRow {
  GarchSpec spec;
  std::vector<double> params;  // those the model has, in the order of GarchParams
  std::vector<double> robust;  // their robust standard errors; empty where `arch` has no good ones
  double log_likelihood;
};

// Python's arch 8.0.0 on the same series, its backcast and all, optimised to 1e-14.
std::vector<ArchRow> ArchTable() {
  constexpr Presample kBackcast = Presample::kBackcast;
  return {
      {{VarianceModel::kGarch, Innovation::kNormal, kBackcast},
       {-0.00607659, 0.00991424, 0.14547796, 0.81684619},
       {0.0091970, 0.0063394, 0.0557235, 0.0744445},
       -1104.521402},
      {{VarianceModel::kGjr, Innovation::kNormal, kBackcast},
       {-0.00772039, 0.01032787, 0.13394633, 0.02580201, 0.81279226},
       {0.0088879, 0.0069119, 0.0518172, 0.0415552, 0.0793540},
       -1104.058782},
      // On the edge of the stationary region: its errors take no notice of that, ours do.
      {{VarianceModel::kGarch, Innovation::kStudentT, kBackcast},
       {0.00217410, 0.00259083, 0.11320787, 0.88679213, 4.36362890},
       {},
       -987.944839},
      {{VarianceModel::kGjr, Innovation::kSkewT, kBackcast},
       {-0.00986411, 0.00253864, 0.09231326, 0.03714767, 0.88911290, 4.36351951, -0.09275770},
       {},
       -982.265186},
      {{VarianceModel::kEgarch, Innovation::kNormal, kBackcast},
       {-0.01142450, -0.12152268, 0.32489611, -0.03770081, 0.91576996},
       {0.0088558, 0.0512963, 0.0728592, 0.0254213, 0.0329032},
       -1100.346896},
      {{VarianceModel::kEgarch, Innovation::kStudentT, kBackcast},
       {-0.00034846, -0.01648003, 0.24850157, -0.03746155, 0.97824712, 4.18002229},
       {0.0068733, 0.0176121, 0.0610108, 0.0177526, 0.0118887, 0.4039268},
       -984.459317},
      {{VarianceModel::kEgarch, Innovation::kSkewT, kBackcast},
       {-0.01201726, -0.01695774, 0.24697281, -0.03901255, 0.97772585, 4.25393340, -0.10066675},
       {0.0078026, 0.0171075, 0.0574409, 0.0176687, 0.0114175, 0.4216306, 0.0316581},
       -979.177349},
  };
}

std::vector<std::optional<double>> Listed(const GarchErrors& e, const GarchSpec& spec) {
  const std::array<std::optional<double>, internal::kSlots> all = {
      e.mu, e.omega, e.alpha, e.gamma, e.beta, e.nu, e.lambda};
  std::vector<std::optional<double>> listed;
  for (const size_t slot : internal::SlotsOf(spec)) listed.push_back(all[slot]);
  return listed;
}

std::vector<double> Listed(const GarchParams& params, const GarchSpec& spec) {
  const internal::SlotVector all = internal::ToSlots(params);
  std::vector<double> listed;
  for (const size_t slot : internal::SlotsOf(spec)) listed.push_back(all[slot]);
  return listed;
}

TEST(Garch, AgreesWithThePythonPackageArch) {
  KEEL_SHARED_DATA(path, "timeseries/dmbp.csv");
  const std::vector<double> returns = ReadMarkPound(path);
  for (const ArchRow& row : ArchTable()) {
    SCOPED_TRACE(row.log_likelihood);
    const auto fit = FitGarch(returns, row.spec);
    ASSERT_TRUE(fit) << fit.error().message;
    EXPECT_NEAR(fit->log_likelihood, row.log_likelihood, 1e-4);
    const auto params = Listed(fit->params, row.spec);
    const auto errors = Listed(fit->std_errors, row.spec);
    const auto robust = Listed(fit->robust_std_errors, row.spec);
    ASSERT_EQ(params.size(), row.params.size());
    for (size_t i = 0; i < params.size(); ++i) {
      ASSERT_TRUE(errors[i] && robust[i]) << i;
      EXPECT_NEAR(params[i], row.params[i], 2e-3 * *errors[i]) << i;
      if (row.robust.empty()) continue;
      ExpectRelative(*robust[i], row.robust[i], 0.01, "robust error");
    }
  }
}

}  // namespace
}  // namespace keel::models
