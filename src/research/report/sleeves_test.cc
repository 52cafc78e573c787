// SPDX-License-Identifier: MIT
// Two strategies of one account through every form of report.
#include "research/report/sleeves.h"

#include <gtest/gtest.h>

#include "base/json_value.h"
#include "base/text.h"
#include "research/report/console.h"
#include "research/report/csv.h"
#include "research/report/html.h"
#include "research/report/json.h"
#include "research/testing/markup.h"
#include "research/testing/sample_run.h"

namespace keel::research {
namespace {

using testing::Dec;
using testing::MakeSample;
using testing::Sample;

bool Has(std::string_view text, std::string_view part) {
  return text.find(part) != std::string_view::npos;
}

/// The sample's strategy and a second one that made 12.5, of which 2.5 is still open.
Sample TwoSleeves() {
  Sample sample = MakeSample({.bars = 3000});
  engine::RunRecord& run = sample.run;
  run.strategies.push_back({"breakout", {}, 0.3, {core::InstrumentId{0}}});
  run.attribution.total = run.final_equity - run.starting_equity;
  run.attribution.cash = Dec("1.25");
  run.sleeves.resize(2);
  run.sleeves[0].profit = run.attribution.total - Dec("13.75");
  run.sleeves[1] = {.profit = Dec("12.5"),
                    .realised = Dec("10.5"),
                    .unrealised = Dec("2.5"),
                    .fees = Dec("0.5"),
                    .trades = 7,
                    .crossings = 1,
                    .crossed = 100,
                    .max_drawdown = 3,
                    .sharpe = 1.5,
                    .mean_share = 0.25};
  run.sleeves[0].crossings = 1;
  run.sleeves[0].crossed = 100;
  run.attribution.correlations = {1.0, std::nullopt, std::nullopt, 1.0};
  run.allocations = {{run.from, {0.5, 0.3}, "hrp", "start", ""},
                     {run.from + base::Days(7), {0.5, 0.3}, "hrp", "too little history", ""},
                     {run.from + base::Days(35), {0.6, 0.2}, "hrp", "due", "breakout: <new>"},
                     {run.from + base::Days(42), {0.6, 0.2}, "hrp", "cost", ""}};
  engine::CrossingRecord crossing;
  crossing.saved_fees = 0.2;
  crossing.saved_spread = 0.02;
  run.crossings = {crossing};
  for (int day = 1; day <= 100; ++day) {
    run.sleeve_days.push_back(
        {run.from + base::Days(day), {1.0 * day, -0.5 * day}, {0.5, 0.3}, {0.001, -0.001}});
  }
  return sample;
}

TEST(ColdStorageReport, JsonSaysWhatIsHeldOffTheExchange) {
  Sample sample = MakeSample({.bars = 100});
  const auto held = [&] { return *base::ParseJson(RunJson(sample.run, {}))->Find("cold_storage"); };
  EXPECT_TRUE(held().members.empty());
  sample.run.cold_storage = {{Dec("1.5"), sample.run.universe.at(core::InstrumentId{0}).base}};
  const std::string& coin = sample.run.universe.code(sample.run.cold_storage[0].currency);
  ASSERT_TRUE(held().Find(coin) != nullptr);
  EXPECT_EQ(held().Find(coin)->text, "1.5");
}

TEST(SleevesReport, JsonHasEveryRowAndWhatIsLeftOver) {
  const Sample sample = TwoSleeves();
  const auto json = base::ParseJson(RunJson(sample.run, {}));
  ASSERT_TRUE(json.has_value());
  const base::JsonValue* sleeves = json->Find("sleeves");
  ASSERT_TRUE(sleeves != nullptr && sleeves->items.size() == 2);
  EXPECT_EQ(sleeves->items[1].Find("name")->text, "breakout");
  EXPECT_EQ(sleeves->items[1].Find("profit")->text, "12.5");
  EXPECT_EQ(sleeves->items[1].Find("realised")->text, "10.5");
  EXPECT_EQ(sleeves->items[0].Find("sharpe")->kind, base::JsonValue::Kind::kNull);
  const base::JsonValue* sum = json->Find("attribution");
  ASSERT_TRUE(sum != nullptr);
  EXPECT_EQ(sum->Find("cash_and_deposits")->text, "1.25");
  EXPECT_EQ(sum->Find("residual")->text, "0");
  EXPECT_EQ(sum->Find("correlations")->items[0].items[1].kind, base::JsonValue::Kind::kNull);
  const base::JsonValue* decisions = json->Find("allocations");
  ASSERT_EQ(decisions->items.size(), 4u);
  EXPECT_EQ(decisions->items[2].Find("why")->text, "due");
  EXPECT_EQ(decisions->items[2].Find("shares")->items[0].text, "0.6");
  EXPECT_EQ(json->Find("crossings")->Find("value")->text, "100");
}

TEST(SleevesReport, SentencesCountWhatHappened) {
  const Sample sample = TwoSleeves();
  EXPECT_EQ(DecisionSentence(sample.run),
            "hrp: 3 decisions, 1 changed shares (1 not worth the cost, 1 too early)");
  EXPECT_EQ(
      CrossingSentence(sample.run, 2),
      "1 opposite wishes worth 100.00 USDT crossed inside the account: an estimated 0.22 USDT "
      "saved (fees 0.20, spread 0.02, impact 0.00)");
  EXPECT_EQ(DecisionSentence(MakeSample({.bars = 100}).run), "");
}

TEST(SleevesReport, CsvHasADayAndADecisionARow) {
  const Sample sample = TwoSleeves();
  EXPECT_EQ(base::Split(SleevesCsv(sample.run), '\n').size(), 1 + 200 + 1u);
  const std::string decisions = AllocationsCsv(sample.run);
  EXPECT_EQ(base::Split(decisions, '\n').size(), 1 + 8 + 1u);
  EXPECT_TRUE(Has(decisions, ",hrp,due,2,breakout,0.2,breakout: <new>\n")) << decisions;
}

TEST(SleevesReport, PagesShowThemWhereThereAreSeveral) {
  const Sample sample = TwoSleeves();
  const MeasuredRun measured(sample.run);
  const std::string console = ConsoleSummary(measured, {}, {});
  EXPECT_TRUE(Has(console, "SLEEVES\n"));
  EXPECT_TRUE(Has(console, "breakout #2")) << console;
  EXPECT_TRUE(Has(console, "0 is left over"));
  const std::string html = TearSheetHtml(measured, {}, {});
  EXPECT_EQ(testing::MarkupFault(html), "");
  for (const char* part : {"<h2 id=\"sleeves\">", "Who made the profit", "Profit by sleeve",
                           "Shares of equity", "Correlation", "breakout: &lt;new&gt;"}) {
    EXPECT_TRUE(Has(html, part)) << part;
  }
  const Sample alone = MakeSample({.bars = 3000});
  const MeasuredRun one(alone.run);
  EXPECT_FALSE(Has(ConsoleSummary(one, {}, {}), "SLEEVES"));
  EXPECT_FALSE(Has(TearSheetHtml(one, {}, {}), "id=\"sleeves\""));
}

}  // namespace
}  // namespace keel::research
