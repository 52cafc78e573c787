// SPDX-License-Identifier: MIT
#include "metrics/registry.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>

#include "metrics/made_up_equities.h"
#include "metrics/summary_rows.h"
#include "tests/source_tree.h"

namespace keel::metrics {
namespace {

TEST(Registry, EachStatisticHasItsOwnFileAndAWholeDescription) {
  std::set<std::string_view> keys;
  for (const Metric& metric : AllMetrics()) {
    EXPECT_TRUE(keys.insert(metric.key).second) << metric.key << " stands twice";
    const std::string file = tests::InSourceTree("/src/metrics/") + std::string(metric.key) + ".cc";
    EXPECT_TRUE(std::filesystem::exists(file)) << file;
    EXPECT_FALSE(metric.title.empty()) << metric.key;
    EXPECT_FALSE(metric.source.empty()) << metric.key;
    EXPECT_TRUE(metric.definition.ends_with('.')) << metric.key;
    EXPECT_EQ(metric.definition.find('|'), std::string_view::npos) << metric.key;
    EXPECT_EQ(FindMetric(metric.key), &metric);
  }
  EXPECT_EQ(FindMetric("sharp"), nullptr);
}

TEST(Registry, HoldsTheKeysThatTheCommandLinePromises) {
  for (const char* key :
       {"final_equity", "total_return", "cagr", "max_drawdown", "sharpe", "sortino", "calmar",
        "win_rate", "profit_factor", "trades", "avg_trade_duration_s"}) {
    EXPECT_NE(FindMetric(key), nullptr) << key;
  }
}

TEST(Registry, EveryStatisticStandsInASummaryAndEveryRowIsKnown) {
  std::set<std::string_view> shown;
  for (const auto rows : {ConsoleRows(), TearSheetRows()}) {
    for (const SummaryRow& row : rows) {
      for (const std::string_view key : row.keys) {
        if (key.empty()) continue;
        EXPECT_NE(FindMetric(key), nullptr) << row.label << ": " << key;
        shown.insert(key);
      }
    }
  }
  for (const Metric& metric : AllMetrics()) EXPECT_TRUE(shown.contains(metric.key)) << metric.key;
}

TEST(Format, IsForPeople) {
  EXPECT_EQ(FormatValue(Unit::kFraction, 0.12345), "12.35%");
  EXPECT_EQ(FormatValue(Unit::kRatio, -1.5), "-1.50");
  EXPECT_EQ(FormatValue(Unit::kRatio, -0.001), "0.00");
  EXPECT_EQ(FormatValue(Unit::kCount, 1234567), "1,234,567");
  EXPECT_EQ(FormatValue(Unit::kCount, 25.43), "25.4");
  EXPECT_EQ(FormatValue(Unit::kMoney, -1234567.5), "-1,234,567.50");
  EXPECT_EQ(FormatValue(Unit::kMoney, 123, 0), "123");
  EXPECT_EQ(FormatValue(Unit::kMoney, 0.00012, 8), "0.00012000");
  EXPECT_EQ(FormatValue(Unit::kDate, 1577836800), "2020-01-01 00:00");
  EXPECT_EQ(FormatValue(Unit::kRatio, std::nullopt), "-");
}

// KEEL_WRITE_DOCS=1 writes the page instead.
TEST(MetricsPage, IsUpToDate) {
  const std::string path = tests::InSourceTree("/docs/metrics.md");
  if (std::getenv("KEEL_WRITE_DOCS") != nullptr) std::ofstream(path) << MetricsPage();
  std::ifstream in(path);
  std::ostringstream text;
  text << in.rdbuf();
  EXPECT_EQ(text.str(), MetricsPage())
      << "run: KEEL_WRITE_DOCS=1 build/release/metrics_test --gtest_filter=MetricsPage.*";
}

/// Days of -40 % to +40 %, some of rest, and trades.
struct Account {
  OwnedSeries series;
  std::vector<ClosedTrade> trades;
};

Account AnyAccount(double scale) {
  Account account;
  const auto moves = *rc::gen::container<std::vector<int>>(rc::gen::inRange(-400, 401));
  std::vector<double> equity = {1000.0 * scale};
  for (const int move : moves) equity.push_back(equity.back() * (1 + move / 1000.0));
  account.series = SeriesOf(equity, {}, base::Hours(*rc::gen::inRange(1, 60)));
  const auto pnls = *rc::gen::container<std::vector<int>>(rc::gen::inRange(-100, 101));
  for (const int pnl : pnls) {
    account.trades.push_back({.entry_time = {},
                              .exit_time = base::UnixNanos{} + base::Minutes(pnl + 101),
                              .gross_pnl = pnl * scale,
                              .cost = 100 * scale,
                              .mae = -0.1,
                              .mfe = 0.1});
  }
  return account;
}

RC_GTEST_PROP(Properties, EveryValueIsFiniteAndBoundsHold, ()) {
  const Account account = AnyAccount(1);
  const Prepared p = Prepare({account.series.view(), account.series.view(), account.trades});
  for (const MetricValue& v : ComputeAll(p)) {
    if (v.value) RC_ASSERT(std::isfinite(*v.value));
  }
  const auto value = [&](const char* key) { return FindMetric(key)->Compute(p); };
  for (const char* key : {"max_drawdown", "absolute_drawdown_fraction", "probabilistic_sharpe",
                          "win_rate", "win_days", "win_months", "r_squared"}) {
    if (value(key)) RC_ASSERT(*value(key) >= 0 && *value(key) <= 1);
  }
  RC_ASSERT(*value("min_equity") <= *value("max_equity"));
  RC_ASSERT(*value("max_drawdown") >= value("avg_drawdown").value_or(0));
  RC_ASSERT(*value("winning_days") + *value("draw_days") + *value("losing_days") ==
            static_cast<double>(p.daily.size()));
  double months = 1, years = 1;
  for (const PeriodReturn& m : p.months) months *= 1 + m.value;
  for (const PeriodReturn& y : p.years) years *= 1 + y.value;
  const double total = *value("total_return");
  RC_ASSERT(std::abs(months - 1 - total) <= 1e-9 * (1 + std::abs(total)));
  RC_ASSERT(std::abs(years - 1 - total) <= 1e-9 * (1 + std::abs(total)));
}

// Counting in cents instead of euros changes amounts of money and nothing else. The factor is a
// power of two, so that rounding is the same.
RC_GTEST_PROP(Properties, OnlyMoneyDependsOnTheScale, ()) {
  const Account account = AnyAccount(1);
  const Prepared small = Prepare({account.series.view(), std::nullopt, account.trades});
  Account large = account;
  for (double& e : large.series.equity) e *= 1024;
  for (ClosedTrade& t : large.trades) t.gross_pnl *= 1024, t.cost *= 1024;
  const Prepared big = Prepare({large.series.view(), std::nullopt, large.trades});
  for (const Metric& metric : AllMetrics()) {
    const auto a = metric.Compute(small);
    const auto b = metric.Compute(big);
    RC_ASSERT(a.has_value() == b.has_value());
    if (!a) continue;
    RC_ASSERT(*b == (metric.unit == Unit::kMoney ? *a * 1024 : *a));
  }
}

}  // namespace
}  // namespace keel::metrics
