// SPDX-License-Identifier: MIT
// alpha as a user meets it.
#include <fmt/format.h>

#include <cmath>

#include "base/json_value.h"
#include "base/random.h"
#include "cli/testing/command_line.h"

namespace keel::cli {
namespace {

using testing::IsOneSentence;
using testing::Outcome;

bool Holds(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

class AlphaVerb : public testing::CommandLine {
 protected:
  static constexpr int kBars = 4000;

  /// Stores hourly bars of BTC/USDT whose returns follow a signal that fades by half in 10 h, and
  /// writes the signal to signal.csv.
  void StoreKnownAlpha() {
    base::RandomStream random(4, "test.alpha");
    const double keeps = std::exp2(-1.0 / 10);
    double price = 1000, signal = random.NextNormal();
    std::vector<core::Bar> bars;
    std::string csv = "pair,time,value\n";
    const base::UnixNanos first{1'577'836'800'000'000'000};
    double known = 0;
    for (int i = 0; i < kBars; ++i) {
      const double r = 0.01 * (0.15 * known + random.NextNormal());
      const double next = price * std::exp(r);
      const base::UnixNanos open = first + base::Hours(i);
      bars.push_back({open, price, std::max(price, next), std::min(price, next), next, 5000});
      csv += fmt::format("BTC/USDT,{},{}\n", base::FormatIso(open + base::Hours(1)), signal);
      price = next;
      known = signal;
      signal = keeps * signal + std::sqrt(1 - keeps * keeps) * random.NextNormal();
    }
    storage::SeriesNote note;
    note.source = "test";
    const storage::Catalog catalog(folder() + "/home/.keel/data");
    ASSERT_TRUE(catalog.Write(
        {"binance", *core::ParseSymbol("BTC/USDT"), *core::Timeframe::Parse("1h")}, bars, note));
    Write("signal.csv", csv);
  }

  Outcome Of(std::vector<std::string> more) {
    more.insert(more.begin(), {"alpha", "-p", "BTC/USDT", "-t", "1h", "--resamples", "199"});
    return Keel(more);
  }
  base::JsonValue Json(std::vector<std::string> more) {
    more.emplace_back("--json");
    const Outcome outcome = Of(more);
    EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
    auto json = base::ParseJson(outcome.out);
    return json ? *json : base::JsonValue{};
  }
  static double At(const base::JsonValue& json, std::string_view part, std::string_view member) {
    const base::JsonValue* inside = json.Find(part);
    const base::JsonValue* value = inside == nullptr ? nullptr : inside->Find(member);
    return value == nullptr || value->text.empty() ? std::nan("") : std::stod(value->text);
  }
  void Refused(const std::vector<std::string>& options, const std::string& says) {
    const Outcome outcome = Of(options);
    EXPECT_EQ(outcome.exit_code, 2) << outcome.err;
    EXPECT_TRUE(IsOneSentence(outcome.err)) << outcome.err;
    EXPECT_TRUE(Holds(outcome.err, says)) << says << "\nis not in\n" << outcome.err;
  }
};

TEST_F(AlphaVerb, FindsTheHalfLifeOfASignalInAFile) {
  StoreKnownAlpha();
  const auto json = Json({"--signal", "signal.csv", "--against", "none", "--out", "o"});
  EXPECT_LE(At(json, "decay", "half_life_days_low"), 10.0 / 24);
  EXPECT_GE(At(json, "decay", "half_life_days_high"), 10.0 / 24);
  EXPECT_NEAR(At(json, "decay", "half_life_days"), 10.0 / 24, 5.0 / 24);
  EXPECT_GT(At(json, "capacity", "half"), 1000);
  const auto page = base::os::ReadFile(folder() + "/o/alpha.html");
  ASSERT_TRUE(page);
  for (const std::string_view part :
       {"Half-life", "Information coefficient", "Decay", "Capacity"}) {
    EXPECT_TRUE(Holds(*page, part)) << part;
  }
  EXPECT_FALSE(Holds(*page, ">nan") || Holds(*page, "NaN"));
}

TEST_F(AlphaVerb, TheSameBytesOnAnyNumberOfThreads) {
  StoreKnownAlpha();
  const auto with = [&](const std::string& jobs) {
    return Of({"--signal", "signal.csv", "--against", "none", "-j", jobs, "--json"}).out;
  };
  EXPECT_EQ(with("1"), with("3"));
}

TEST_F(AlphaVerb, ASignThatIsTurnedRoundTurnsTheCorrelation) {
  StoreKnownAlpha();
  const auto as_it_is = Json({"--signal", "signal.csv", "--against", "none"});
  const auto reversed = Json({"--signal", "signal.csv", "--against", "none", "--reverse"});
  EXPECT_NEAR(At(as_it_is, "yield", "alpha"), -At(reversed, "yield", "alpha"), 1e-9);
  EXPECT_TRUE(Holds(reversed.Find("capacity")->Find("without")->text, "not above 0"));
}

TEST_F(AlphaVerb, MeasuresADriverAgainstTheOthers) {
  StoreBars("binance", "BTC/USDT", 1500);
  const Outcome text = Of({"-s", "momentum_persistence", "--against", "mean_reversion_extremes"});
  EXPECT_EQ(text.exit_code, 0) << text.err;
  EXPECT_TRUE(Holds(text.out, "momentum_persistence on BTC/USDT 1h at binance")) << text.out;
  EXPECT_TRUE(Holds(text.out, "2 mean_reversion_extremes")) << text.out;
  EXPECT_TRUE(Holds(text.out, "INFORMATION COEFFICIENT")) << text.out;
}

TEST_F(AlphaVerb, MeasuresWhatAStrategyHoldsAndAFeature) {
  StoreBars("binance", "BTC/USDT", 1500);
  const Outcome held = Of({"-s", "ema_cross", "--against", "none"});
  EXPECT_EQ(held.exit_code, 0) << held.err;
  EXPECT_TRUE(Holds(held.out, "the share of equity that the strategy holds")) << held.out;
  const Outcome feature = Of({"--feature", "return_1d", "--against", "none", "--ranks"});
  EXPECT_EQ(feature.exit_code, 0) << feature.err;
  EXPECT_TRUE(Holds(feature.out, "feature return_1d on BTC/USDT")) << feature.out;
}

TEST_F(AlphaVerb, MistakesAreToldInOneSentence) {
  StoreBars("binance", "BTC/USDT", 300);
  Write("bad.csv", "time,pair,value\n2020-01-02,BTC/USDT,much\n");
  Write("other.csv", "when,pair,value\n");
  Refused({}, "no signal: name a driver or strategy with -s");
  Refused({"-s", "ema_cross", "--feature", "return_1d"}, "exclude each other");
  Refused({"--signal", "bad.csv"}, "bad.csv:2: value \"much\" is not a number");
  Refused({"--signal", "other.csv"}, "time,pair,value");
  Refused({"--feature", "return_1", "--against", "none"}, "return_1");
  Refused({"-s", "ema_cross", "--horizons", "0"}, "--horizons");
  Refused({"-s", "ema_cross", "--against", "momentum"}, "no driver is called \"momentum\"");
  Refused({"-s", "momentum_persistence", "--against", "none", "--by", "section"},
          "a section needs 3 pairs");
  Refused({"-s", "buy_and_hold", "--by", "sideways"}, "neither time nor section");
}

}  // namespace
}  // namespace keel::cli
