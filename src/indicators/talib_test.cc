// SPDX-License-Identifier: MIT
// Agreement with TA-Lib, number for number and warm-up for warm-up, on bars of our own. The
// reference files are made by bench/peers/talib_reference.py.
#include "indicators/fixtures/reference.h"

#include "indicators/all.h"
#include "indicators/average_pair.h"

namespace keel::indicators {
namespace {

class TaLib : public Reference {
 protected:
  TaLib() : Reference("talib_values.csv") {}
};

const std::vector<std::string> kBands = {"upper", "middle", "lower"};
const std::vector<std::string> kMacd = {"macd", "signal", "histogram"};

TEST_F(TaLib, Averages) {
  Close("SMA", Sma(9));
  Close("EMA", Ema(9));
  Close("RMA", Rma(9));
  Close("WMA", Wma(9));
  Close("DEMA", Dema(9));
  Close("TEMA", Tema(9));
  Close("TRIMA", Trima(9));
  Close("TRIMA_EVEN", Trima(12));
  Close("KAMA", Kama(9));
  Close("HMA", Hma(9));
  Close("ZLEMA", Zlema(9));
  Close("T3", T3(9, 0.7));
  Bar("VWMA", Vwma(20));
  Close("LINEARREG", LinearRegression(14), {"value", "", "", ""});
  Close("LINEARREG_SLOPE", LinearRegression(14), {"", "value", "", ""});
  Close("LINEARREG_INTERCEPT", LinearRegression(14), {"", "", "value", ""});
  Close("TSF", LinearRegression(14), {"", "", "", "value"});
  Close("LINEARREG_ANGLE", LinearRegressionAngle(14));
}

TEST_F(TaLib, Cycles) {
  Close("HT_DCPERIOD", DominantCyclePeriod());
  Close("HT_TRENDLINE", InstantaneousTrendline());
}

// TA-Lib starts both averages at 0, we at the first price: the difference fades as 0.95^t at worst.
TEST_F(TaLib, MamaOnceTheStartHasFaded) {
  Check(
      "MAMA", Mama(0.5, 0.05), {"mama", "fama"},
      [](Mama& i, const Ohlcv& bar) { return i.Update(bar.close); }, 395);
}

TEST_F(TaLib, BandsAndLevels) {
  Close("MIDPOINT", MidPoint(14));
  Bar("MIDPRICE", MidPrice(14));
  Bar("SAR", ParabolicSar(0.02, 0.2));
  Bar("SUPERTREND", Supertrend(10, 3.0), {"stop", "trend"});
  Close("BBANDS", Bollinger(20, 2.0), kBands);
  // TA-Lib starts the ATR late, so that it warms up with the average; ours has seen all bars.
  Check(
      "KC", Keltner(20, 10, 2.0), kBands,
      [](Keltner& i, const Ohlcv& bar) { return i.Update(bar); }, 300);
  Bar("DONCHIAN", Donchian(20), kBands);
  Bar("ACCBANDS", AccelerationBands(20), kBands);
  Bar("HA", HeikinAshi(), {"open", "high", "low", "close"});
}

TEST_F(TaLib, Statistics) {
  Close("STDDEV", StdDev(14));
  Close("VAR", Variance(14));
  Close("AVGDEV", MeanDeviation(14));
  Close("MAX", RollingMax(30));
  Close("MIN", RollingMin(30));
  Close("SUM", RollingSum(30));
  Close("PERCENTILE", Percentile(30, 25.0));
  Close("PERCENTRANK", PercentRank(50));
  Close("ER", EfficiencyRatio(10));
  Check("CORREL", Correlation(30), {"value"},
        [](Correlation& i, const Ohlcv& bar) { return i.Update(bar.high, bar.low); });
  // The reference was asked for the beta of high on low, which TA-Lib takes in the other order.
  Check("BETA", Beta(5), {"value"},
        [](Beta& i, const Ohlcv& bar) { return i.Update(bar.high, bar.low); });
}

TEST_F(TaLib, Volatility) {
  Bar("TRANGE", TrueRange());
  Bar("ATR", Atr(14));
  Bar("NATR", Natr(14));
  Bar("ADR", AverageDayRange(14));
  Bar("CVI", ChaikinVolatility(10, 10));
  Bar("MASSI", MassIndex(9, 25));
  Close("RVI", RelativeVolatilityIndex(14, 10));
}

TEST_F(TaLib, Trend) {
  Bar("PLUS_DM", DirectionalMovement(14), {"value", ""});
  Bar("MINUS_DM", DirectionalMovement(14), {"", "value"});
  Bar("PLUS_DI", DirectionalIndicator(14), {"value", ""});
  Bar("MINUS_DI", DirectionalIndicator(14), {"", "value"});
  Bar("DX", Dx(14));
  Bar("ADX", Adx(14));
  Bar("ADXR", Adxr(14));
  Bar("AROON", Aroon(14), {"up", "down"});
  Bar("AROONOSC", AroonOscillator(14));
  Bar("VORTEX", Vortex(14), {"plus", "minus"});
  Close("VHF", VerticalHorizontalFilter(28));
  Close("MACD", Macd(12, 26, 9), kMacd);
  Close("MACDEXT",
        MacdExt({.fast_kind = AverageKind::kEma,
                 .slow_kind = AverageKind::kWma,
                 .signal_kind = AverageKind::kSma}),
        kMacd);
  Close("APO", Apo(12, 26));
  Close("PPO", Ppo(12, 26));
  Close("TRIX", Trix(9));
  Close("DPO", Dpo(20));
  Close("COPPOCK", Coppock(10, 11, 14));
}

TEST_F(TaLib, Momentum) {
  Close("MOM", Momentum(10));
  Close("ROC", Roc(10));
  Close("ROCP", Rocp(10));
  Close("ROCR", Rocr(10));
  Close("RSI", Rsi(14));
  Close("CMO", Cmo(14));
  Close("CMOU", CmoUnsmoothed(14));
  Bar("STOCH", Stochastic(5, 3, 3), {"k", "d"});
  Bar("STOCHF", StochasticFast(5, 3), {"k", "d"});
  Close("STOCHRSI", StochRsi(14, 5, 3), {"k", "d"});
  Bar("KDJ", Kdj(9, 3, 3), {"k", "d", "j"});
  Bar("SMI", StochasticMomentumIndex(13, 2, 25, 9), {"smi", "signal"});
  Bar("WILLR", WilliamsR(14));
  Bar("CCI", Cci(14));
  Bar("BOP", BalanceOfPower());
  Close("TSI", Tsi(25, 13));
  Bar("ULTOSC", UltimateOscillator(7, 14, 28));
  Bar("AO", AwesomeOscillator(5, 34));
  Bar("AC", AcceleratorOscillator(5, 34, 5));
  Bar("ERI", ElderRay(13), {"bull", "bear"});
  Bar("IMI", IntradayMomentumIndex(14));
  Bar("QSTICK", Qstick(10));
  Close("FOSC", ForecastOscillator(5));
}

TEST_F(TaLib, Volume) {
  Bar("OBV", Obv());
  Bar("AD", AccumulationDistribution());
  Bar("ADOSC", ChaikinOscillator(3, 10));
  Bar("CMF", ChaikinMoneyFlow(20));
  Bar("MFI", Mfi(14));
  Bar("EFI", ForceIndex(13));
  Bar("VWAP", Vwap());
  Bar("PVT", PriceVolumeTrend());
  Bar("NVI", Nvi());
  Bar("PVI", Pvi());
  Bar("PVO", Pvo(12, 26));
  Bar("MARKETFI", MarketFacilitationIndex());
  Bar("RVOL", RelativeVolume(20));
  Bar("WAD", WilliamsAd());
}

}  // namespace
}  // namespace keel::indicators
