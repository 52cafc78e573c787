// SPDX-License-Identifier: MIT
// Agreement with TA-Lib, number for number and warm-up for warm-up, on bars of our own. The
// reference files are made by bench/peers/talib_reference.py.
#include <gtest/gtest.h>

#include <array>
#include <bit>
#include <charconv>
#include <cmath>
#include <fstream>
#include <map>
#include <sstream>
#include <string>
#include <vector>

#include "indicators/all.h"
#include "indicators/average_pair.h"

namespace keel::indicators {
namespace {

constexpr double kTolerance = 1e-9;

struct Sample {
  int index;
  double value;
};

using Series = std::vector<Sample>;

std::vector<std::string> Split(const std::string& line) {
  std::vector<std::string> fields;
  std::istringstream in(line);
  for (std::string field; std::getline(in, field, ',');) fields.push_back(field);
  return fields;
}

double Number(const std::string& text) {
  double value = 0;
  std::from_chars(text.data(), text.data() + text.size(), value);
  return value;
}

std::vector<std::vector<std::string>> ReadCsv(const std::string& name) {
  std::ifstream in(std::string(KEEL_SOURCE_DIR "/src/indicators/fixtures/") + name);
  std::vector<std::vector<std::string>> rows;
  std::string line;
  std::getline(in, line);  // the heading
  while (std::getline(in, line)) rows.push_back(Split(line));
  return rows;
}

std::vector<Ohlcv> ReadBars() {
  std::vector<Ohlcv> bars;
  for (const auto& f : ReadCsv("talib_series.csv")) {
    bars.push_back({Number(f[0]), Number(f[1]), Number(f[2]), Number(f[3]), Number(f[4])});
  }
  return bars;
}

class TaLib : public testing::Test {
 protected:
  TaLib() : bars_(ReadBars()) {
    for (const auto& f : ReadCsv("talib_values.csv")) {
      reference_[f[0]][f[1]].push_back({std::stoi(f[2]), Number(f[3])});
    }
  }

  /// Runs `indicator` over what `feed` makes of each bar; `outputs` names the fields of its value
  /// in order, "" for those that TA-Lib does not have. Samples before `from` are not compared.
  template <class I, class Feed>
  void Check(const std::string& name, I indicator, std::vector<std::string> outputs, Feed feed,
             int from = 0) {
    ASSERT_TRUE(reference_.contains(name)) << name;
    using Value = typename decltype(feed(indicator, bars_[0]))::value_type;
    using Doubles = std::array<double, sizeof(Value) / sizeof(double)>;
    ASSERT_EQ(outputs.size(), std::tuple_size_v<Doubles>) << name;
    const int warm_up = indicator.warm_up();
    std::vector<std::optional<Doubles>> got;
    for (const Ohlcv& bar : bars_) {
      const auto value = feed(indicator, bar);
      got.push_back(value ? std::optional(std::bit_cast<Doubles>(*value)) : std::nullopt);
    }
    for (size_t k = 0; k < outputs.size(); ++k) {
      if (outputs[k].empty()) continue;
      const Series& series = reference_.at(name).at(outputs[k]);
      EXPECT_EQ(warm_up, series.front().index + 1) << name;
      for (const Sample& sample : series) {
        const auto& value = got[static_cast<size_t>(sample.index)];
        ASSERT_TRUE(value) << name << '.' << outputs[k] << " at " << sample.index;
        if (sample.index < from) continue;
        ASSERT_NEAR((*value)[k], sample.value, kTolerance * std::max(1.0, std::abs(sample.value)))
            << name << '.' << outputs[k] << " at " << sample.index;
      }
    }
  }

  template <class I>
  void Close(const std::string& name, I indicator, std::vector<std::string> outputs = {"value"}) {
    Check(name, std::move(indicator), std::move(outputs),
          [](I& i, const Ohlcv& bar) { return i.Update(bar.close); });
  }

  template <class I>
  void Bar(const std::string& name, I indicator, std::vector<std::string> outputs = {"value"}) {
    Check(name, std::move(indicator), std::move(outputs),
          [](I& i, const Ohlcv& bar) { return i.Update(bar); });
  }

  std::vector<Ohlcv> bars_;
  std::map<std::string, std::map<std::string, Series>> reference_;
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
