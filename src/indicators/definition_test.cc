// SPDX-License-Identifier: MIT
// Indicators that TA-Lib lacks, against Tulip, pandas-ta and whole-window formulas in numpy.
#include "indicators/all.h"
#include "indicators/fixtures/reference.h"

namespace keel::indicators {
namespace {

class Definition : public Reference {
 protected:
  Definition() : Reference("definition_values.csv") {}
};

TEST_F(Definition, Tulip) { Bar("tulip.fisher", FisherTransform(10), {"fisher", "trigger"}); }

TEST_F(Definition, PandasTa) {
  // It hangs the bell on the old end of the window; TradingView and Tulip, like ours, on the new
  // one.
  Close("pandas-ta.alma", Alma(9, 1 - 0.85, 6.0));
  Close("pandas-ta.mcgd", McGinley(14));
  // Its KST multiplies a percentage by 100 once more.
  Check("pandas-ta.kst", Kst(), {"kst", "signal"}, [](Kst& i, const Ohlcv& bar) {
    auto value = i.Update(bar.close);
    if (value) value = KstValue{value->kst * 100, value->signal * 100};
    return value;
  });
  Bar("pandas-ta.rvgi", RelativeVigorIndex(10), {"rvi", "signal"});
  Bar("pandas-ta.chop", Choppiness(14));
  Close("pandas-ta.ui", UlcerIndex(14));
  Bar("pandas-ta.ichimoku", Ichimoku(9, 26, 52, 26), {"tenkan", "kijun", "senkou_a", "senkou_b"});
  Check("pandas-ta.eom", EaseOfMovement(14, 1e8), {"value"}, [](EaseOfMovement& i, Ohlcv bar) {
    bar.volume += 1;
    return i.Update(bar);
  });
  Close("pandas-ta.bbands_b", BollingerPercentB(20, 2.0));
  Check("pandas-ta.bbands_width", BollingerBandwidth(20, 2.0), {"value"},
        [](BollingerBandwidth& i, const Ohlcv& bar) {
          const auto width = i.Update(bar.close);
          return width ? std::optional(100 * *width) : std::nullopt;
        });
}

TEST_F(Definition, Formulas) {
  Close("zscore", ZScore(20));
  Close("connors_rsi", ConnorsRsi(3, 2, 100));
  Check("hurst", HurstExponent(64), {"value"},
        [](HurstExponent& i, const Ohlcv& bar) { return i.Update(std::log(bar.close)); });
  Close("realised", RealisedVolatility(20));
  Bar("parkinson", ParkinsonVolatility(20));
  Bar("garman_klass", GarmanKlassVolatility(20));
  Bar("vwap", RollingVwap(20));
  Bar("chandelier", ChandelierExit(22, 3.0), {"long_stop", "short_stop"});
  Close("cutler", CutlerRsi(14));
}

TEST(PivotPoints, FollowTheFloorTradersFormulas) {
  const auto levels = *PivotPoints().Update({100, 110, 95, 104, 1});
  EXPECT_NEAR(levels.pivot, 103, 1e-12);
  EXPECT_NEAR(levels.r1, 111, 1e-12);
  EXPECT_NEAR(levels.s1, 96, 1e-12);
  EXPECT_NEAR(levels.r2, 118, 1e-12);
  EXPECT_NEAR(levels.s2, 88, 1e-12);
  EXPECT_NEAR(levels.r3, 126, 1e-12);
  EXPECT_NEAR(levels.s3, 81, 1e-12);
}

TEST(Vwap, StartsAgainAtEachSession) {
  Vwap vwap;
  EXPECT_DOUBLE_EQ(*vwap.Update({10, 10, 10, 10, 1}), 10);
  EXPECT_DOUBLE_EQ(*vwap.Update({20, 20, 20, 20, 3}), 17.5);
  vwap.Reset();
  EXPECT_DOUBLE_EQ(*vwap.Update({30, 30, 30, 30, 2}), 30);
}

}  // namespace
}  // namespace keel::indicators
