// SPDX-License-Identifier: MIT
// Three assets by hand, of which two are one bet, through every form of the report.
#include "research/report/correlation_report.h"

#include <gtest/gtest.h>

#include "base/json_value.h"
#include "research/testing/markup.h"

namespace keel::research {
namespace {

using testing::MarkupFault;

bool Has(std::string_view text, std::string_view part) {
  return text.find(part) != std::string_view::npos;
}

models::SymmetricMatrix Matrix(double ab, double ac, double bc) {
  models::SymmetricMatrix m(3);
  m.cells = {1, ab, ac, ab, 1, bc, ac, bc, 1};
  return m;
}

/// A and C move together, B against them.
CorrelationReport Three() {
  CorrelationReport r;
  r.series = "3 series 1h at somewhere";
  r.assets = {"A/USDT", "B<&/USDT", "C/USDT"};
  r.hashes = {"aa", "bb", "cc"};
  r.row = "daily return";
  r.rows = 1300;
  r.dropped = 1;
  r.from = base::UnixNanos{};
  r.to = base::UnixNanos{} + base::Days(1301);
  r.window = 60;
  r.method = "shrunk";
  r.estimate = "shrunk a little";
  r.intensity = 0.125;
  r.correlation = Matrix(-0.5, 0.8, -0.3);
  r.threshold = 0.7;
  r.clusters = {0, 1, 0};
  r.breakdown = models::Breakdown{.distance = 0.75,
                                  .p_value = 0.012,
                                  .recent = Matrix(-0.5, 0.8, -0.3),
                                  .long_run = Matrix(0.4, 0.8, -0.3),
                                  .first = 0,
                                  .second = 1,
                                  .change = -0.9};
  return r;
}

TEST(CorrelationReport, TextNamesClustersAndTheChange) {
  const CorrelationReport r = Three();
  EXPECT_DOUBLE_EQ(MeanCorrelation(r.correlation), 0.0);  // (-0.5 + 0.8 - 0.3) / 3
  const std::string text = CorrelationText(r);
  EXPECT_TRUE(Has(text, "1,300 daily returns that all have, 1970-01-01 to 1973-07-25; 1 day"))
      << text;
  // C stands beside A, its cluster; the last column is the mean with the others.
  EXPECT_TRUE(Has(text, "A/USDT     1.00   0.80  -0.50   0.15")) << text;
  EXPECT_TRUE(Has(text, "C/USDT     0.80   1.00  -0.30   0.25")) << text;
  EXPECT_TRUE(Has(text, "   1  A/USDT, C/USDT\n")) << text;
  EXPECT_TRUE(Has(text, "3 assets are 2 bets")) << text;
  EXPECT_TRUE(Has(text, "Yes: the last 60 daily returns differ from the 1,240 before by 0.750"))
      << text;
  EXPECT_TRUE(Has(text, "Changed most: A/USDT with B<&/USDT, from 0.40 to -0.50.")) << text;
}

TEST(CorrelationReport, JsonKeepsTheGivenOrder) {
  const auto json = base::ParseJson(CorrelationJson(Three()));
  ASSERT_TRUE(json.has_value());
  EXPECT_EQ(json->Find("correlation")->items[2].items[1].text, "-0.3");
  EXPECT_EQ(json->Find("assets")->items[1].Find("mean_correlation")->text, "-0.4");
  EXPECT_EQ(json->Find("assets")->items[2].Find("cluster")->text, "1");
  EXPECT_EQ(json->Find("assets")->items[2].Find("hash")->text, "cc");
  EXPECT_EQ(json->Find("clusters")->items[0].items[1].text, "C/USDT");
  EXPECT_EQ(json->Find("intensity")->text, "0.125");
  EXPECT_EQ(json->Find("lambda"), nullptr);
  EXPECT_EQ(json->Find("breakdown")->Find("changed_most")->items[1].text, "B<&/USDT");
  EXPECT_EQ(json->Find("breakdown")->Find("before")->items[0].items[1].text, "0.4");
}

TEST(CorrelationReport, PageHasBothMapsAndIsWellFormed) {
  const std::string page = CorrelationHtml(Three());
  EXPECT_EQ(MarkupFault(page), "");
  EXPECT_TRUE(Has(page, "<td class=\"to\" style=\"--a:0.50\">0.80</td>")) << page;
  EXPECT_TRUE(Has(page, "<b>Change</b>"));
  EXPECT_TRUE(Has(page, "<td class=\"dn\" style=\"--a:0.56\">")) << page;  // 0.62 x 0.9
}

TEST(CorrelationReport, SaysWhatWasNotTested) {
  CorrelationReport r = Three();
  r.breakdown.reset();
  r.untested = "too little was seen";
  EXPECT_TRUE(Has(CorrelationText(r), "Not tested: too little was seen."));
  EXPECT_TRUE(Has(CorrelationJson(r), "\"untested\": \"too little was seen\""));
  const std::string page = CorrelationHtml(r);
  EXPECT_EQ(MarkupFault(page), "");
  EXPECT_FALSE(Has(page, "<b>Change</b>"));
  r.breakdown = Three().breakdown;
  r.breakdown->p_value = 0.2;
  EXPECT_TRUE(Has(CorrelationText(r), "Not that one could tell: the last 60"));
}

TEST(CorrelationReport, ManyAssetsFitTheTerminal) {
  CorrelationReport r;
  r.row = "row";
  r.correlation = models::SymmetricMatrix(25);
  for (int i = 0; i < 25; ++i) {
    r.assets.push_back("A" + std::to_string(i) + "/USDT");
    r.clusters.push_back(static_cast<size_t>(i));
  }
  r.untested = "too few";
  const std::string text = CorrelationText(r);
  for (size_t begin = 0; begin < text.size(); begin = text.find('\n', begin) + 1) {
    EXPECT_LE(text.find('\n', begin) - begin, 100u);
  }
}

}  // namespace
}  // namespace keel::research
