// SPDX-License-Identifier: MIT
// One sample run through every form that a report has.
#include <gtest/gtest.h>

#include "base/json_value.h"
#include "base/text.h"
#include "research/report/console.h"
#include "research/report/csv.h"
#include "research/report/html.h"
#include "research/report/integrity.h"
#include "research/report/text_table.h"
#include "research/stored_series.h"
#include "research/testing/markup.h"
#include "research/testing/sample_run.h"

namespace keel::research {
namespace {

using testing::MakeSample;
using testing::Sample;
using testing::SampleOptions;

bool Has(std::string_view text, std::string_view part) {
  return text.find(part) != std::string_view::npos;
}

std::vector<CandleChart> Charts(const Sample& sample) {
  return {GatherCandles(sample.bars, {sample.run.from, sample.run.to}, 260)};
}

class ReportTest : public ::testing::Test {
 protected:
  Sample sample_ = MakeSample({.bars = 9000});
  MeasuredRun measured_{sample_.run};
};

TEST_F(ReportTest, MoneyAddsUp) {
  core::Decimal sum = sample_.run.starting_equity;
  for (const engine::TradeRecord& trade : sample_.run.trades) sum += NetProfit(trade);
  EXPECT_EQ(sum, sample_.run.final_equity);
  EXPECT_DOUBLE_EQ(measured_.Of("final_equity").value(), sample_.run.final_equity.ToDouble());
  EXPECT_NEAR(measured_.Of("total_return").value(), sample_.run.final_equity.ToDouble() / 10000 - 1,
              1e-12);
}

TEST_F(ReportTest, TradesCsvSumsToTheChangeOfEquityExactly) {
  const std::string csv = TradesCsv(sample_.run);
  core::Decimal sum;
  size_t column = 0;
  size_t rows = 0;
  for (const std::string_view line : base::Split(csv, '\n')) {
    if (line.empty()) continue;
    const std::vector<std::string> fields = CsvFields(line);
    ASSERT_EQ(fields.size(), 21u);
    if (rows++ == 0) {
      column = static_cast<size_t>(std::find(fields.begin(), fields.end(), "pnl") - fields.begin());
    } else {
      sum += core::Decimal::Parse(fields[column]).value();
    }
  }
  EXPECT_EQ(rows, sample_.run.trades.size() + 1);
  EXPECT_EQ(sum, sample_.run.final_equity - sample_.run.starting_equity);
}

TEST_F(ReportTest, FillsCsvSumsToTheCosts) {
  core::Decimal fees;
  double slippage = 0;
  const std::string csv = FillsCsv(sample_.run);
  for (const std::string_view line : base::Split(csv, '\n')) {
    const std::vector<std::string> fields = CsvFields(line);
    if (fields.size() < 14 || fields[0] == "order") continue;
    fees += core::Decimal::Parse(fields[8]).value();
    for (const size_t i : {10, 11, 12}) slippage += std::stod(fields[i]);
  }
  EXPECT_NEAR(fees.ToDouble(), sample_.run.costs.fees, 1e-8);
  EXPECT_NEAR(slippage, sample_.run.costs.slippage(), 1e-8);
}

TEST_F(ReportTest, EquityArrayHasTheCurveAndAHeaderThatNumpyReads) {
  const std::string npy = EquityNpy(measured_);
  const size_t header =
      static_cast<unsigned char>(npy[8]) + 256u * static_cast<unsigned char>(npy[9]);
  EXPECT_EQ((10 + header) % 64, 0u);
  EXPECT_EQ(npy[10 + header - 1], '\n');
  EXPECT_EQ(npy.size(), 10 + header + 40 * (sample_.run.equity.size() + 1));
  EXPECT_TRUE(Has(npy, "('time', '<M8[ns]')"));
}

TEST_F(ReportTest, JsonHasTheDocumentedKeys) {
  const auto parsed = base::ParseJson(RunJson(measured_, {}));
  ASSERT_TRUE(parsed) << parsed.error().message;
  for (const char* key : {"data",
                          "bars",
                          "trades",
                          "final_equity",
                          "final_equity_exact",
                          "total_return",
                          "cagr",
                          "max_drawdown",
                          "sharpe",
                          "sortino",
                          "calmar",
                          "win_rate",
                          "profit_factor",
                          "avg_trade_duration_s",
                          "fees",
                          "slippage",
                          "costs",
                          "refusals",
                          "refusals_by_rule",
                          "operator_releases_by_rule",
                          "risk_profile",
                          "benchmark",
                          "journal_hash",
                          "seed",
                          "strategy",
                          "params",
                          "timeframe",
                          "pairs",
                          "synthetic",
                          "assumptions",
                          "warnings",
                          "metrics",
                          "integrity"}) {
    EXPECT_NE(parsed->Find(key), nullptr) << key;
  }
  EXPECT_EQ(parsed->Find("data")->Find("hash")->text, sample_.run.data_hash);
  for (const char* key : {"total_return", "max_drawdown", "sharpe"}) {
    EXPECT_EQ(parsed->Find("benchmark")->Find(key)->kind, base::JsonValue::Kind::kNumber) << key;
  }
  EXPECT_EQ(parsed->Find("refusals")->text, "17");
  EXPECT_EQ(parsed->Find("final_equity_exact")->text, sample_.run.final_equity.ToString());
  EXPECT_EQ(parsed->Find("metrics")->members.size(), metrics::AllMetrics().size());
}

TEST_F(ReportTest, ConsoleBeginsWithTheWarningAndTheThreeAnswers) {
  const std::string text = ConsoleSummary(measured_, {}, {});
  EXPECT_TRUE(text.starts_with("SYNTHETIC"));
  EXPECT_LT(text.find("Money"), text.find("Risk"));
  EXPECT_LT(text.find("Risk"), text.find("Belief"));
  EXPECT_LT(text.find("Belief"), text.find("SUMMARY METRICS"));
  for (const std::string_view line : base::Split(text, '\n')) {
    EXPECT_LE(DisplayWidth(line), kConsoleWidth) << line;
  }
  EXPECT_FALSE(Has(text, "\x1b"));
  EXPECT_TRUE(Has(ConsoleSummary(measured_, {}, {.colour = true}), "\x1b[1m"));
  EXPECT_FALSE(Has(text, "nan"));
}

TEST_F(ReportTest, TearSheetIsOneWellFormedFileThatAsksForNothing) {
  const std::string html = TearSheetHtml(measured_, {}, Charts(sample_));
  EXPECT_EQ(testing::MarkupFault(html), "");
  for (const char* part :
       {">nan", "nan%", " nan", ">inf", "inf%", "http://", "https://", "src=", "@import", "url("}) {
    EXPECT_FALSE(Has(html, part)) << part;
  }
  for (const char* title : {"Did it make money?",
                            "At what risk?",
                            "Can it be believed?",
                            "Cumulative return",
                            "Growth, logarithmic",
                            "Volatility-matched return",
                            "Return by year",
                            "Distribution of monthly returns",
                            "Monthly returns",
                            "Daily returns",
                            "Rolling beta to buy and hold",
                            "Rolling volatility",
                            "Rolling Sharpe ratio",
                            "Rolling Sortino ratio",
                            "Worst five drawdowns",
                            "Underwater",
                            "Return quantiles",
                            "Exposure",
                            "BTC/USDT with fills",
                            "Costs",
                            "Excursions of trades",
                            "Worst ten drawdowns"}) {
    EXPECT_TRUE(Has(html, title)) << title;
  }
}

TEST_F(ReportTest, SaysSyntheticEverywhereOnlyWhenItIs) {
  EXPECT_TRUE(Has(TearSheetHtml(measured_, {}, {}), "<title>SYNTHETIC "));
  EXPECT_TRUE(Has(RunJson(measured_, {}), "\"synthetic\": true"));
  EXPECT_EQ(JudgeIntegrity(measured_).checks.front().name, "SYNTHETIC");
  const Sample real = MakeSample({.bars = 9000, .synthetic = false});
  const MeasuredRun measured(real.run);
  EXPECT_FALSE(Has(TearSheetHtml(measured, {}, {}), "SYNTHETIC"));
  EXPECT_FALSE(Has(ConsoleSummary(measured, {}, {}), "SYNTHETIC"));
}

TEST(Report, EscapesNames) {
  const std::string name = "x<script>\"&'";
  Sample sample = MakeSample({.bars = 3000, .strategy = name});
  sample.run.warnings = {"<b>&"};
  sample.run.trades.front().entry_reason = "a,\"b\"";
  const MeasuredRun measured(sample.run);
  const std::string html = TearSheetHtml(measured, {.run_id = name}, Charts(sample));
  EXPECT_EQ(testing::MarkupFault(html), "");
  EXPECT_FALSE(Has(html, "x<script>"));
  EXPECT_TRUE(Has(html, "x&lt;script&gt;&quot;&amp;&#39;"));
  EXPECT_TRUE(Has(TradesCsv(sample.run), "\"a,\"\"b\"\"\""));
  EXPECT_TRUE(base::ParseJson(RunJson(measured, {.run_id = name})));
}

TEST(Report, JsonNamesTheFeaturesThatWereRead) {
  Sample sample = MakeSample({.bars = 30});
  sample.run.features = {{"return_1d", 2, "1h", "0f3a9b21"}};
  const auto json = base::ParseJson(RunJson(MeasuredRun(sample.run), {}));
  ASSERT_TRUE(json) << json.error().message;
  const base::JsonValue* features = json->Find("features");
  ASSERT_TRUE(features != nullptr && features->items.size() == 1);
  const base::JsonValue& feature = features->items[0];
  EXPECT_EQ(feature.Find("name")->text, "return_1d");
  EXPECT_EQ(feature.Find("version")->text, "2");
  EXPECT_EQ(feature.Find("timeframe")->text, "1h");
  EXPECT_EQ(feature.Find("definition_hash")->text, "0f3a9b21");
}

TEST(Report, StandsARunThatDidNothing) {
  Sample sample = MakeSample({.bars = 30});
  sample.run.trades.clear();
  sample.run.fills.clear();
  sample.run.orders.clear();
  sample.run.costs = {};
  sample.run.benchmark = {};
  sample.run.final_equity = sample.run.starting_equity;
  for (engine::EquitySample& at : sample.run.equity) at.equity = 10000;
  const MeasuredRun measured(sample.run);
  EXPECT_EQ(testing::MarkupFault(TearSheetHtml(measured, {}, {})), "");
  EXPECT_TRUE(Has(RunJson(measured, {}), "\"sharpe\": null"));
  EXPECT_TRUE(Has(RunJson(measured, {}), "\"benchmark\": null"));
  EXPECT_TRUE(Has(ConsoleSummary(measured, {}, {}), "0.00%"));
}

TEST(Report, StandsRuin) {
  Sample sample = MakeSample({.bars = 5000});
  for (size_t i = 2500; i < 5000; ++i) sample.run.equity[i].equity = i < 3000 ? 0 : -50;
  const MeasuredRun measured(sample.run);
  const std::string html = TearSheetHtml(measured, {}, {});
  EXPECT_EQ(testing::MarkupFault(html), "");
  EXPECT_FALSE(Has(html, "nan%") || Has(html, ">nan") || Has(html, ",nan"));
}

TEST(Report, AMillionBarsStaySmall) {
  const Sample sample = MakeSample({.bars = 1'000'000});
  const MeasuredRun measured(sample.run);
  const auto charts = Charts(sample);
  const std::string html = TearSheetHtml(measured, {}, charts);
  EXPECT_LT(html.size(), 1'500'000u);
}

TEST(Integrity, DoubtsWhatDeservesIt) {
  const auto belief_of = [](const MeasuredRun& measured, std::string_view name) {
    for (const IntegrityCheck& check : JudgeIntegrity(measured).checks) {
      if (check.name == name) return check.belief;
    }
    ADD_FAILURE() << "no check " << name;
    return Belief::kSound;
  };
  Sample sample = MakeSample({.synthetic = false});
  EXPECT_EQ(belief_of(MeasuredRun(sample.run), "costs"), Belief::kSound);
  EXPECT_EQ(belief_of(MeasuredRun(sample.run), "data gaps"), Belief::kCaution);
  sample.run.costs.fees = 0;
  sample.run.series[0].gaps = 5000;
  sample.run.trades.resize(12);
  const MeasuredRun doubtful(sample.run);
  EXPECT_EQ(belief_of(doubtful, "costs"), Belief::kDoubt);
  EXPECT_EQ(belief_of(doubtful, "data gaps"), Belief::kDoubt);
  EXPECT_EQ(belief_of(doubtful, "number of trades"), Belief::kDoubt);
  EXPECT_EQ(JudgeIntegrity(doubtful).worst, Belief::kDoubt);
  EXPECT_EQ(JudgeIntegrity(doubtful).checks.front().belief, Belief::kDoubt) << "worst first";
}

TEST(Candles, GatherWithoutLosingExtremes) {
  const Sample sample = MakeSample({.bars = 5000});
  const CandleChart chart = GatherCandles(sample.bars, {sample.run.from, sample.run.to}, 260);
  ASSERT_LE(chart.candles.size(), 260u);
  ASSERT_GE(chart.candles.size(), 100u);
  double high = 0;
  double volume = 0;
  for (const core::Bar& bar : sample.bars) {
    high = std::max(high, bar.high);
    volume += bar.volume;
  }
  double chart_high = 0;
  double chart_volume = 0;
  for (const core::Bar& candle : chart.candles) {
    chart_high = std::max(chart_high, candle.high);
    chart_volume += candle.volume;
  }
  EXPECT_EQ(chart_high, high);
  EXPECT_NEAR(chart_volume, volume, volume * 1e-12);
  EXPECT_EQ(chart.candles.front().open, sample.bars.front().open);
  EXPECT_EQ(chart.candles.back().close, sample.bars.back().close);
}

}  // namespace
}  // namespace keel::research
