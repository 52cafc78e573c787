// SPDX-License-Identifier: MIT
#include "storage/internal/file_name.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <vector>

#include "base/text.h"

namespace keel::storage::internal {
namespace {

using Tokens = std::vector<std::string>;

constexpr std::array<std::string_view, 24> kVenues = {
    "binance",  "binanceus", "bybit",       "okx",    "kraken", "coinbase", "bitstamp", "bitfinex",
    "bittrex",  "ftx",       "bitmex",      "kucoin", "gateio", "huobi",    "htx",      "gemini",
    "poloniex", "deribit",   "hyperliquid", "mexc",   "bitget", "upbit",    "phemex",   "dydx"};
constexpr std::array<std::string_view, 6> kEndings = {"csv", "txt", "tsv", "json", "gz", "zip"};
// Words end like these coins too ("entry"), so in lower case only these count.
constexpr std::array<std::string_view, 6> kLowerQuotes = {"USDT",  "USDC", "BUSD",
                                                          "FDUSD", "USD",  "BTC"};
constexpr std::array<std::string_view, 3> kPerpetualWords = {"perp", "swap", "perpetual"};
constexpr std::array<std::string_view, 5> kSeparateQuotes = {"USDT", "USDC", "BTC", "ETH", "EUR"};
// Candle types that freqtrade keeps beside the traded prices.
constexpr std::array<std::string_view, 5> kOtherKinds = {"funding_rate", "mark", "index",
                                                         "premiumIndex", "premium_index"};

template <size_t N>
bool Among(const std::array<std::string_view, N>& list, std::string_view word) {
  return std::ranges::find(list, word) != list.end();
}

bool IsLower(std::string_view word) {
  return std::ranges::any_of(word, [](unsigned char c) { return std::islower(c) != 0; });
}

std::optional<core::Timeframe> TimeframeOf(std::string_view word) {
  constexpr std::array<std::pair<std::string_view, std::string_view>, 13> kAliases = {
      {{"d", "1d"},
       {"day", "1d"},
       {"daily", "1d"},
       {"1day", "1d"},
       {"d1", "1d"},
       {"hourly", "1h"},
       {"hour", "1h"},
       {"1hour", "1h"},
       {"h1", "1h"},
       {"minute", "1m"},
       {"1min", "1m"},
       {"1mo", "1M"},
       {"5min", "5m"}}};
  auto exact = core::Timeframe::Parse(word);
  if (exact) return *exact;
  const std::string lower = base::ToLower(word);
  for (const auto& [alias, name] : kAliases) {
    if (lower == alias) return *core::Timeframe::Parse(name);
  }
  auto relaxed = core::Timeframe::Parse(lower);
  if (relaxed) return *relaxed;
  return std::nullopt;
}

// BTCUSDT, BTC/USDT:USDT: one word that holds both coins.
std::optional<core::Symbol> PairOf(const std::string& word) {
  if (word.find_first_of("/-_") != std::string::npos || word.size() < 5) return std::nullopt;
  auto symbol = core::ParseSymbol(word);
  if (!symbol || (IsLower(word) && !Among(kLowerQuotes, symbol->quote))) return std::nullopt;
  if (std::isdigit(static_cast<unsigned char>(word[0])) != 0 && symbol->base.size() < 3) {
    return std::nullopt;
  }
  return std::move(symbol).value();
}

std::optional<core::Symbol> SymbolOf(const Tokens& tokens) {
  const auto perpetual = [&](size_t i) {
    return i < tokens.size() && Among(kPerpetualWords, base::ToLower(tokens[i]));
  };
  for (size_t i = 0; i < tokens.size(); ++i) {
    auto symbol = PairOf(tokens[i]);
    if (!symbol) continue;
    if (perpetual(i + 1)) symbol->settle = symbol->quote;
    return symbol;
  }
  for (size_t i = 0; i + 1 < tokens.size(); ++i) {
    const bool coin = !tokens[i].empty() && !IsLower(tokens[i]) && tokens[i].size() <= 10;
    if (!coin) continue;
    // FTX named its perpetuals BTC-PERP; they were quoted and settled in dollars.
    if (perpetual(i + 1)) return core::Symbol{tokens[i], "USD", "USD"};
    if (!Among(kSeparateQuotes, tokens[i + 1]) && tokens[i + 1] != "USD") continue;
    auto symbol = core::ParseSymbol(tokens[i] + "/" + tokens[i + 1]);
    if (!symbol) continue;
    if (i + 2 < tokens.size() && tokens[i + 2] == tokens[i + 1]) symbol->settle = tokens[i + 2];
    return std::move(symbol).value();
  }
  return std::nullopt;
}

Tokens WordsOf(std::string_view text, std::string_view separators) {
  Tokens words(1);
  for (const char c : text) {
    if (separators.find(c) == std::string_view::npos) {
      words.back() += c;
    } else if (!words.back().empty()) {
      words.emplace_back();
    }
  }
  if (words.back().empty()) words.pop_back();
  return words;
}

// BTCUSDT-1h-2024-01: only Binance's public files are named so.
bool IsBinanceArchive(const Tokens& words) {
  if (words.size() < 4 || !PairOf(words[0]) || IsLower(words[0])) return false;
  const bool kind = TimeframeOf(words[1]) || words[1] == "trades" || words[1] == "aggTrades";
  return kind && words[2].size() == 4 && words[2].starts_with("20") && words[3].size() == 2;
}

std::string UnfitName(std::string_view stem, std::string_view ending) {
  if (Among(std::array<std::string_view, 5>{"feather", "parquet", "h5", "hdf5", "arrow"}, ending)) {
    return fmt::format(
        "a .{} file cannot be read; convert it to CSV or JSON first (freqtrade: "
        "freqtrade convert-data --format-from feather --format-to json)",
        ending);
  }
  if (!Among(kEndings, ending)) return fmt::format("\".{}\" is no known kind of data file", ending);
  for (const std::string_view kind : kOtherKinds) {
    if (stem.ends_with(fmt::format("-{}", kind))) {
      return fmt::format("it holds {} candles, not prices that can be traded", kind);
    }
  }
  return "";
}

}  // namespace

NameHints HintsFromName(std::string_view path) {
  NameHints hints;
  const Tokens parts = WordsOf(path, "/");
  if (parts.empty()) return hints;
  std::string_view stem = parts.back();
  std::string ending;
  for (size_t dot = stem.rfind('.'); dot != std::string_view::npos; dot = stem.rfind('.')) {
    const std::string candidate = base::ToLower(stem.substr(dot + 1));
    if (ending.empty()) ending = candidate;
    if (candidate != ending && !Among(kEndings, candidate)) break;
    stem = stem.substr(0, dot);
    if (!Among(kEndings, candidate)) break;
  }
  hints.unfit = UnfitName(stem, ending);
  const Tokens words = WordsOf(stem, "-_ .,()[]");
  hints.symbol = SymbolOf(words);
  for (const std::string& word : words) {
    if (hints.timeframe) break;
    hints.timeframe = TimeframeOf(word);
  }
  for (const std::string& word : words) {
    if (Among(kVenues, base::ToLower(word))) hints.venue = base::ToLower(word);
  }
  if (!hints.venue && IsBinanceArchive(words)) hints.venue = "binance";
  for (size_t i = parts.size() - 1; i-- > 0 && !hints.venue;) {
    if (Among(kVenues, base::ToLower(parts[i]))) hints.venue = base::ToLower(parts[i]);
  }
  const bool dollar_margined = path.find("futures/um/") != std::string_view::npos;
  if (dollar_margined && hints.symbol) hints.symbol->settle = hints.symbol->quote;
  return hints;
}

}  // namespace keel::storage::internal
