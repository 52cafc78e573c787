// SPDX-License-Identifier: MIT
// The verbs that fit models, from stored bars and from files.
#include <fmt/format.h>

#include "base/json.h"
#include "base/random.h"
#include "cli/testing/command_line.h"

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

}  // namespace
}  // namespace keel::cli::testing
