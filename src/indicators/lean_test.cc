// SPDX-License-Identifier: MIT
// Agreement with the third-party files that LEAN tests against, to the digits they print. They show
// the conventions that differ from TA-Lib: MACD with separate starts, ATR that counts the first
// bar.
#include <gtest/gtest.h>

#include <cmath>
#include <cstdlib>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "indicators/all.h"
#include "indicators/average_pair.h"
#include "tests/shared_data.h"

namespace keel::indicators {
namespace {

/// The cells of a CSV file, without its heading.
std::vector<std::vector<std::string>> ReadRows(const std::string& path) {
  std::vector<std::vector<std::string>> rows;
  std::ifstream in(path);
  std::string line;
  std::getline(in, line);
  while (std::getline(in, line)) {
    auto& row = rows.emplace_back();
    std::istringstream cells(line);
    for (std::string cell; std::getline(cells, cell, ',');) row.push_back(cell);
    row.resize(8);
  }
  return rows;
}

double Number(const std::string& text) { return std::strtod(text.c_str(), nullptr); }

/// Half a unit of the last printed digit, e.g. 0.005 for "1.25" and for "1.50E+08" half of 1E+06.
double HalfDigit(const std::string& text) {
  const size_t exponent = text.find('E');
  const std::string mantissa = text.substr(0, exponent);
  const size_t point = mantissa.find('.');
  const double decimals =
      point == std::string::npos ? 0 : static_cast<double>(mantissa.size() - point - 1);
  const double scale = exponent == std::string::npos ? 0 : Number(text.substr(exponent + 1));
  return 0.5 * std::pow(10.0, scale - decimals);
}

class Column {
 public:
  /// `slack` is what the file's rounded inputs may add to the half digit.
  Column(std::string name, double slack) : name_(std::move(name)), slack_(slack) {}

  /// Compares where the file prints a value; an indicator must have one wherever the file has.
  void Expect(const std::string& cell, std::optional<double> got, size_t row) {
    if (cell.empty() || cell == "\r") return;
    ++compared_;
    ASSERT_TRUE(got) << name_ << " in row " << row;
    // Some files print the decimal that their program made of a binary number: trust seven digits.
    const double digits = 0.5e-6 * std::abs(Number(cell));
    const double allowed = std::max(HalfDigit(cell) * 1.02, digits) + slack_;
    EXPECT_NEAR(*got, Number(cell), allowed) << name_ << " in row " << row;
  }

  int compared() const { return compared_; }

 private:
  std::string name_;
  double slack_;
  int compared_ = 0;
};

TEST(Lean, SpyWithIndicators) {
  KEEL_SHARED_DATA(path, "reference/lean_indicators/spy_with_indicators.txt");
  Sma sma(14);
  Ema ema(14);
  Macd macd(12, 26, 9, AverageStart::kSeparate);
  Apo apo(12, 26, AverageStart::kSeparate);
  CutlerRsi cutler(14);
  Rsi rsi(14);
  // The closes of this file are rounded to 0.005, the columns were made from exact ones.
  Column sma_column("SMA14", 0.005);
  Column ema_column("EMA14", 0.005);
  Column macd_column("MACD 12 26", 0.005);
  Column cutler_column("RSI 14", 0.002);
  Column rsi_column("RSI 14 Wilder", 0.002);
  const auto rows = ReadRows(path);
  for (size_t i = 0; i < rows.size(); ++i) {
    const double close = Number(rows[i][7]);
    sma_column.Expect(rows[i][1], sma.Update(close), i);
    ema_column.Expect(rows[i][2], ema.Update(close), i);
    const auto full = macd.Update(close);
    const auto difference = apo.Update(close);
    macd_column.Expect(rows[i][3], difference, i);
    if (full) {
      EXPECT_EQ(full->macd, *difference);
    }
    cutler_column.Expect(rows[i][4], cutler.Update(close), i);
    rsi_column.Expect(rows[i][5], rsi.Update(close), i);
  }
  for (const Column* column :
       {&sma_column, &ema_column, &macd_column, &cutler_column, &rsi_column}) {
    EXPECT_GT(column->compared(), 450);
  }
}

TEST(Lean, OnBalanceVolumeHasTheSignOfTheChange) {
  KEEL_SHARED_DATA(path, "reference/lean_indicators/spy_with_indicators.txt");
  // The file has no volumes but those its own column implies, and it starts at 0.
  const auto rows = ReadRows(path);
  Obv obv;
  obv.Update({0, 0, 0, Number(rows[0][7]), 0});
  double last = 0;
  for (size_t i = 1; i < rows.size(); ++i) {
    const double line = Number(rows[i][6]);
    const double close = Number(rows[i][7]);
    const double volume = std::abs(line - last);
    last = line;
    EXPECT_NEAR(*obv.Update({close, close, close, close, volume}), line, 1.0) << "row " << i;
  }
}

TEST(Lean, SpyWithMacd) {
  KEEL_SHARED_DATA(path, "reference/lean_indicators/spy_with_macd.txt");
  for (const AverageStart start : {AverageStart::kSeparate, AverageStart::kTogether}) {
    Macd macd(12, 26, 9, start);
    Column line("MACD", 2e-6);
    Column signal("Signal", 2e-6);
    Column histogram("Histogram", 2e-6);
    const auto rows = ReadRows(path);
    for (size_t i = 0; i < rows.size(); ++i) {
      const auto value = macd.Update(Number(rows[i][4]));
      line.Expect(rows[i][5], value ? std::optional(value->macd) : std::nullopt, i);
      signal.Expect(rows[i][6], value ? std::optional(value->signal) : std::nullopt, i);
      histogram.Expect(rows[i][7], value ? std::optional(value->histogram) : std::nullopt, i);
    }
    EXPECT_GT(line.compared(), 150);
  }
}

TEST(Lean, SpyAtrWilder) {
  KEEL_SHARED_DATA(path, "reference/lean_indicators/spy_atr_wilder.txt");
  Atr counting(14, FirstRange::kHighLow);
  Atr skipping(14);
  Column column("Average True Range 14", 1e-6);
  const auto rows = ReadRows(path);
  double late = 0;
  for (size_t i = 0; i < rows.size(); ++i) {
    const Ohlcv bar{Number(rows[i][1]), Number(rows[i][2]), Number(rows[i][3]), Number(rows[i][4]),
                    0};
    const auto value = counting.Update(bar);
    column.Expect(rows[i][5], value, i);
    const auto other = skipping.Update(bar);
    late = other ? std::abs(*other - *value) : 0;
  }
  EXPECT_GT(column.compared(), 480);
  EXPECT_LT(late, 1e-12);  // the two starts have met
}

}  // namespace
}  // namespace keel::indicators
