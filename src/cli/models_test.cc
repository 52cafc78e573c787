// SPDX-License-Identifier: MIT
// The verbs that fit models, from stored bars and from files.
#include <fmt/format.h>

#include <cmath>

#include "base/json.h"
#include "base/json_value.h"
#include "base/random.h"
#include "cli/testing/command_line.h"
#include "tests/shared_data.h"

namespace keel::cli::testing {
namespace {

using ModelVerbs = CommandLine;

/// A calm stretch, a wild one, and so on.
std::string TwoRegimes(int count) {
  base::RandomStream random(5, "test.regimes");
  std::string text = "i,r\n";
  for (int i = 0; i < count; ++i) {
    const double sigma = i / 100 % 2 == 0 ? 0.5 : 3.0;
    text += fmt::format("{},{:.6f}\n", i, sigma * random.NextNormal());
  }
  return text;
}

TEST_F(ModelVerbs, RegimesOfAFileComeOutAsTheyWentIn) {
  Write("r.csv", TwoRegimes(2000));
  const Outcome text = Keel({"regimes", "--csv", "r.csv", "--column", "r", "--returns"});
  EXPECT_EQ(text.exit_code, 0) << text.err;
  EXPECT_NE(text.out.find("r.csv r\n2 regimes in 2,000 returns"), std::string::npos) << text.out;
  const Outcome json =
      Keel({"regimes", "--csv", "r.csv", "--column", "r", "--returns", "--states", "2", "--json"});
  EXPECT_EQ(json.exit_code, 0) << json.err;
  EXPECT_NE(json.out.find("\"converged\": true"), std::string::npos);
  EXPECT_NE(json.out.find("\"observations\": 2000"), std::string::npos);
}

TEST_F(ModelVerbs, RegimesOfStoredBarsDrawAPage) {
  StoreBars("binance", "BTC/USDT", 600);
  const Outcome run =
      Keel({"regimes", "-p", "BTC/USDT", "-t", "1h", "--states", "2", "--out", "o"});
  EXPECT_EQ(run.exit_code, 0) << run.err;
  const auto csv = base::os::ReadFile(folder() + "/o/probabilities.csv");
  ASSERT_TRUE(csv);
  EXPECT_TRUE(csv->starts_with("time,regime_1,regime_2\n20")) << csv->substr(0, 80);
  const auto page = base::os::ReadFile(folder() + "/o/regimes.html");
  ASSERT_TRUE(page.has_value());
  EXPECT_NE(page->find("Regime 2"), std::string::npos);
}

TEST_F(ModelVerbs, ASeriesIsNamedOnceAndWhole) {
  Write("r.csv", TwoRegimes(50));
  const auto error = [&](std::vector<std::string> options) {
    options.insert(options.begin(), "regimes");
    const Outcome outcome = Keel(options);
    EXPECT_EQ(outcome.exit_code, 2);
    return outcome.err;
  };
  EXPECT_NE(error({}).find("name stored bars with -p and -t, or a file with --csv"),
            std::string::npos);
  EXPECT_NE(error({"--csv", "r.csv"}).find("--csv needs one of --prices and --returns"),
            std::string::npos);
  EXPECT_NE(error({"--csv", "r.csv", "--prices", "-p", "BTC/USDT"}).find("exclude each other"),
            std::string::npos);
  EXPECT_NE(error({"--csv", "r.csv", "--column", "r", "--prices"}).find("only positive prices"),
            std::string::npos);
  EXPECT_NE(error({"--csv", "r.csv", "--column", "r", "--returns", "--states", "3"})
                .find("50 observations are too few for 3 regimes"),
            std::string::npos);
  EXPECT_NE(error({"-p", "BTC/USDT", "-t", "1h"}).find("BTC/USDT"), std::string::npos);
}

TEST_F(ModelVerbs, OptionsArePricedInvertedAndRefused) {
  // Haug, The Complete Guide to Option Pricing Formulas, 2nd ed., p. 3: 2.1334.
  const std::vector<std::string> terms = {"--spot",  "60",   "--strike", "65",
                                          "--years", "0.25", "--rate",   "0.08"};
  const auto with = [&](std::vector<std::string> first) {
    first.insert(first.end(), terms.begin(), terms.end());
    return Keel(first);
  };
  const Outcome price = with({"options", "price", "--volatility", "0.30"});
  EXPECT_EQ(price.exit_code, 0) << price.err;
  EXPECT_NE(price.out.find("2.1333684"), std::string::npos) << price.out;
  const Outcome iv = with({"options", "iv", "--price", "2.1333684", "--json"});
  EXPECT_NE(iv.out.find("\"implied_volatility\": 0.29999999"), std::string::npos) << iv.out;
  EXPECT_EQ(with({"options", "iv", "--price", "70"}).exit_code, 2);
  const Outcome action = with({"options", "prise"});
  EXPECT_NE(action.err.find("did you mean \"price\"?"), std::string::npos);
}

TEST_F(ModelVerbs, AnOptionWithoutAnAmericanFormulaStillHasAPrice) {
  const Outcome price = Keel({"options", "price", "--spot", "60", "--strike", "65", "--years",
                              "0.25", "--rate", "-0.01", "--volatility", "0.3", "--json"});
  EXPECT_EQ(price.exit_code, 0) << price.err;
  EXPECT_NE(price.out.find("\"price\": 1.71127"), std::string::npos) << price.out;
  EXPECT_NE(price.out.find("\"american\": null"), std::string::npos);
  EXPECT_NE(price.out.find("\"american_lattice\": 1.71399"), std::string::npos);
  const Outcome missing = Keel({"options", "price", "--strike", "65", "--years", "1"});
  EXPECT_EQ(missing.exit_code, 2);
  EXPECT_NE(missing.err.find("--spot is missing"), std::string::npos) << missing.err;
  EXPECT_EQ(Keel({"options", "price", "--spot", "60", "--strike", "65", "--years", "-1",
                  "--volatility", "0.3"})
                .exit_code,
            2);
}

TEST_F(ModelVerbs, ASmileIsFittedToATable) {
  Write("smile.csv", "strike,iv\n80,0.75\n90,0.66\n100,0.6\n110,0.58\n120,0.59\n140,0.64\n");
  const Outcome fit =
      Keel({"options", "smile", "--csv", "smile.csv", "--spot", "100", "--years", "0.25"});
  EXPECT_EQ(fit.exit_code, 0) << fit.err;
  EXPECT_NE(fit.out.find("free of butterfly arbitrage"), std::string::npos) << fit.out;
  EXPECT_EQ(Keel({"options", "smile", "--spot", "100"}).exit_code, 2);
  Write("percents.csv", "strike,iv\n80,75\n90,66\n100,60\n110,58\n120,59\n");
  const Outcome percents =
      Keel({"options", "smile", "--csv", "percents.csv", "--spot", "100", "--years", "0.25"});
  EXPECT_EQ(percents.exit_code, 2);
  EXPECT_NE(percents.err.find("0.4 for 40 %"), std::string::npos) << percents.err;
}

TEST_F(ModelVerbs, VolatilityPrintsWhatATextbookDoes) {
  Write("r.csv", TwoRegimes(2000));
  const Outcome fit = Keel({"volatility", "--csv", "r.csv", "--column", "r", "--returns", "--model",
                            "garch", "--distribution", "normal", "--json"});
  EXPECT_EQ(fit.exit_code, 0) << fit.err;
  for (const char* key : {"params", "omega", "std_errors", "robust_std_errors", "loglik",
                          "converged", "observations", "forecast_variance"}) {
    EXPECT_NE(fit.out.find(fmt::format("\"{}\"", key)), std::string::npos) << key;
  }
  const Outcome wrong = Keel({"volatility", "--csv", "r.csv", "--returns", "--model", "grach"});
  EXPECT_EQ(wrong.exit_code, 2);
  EXPECT_NE(wrong.err.find("did you mean \"garch\"?"), std::string::npos);
}

TEST_F(ModelVerbs, EgarchWithFatTailsIsFittedAndForecastOnePeriod) {
  Write("r.csv", TwoRegimes(2000));
  for (const char* distribution : {"t", "skewt"}) {
    const Outcome fit = Keel({"volatility", "--csv", "r.csv", "--column", "r", "--returns",
                              "--model", "egarch", "--distribution", distribution, "--json"});
    EXPECT_EQ(fit.exit_code, 0) << fit.err;
    const auto from = fit.out.find("\"forecast_variance\": [");
    ASSERT_NE(from, std::string::npos) << fit.out;
    const auto to = fit.out.find(']', from);
    EXPECT_EQ(fit.out.substr(from, to - from).find(','), std::string::npos);
  }
  Keel({"volatility", "--csv", "r.csv", "--column", "r", "--returns", "--model", "egarch",
        "--distribution", "t", "--out", "o"});
  const auto page = base::os::ReadFile(folder() + "/o/volatility.html");
  ASSERT_TRUE(page.has_value());
  EXPECT_NE(page->find("Forecast of the next period: a volatility of"), std::string::npos);
}

TEST_F(ModelVerbs, MissingValuesOfAFileAreSkippedOnlyWhenAsked) {
  std::string text = TwoRegimes(200);
  text += "200,.\n201,0.5\n";
  Write("gap.csv", text);
  const std::vector<std::string> fit = {"volatility", "--csv", "gap.csv",
                                        "--column",   "r",     "--returns"};
  const Outcome refused = Keel(fit);
  EXPECT_EQ(refused.exit_code, 2);
  EXPECT_NE(refused.err.find(":202:2: \".\" is a missing value; --skip-missing leaves"),
            std::string::npos)
      << refused.err;
  std::vector<std::string> skipping = fit;
  skipping.insert(skipping.end(), {"--skip-missing", "--json"});
  const Outcome skipped = Keel(skipping);
  EXPECT_EQ(skipped.exit_code, 0) << skipped.err;
  EXPECT_NE(skipped.out.find("\"observations\": 201"), std::string::npos) << skipped.out;
}

TEST_F(ModelVerbs, AForecastIsTheSameOnAnyNumberOfThreads) {
  StoreBars("binance", "BTC/USDT", 800);
  std::vector<std::string> call = {
      "montecarlo", "-p",        "BTC/USDT", "-t",       "1h",    "--level", "2",  "--paths",
      "5000",       "--horizon", "12",       "--levels", "-0.01", "--json",  "-j", "1"};
  const Outcome one = Keel(call);
  EXPECT_EQ(one.exit_code, 0) << one.err;
  call.back() = "3";
  EXPECT_EQ(Keel(call).out, one.out);
  EXPECT_NE(one.out.find("\"expected_shortfall\""), std::string::npos);
  const Outcome page =
      Keel({"montecarlo", "-p", "BTC/USDT", "-t", "1h", "--level", "1", "--out", "o"});
  EXPECT_EQ(page.exit_code, 0) << page.err;
  EXPECT_TRUE(base::os::ReadFile(folder() + "/o/forecast.html").has_value());
}

TEST_F(ModelVerbs, AForecastRefusesWhatCannotBe) {
  StoreBars("binance", "BTC/USDT", 100);
  const auto error = [&](std::vector<std::string> more) {
    std::vector<std::string> call = {"montecarlo", "-p", "BTC/USDT", "-t", "1h", "--level", "1"};
    call.insert(call.end(), more.begin(), more.end());
    const Outcome outcome = Keel(call);
    EXPECT_EQ(outcome.exit_code, 2);
    return outcome.err;
  };
  EXPECT_NE(error({"--horizon", "0"}).find("a horizon of 0 steps"), std::string::npos);
  EXPECT_NE(error({"--paths", "0"}).find("0"), std::string::npos);
  EXPECT_NE(error({"--levels", "up"}).find("is not a move above -1"), std::string::npos);
  EXPECT_NE(error({"--drift", "much"}).find("is not a number"), std::string::npos);
}

/// Returns of two series that move together, with GARCH and fat tails.
std::string TwoSeries(int count) {
  base::RandomStream random(6, "test.pair");
  std::string text = "a,b\n";
  double h = 1e-4;
  for (int i = 0; i < count; ++i) {
    const double mixing = 1 / std::sqrt(0.4 + 0.6 * -std::log(random.NextOpenUniform()));
    const double z = random.NextNormal() * mixing, w = random.NextNormal() * mixing;
    const double e = std::sqrt(h) * z;
    text += fmt::format("{:.9f},{:.9f}\n", e, std::sqrt(h) * (0.8 * z + 0.6 * w));
    h = 0.05e-4 + 0.08 * e * e + 0.87 * h;
  }
  return text;
}

std::vector<std::string> OnFile(std::vector<std::string> more) {
  std::vector<std::string> call = {"montecarlo", "--csv", "ab.csv", "--returns"};
  call.insert(call.end(), more.begin(), more.end());
  return call;
}

TEST_F(ModelVerbs, SeveralSeriesAreForecastAsOnePortfolio) {
  Write("ab.csv", TwoSeries(800));
  const Outcome run = Keel(OnFile({"--column", "a,b", "--weights", "0.5,0.3", "--regimes", "2"}));
  EXPECT_EQ(run.exit_code, 0) << run.err;
  for (const char* part : {"Level 4", "2 series on 800 rows that all have", "a: mean ",
                           "t copula with", "today's correlations 0.", "FAN"}) {
    EXPECT_NE(run.out.find(part), std::string::npos) << part << run.out;
  }
  const auto error = [&](std::vector<std::string> more) {
    const Outcome outcome = Keel(OnFile(std::move(more)));
    EXPECT_EQ(outcome.exit_code, 2);
    EXPECT_TRUE(IsOneSentence(outcome.err)) << outcome.err;
    return outcome.err;
  };
  EXPECT_NE(error({"--column", "a,b", "--level", "2"}).find("2 of them need level 4"),
            std::string::npos);
  EXPECT_NE(error({"--column", "a,a"}).find("a is named twice"), std::string::npos);
  EXPECT_NE(error({"--column", "a", "--level", "5"}).find("level 5 is not"), std::string::npos);
  EXPECT_NE(error({"--column", "a,b", "--weights", "1"}).find("1 numbers for 2"),
            std::string::npos);
  EXPECT_NE(error({"--column", "a,b", "--weights", "0.9,0.3"}).find("sum to 1.2"),
            std::string::npos);
  EXPECT_NE(error({"--column", "a", "--level", "4", "--filtered-historical"}).find("level 3"),
            std::string::npos);
  EXPECT_NE(error({"--column", "a", "--correlation", "guess"}).find("neither dcc nor ewma"),
            std::string::npos);
  EXPECT_NE(error({"--column", "a", "--paths", "many"}).find("not a whole number"),
            std::string::npos);
}

TEST_F(ModelVerbs, EveryOptionOfSampling) {
  Write("ab.csv", TwoSeries(500));
  for (const char* option : {"--antithetic", "--moment-matching", "--filtered-historical"}) {
    const Outcome run = Keel(OnFile({"--column", "a", "--regimes", "2", option}));
    EXPECT_EQ(run.exit_code, 0) << option << run.err;
  }
}

TEST_F(ModelVerbs, ShardsOfAForecastAreMergedToTheWhole) {
  Write("ab.csv", TwoSeries(400));
  const std::vector<std::string> base = {"--column", "a", "--level", "1", "--paths", "5000"};
  const auto with = [&](std::vector<std::string> more) {
    more.insert(more.end(), base.begin(), base.end());
    return Keel(OnFile(std::move(more)));
  };
  const Outcome whole = with({"--json"});
  for (const char* shard : {"1/3", "2/3", "3/3"}) {
    const Outcome part = with({"--shard", shard, "--out", fmt::format("p{}", shard[0])});
    EXPECT_EQ(part.exit_code, 0) << part.err;
  }
  const Outcome merged = Keel({"montecarlo", "--merge", "p3,p1,p2", "--json"});
  EXPECT_EQ(merged.exit_code, 0) << merged.err;
  EXPECT_EQ(merged.out, whole.out);
  EXPECT_EQ(Keel({"montecarlo", "--merge", "p1,p2,p3"}).out, with({}).out);
  const auto error = [&](const Outcome& outcome) {
    EXPECT_EQ(outcome.exit_code, 2);
    return outcome.err;
  };
  EXPECT_NE(error(Keel({"montecarlo", "--merge", "p1,p3"})).find("shard 2/3 is missing"),
            std::string::npos);
  EXPECT_NE(error(Keel({"montecarlo", "--merge", "p1,p4"})).find("p4"), std::string::npos);
  EXPECT_NE(error(with({"--shard", "4/3", "--out", "x"})).find("is not like 2/3"),
            std::string::npos);
  EXPECT_NE(error(with({"--shard", "1/3"})).find("--shard needs --out"), std::string::npos);
  EXPECT_NE(error(with({"--merge", "p1"})).find("nothing but the files"), std::string::npos);
}

TEST_F(ModelVerbs, LevelsAreJudgedOnPastDates) {
  Write("ab.csv", TwoSeries(1100));
  const std::vector<std::string> call =
      OnFile({"--column", "a,b", "--calibrate", "--window", "800", "--horizon", "10", "--paths",
              "300", "--regimes", "2", "--out", "o"});
  const Outcome text = Keel(call);
  EXPECT_EQ(text.exit_code, 0) << text.err;
  for (const char* part : {"INTERVALS, PIT AND SCORE", "portfolio", "VERDICT", "Level 4: "}) {
    EXPECT_NE(text.out.find(part), std::string::npos) << part << text.out;
  }
  const auto json = base::os::ReadFile(folder() + "/o/calibration.json");
  ASSERT_TRUE(json.has_value());
  EXPECT_NE(json->find("\"kupiec_p_value\""), std::string::npos);
  EXPECT_TRUE(base::os::ReadFile(folder() + "/o/calibration.html").has_value());
  const Outcome few = Keel(OnFile({"--column", "a", "--calibrate"}));
  EXPECT_EQ(few.exit_code, 2);
  EXPECT_NE(few.err.find("1100 returns; a window of 4000 and 20 horizons of 24 need 4480"),
            std::string::npos)
      << few.err;
  interrupted() = true;
  EXPECT_EQ(Keel(call).exit_code, 130);
}

TEST_F(ModelVerbs, OnBitcoinTheUpperLevelsForecastBetterThanBrownianMotion) {
  KEEL_SHARED_DATA(path, "ohlcv/BTCUSDT_1h_binance_2017-2022.csv.gz");
  const Outcome run =
      Keel({"montecarlo", "--csv", path, "--column", "close", "--prices", "--calibrate", "--window",
            "1500", "--refit", "2400", "--dates", "300", "--paths", "400", "--json"});
  ASSERT_EQ(run.exit_code, 0) << run.err;
  const auto json = base::ParseJson(run.out);
  ASSERT_TRUE(json.has_value());
  const base::JsonValue& row = json->Find("rows")->items.at(0);
  for (size_t level = 1; level < 4; ++level) {
    const base::JsonValue& one = row.Find("levels")->items.at(level);
    EXPECT_GT(std::stod(one.Find("crps_gain")->text), 0.01) << level;
    EXPECT_GT(std::stod(one.Find("diebold_mariano_t")->text), 1.96) << level;
  }
}

}  // namespace
}  // namespace keel::cli::testing
