// SPDX-License-Identifier: MIT
#include "core/symbol.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>

namespace keel::core {
namespace {

/// Quote coins of joined names; a longer one stands before every shorter one that ends it.
constexpr std::array<std::string_view, 24> kQuotes = {
    "FDUSD", "USDT", "USDC", "BUSD", "TUSD", "USDP", "USDE", "USDD", "USD", "DAI", "EUR", "GBP",
    "JPY",   "TRY",  "BRL",  "AUD",  "CAD",  "CHF",  "KRW",  "BTC",  "ETH", "BNB", "SOL", "XRP"};

bool IsCoin(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
  });
}

std::string ToUpper(std::string_view text) {
  std::string upper(text);
  for (char& c : upper) {
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  }
  return upper;
}

std::optional<Symbol> SplitJoined(std::string_view text) {
  for (const std::string_view quote : kQuotes) {
    if (text.size() <= quote.size() || !text.ends_with(quote)) continue;
    // XBTUSD is XBT/USD: the coins that TUSD prices have names of three letters and more.
    if (quote == "TUSD" && text.size() < quote.size() + 3) continue;
    return Symbol{std::string(text.substr(0, text.size() - quote.size())), std::string(quote), ""};
  }
  return std::nullopt;
}

std::optional<Symbol> ReadPair(std::string_view text) {
  const size_t separator = text.find_first_of("/-_");
  if (separator == std::string_view::npos) return SplitJoined(text);
  Symbol symbol{std::string(text.substr(0, separator)), std::string(text.substr(separator + 1)),
                ""};
  // A file stem spells the settlement coin as a third part.
  const size_t second = symbol.quote.find('_');
  if (text[separator] == '_' && second != std::string::npos) {
    symbol.settle = symbol.quote.substr(second + 1);
    symbol.quote.resize(second);
    if (symbol.settle.empty()) return std::nullopt;
  }
  return symbol;
}

}  // namespace

std::string Symbol::ToString() const {
  return settle.empty() ? fmt::format("{}/{}", base, quote)
                        : fmt::format("{}/{}:{}", base, quote, settle);
}

std::string Symbol::FileStem() const {
  return settle.empty() ? fmt::format("{}_{}", base, quote)
                        : fmt::format("{}_{}_{}", base, quote, settle);
}

base::Result<Symbol> ParseSymbol(std::string_view text) {
  const std::string upper = ToUpper(text);
  const std::string_view whole = upper;
  const size_t colon = whole.find(':');
  std::optional<Symbol> symbol = ReadPair(whole.substr(0, colon));
  if (symbol && colon != std::string_view::npos) {
    if (symbol->settle.empty() && IsCoin(whole.substr(colon + 1))) {
      symbol->settle = whole.substr(colon + 1);
    } else {
      symbol.reset();
    }
  }
  if (symbol && IsCoin(symbol->base) && IsCoin(symbol->quote) &&
      (symbol->settle.empty() || IsCoin(symbol->settle))) {
    return *std::move(symbol);
  }
  return base::Fail(
      base::ErrorCode::kUsage,
      fmt::format("\"{}\" is not a pair: write BASE/QUOTE, for example BTC/USDT", text));
}

}  // namespace keel::core
