// SPDX-License-Identifier: MIT
#include "exchange/parameters.h"

#include <algorithm>
#include <charconv>
#include <set>

namespace keel::exchange {
namespace {

constexpr std::string_view kLegalSymbol = "^[A-Z0-9-_.]{1,20}$";
constexpr std::string_view kLegalClientId = "^[\\.A-Z\\:/a-z0-9_-]{1,36}$";
constexpr std::string_view kLegalAmount = "^([0-9]{1,20})(\\.[0-9]{1,20})?$";
constexpr std::string_view kLegalWhole = "^[0-9]{1,20}$";
constexpr int64_t kMostMillis = 9'000'000'000'000;

bool IsLetterOrDigit(char c) {
  return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}
bool IsOf(std::string_view text, size_t most, std::string_view further) {
  return !text.empty() && text.size() <= most && std::ranges::all_of(text, [&](char c) {
    return IsLetterOrDigit(c) || further.find(c) != std::string_view::npos;
  });
}

}  // namespace

std::optional<std::string_view> FindParameter(const Parameters& parameters, std::string_view name) {
  const auto found = std::ranges::find(parameters, name, &Parameters::value_type::first);
  if (found == parameters.end()) return std::nullopt;
  return found->second;
}

ParameterReader::ParameterReader(const Parameters& parameters, const SimulatedExchange& exchange)
    : parameters_(parameters), exchange_(exchange) {
  std::set<std::string_view> names;
  for (const auto& [name, value] : parameters) {
    if (names.insert(name).second) continue;
    Fault({-1101, "Duplicate values for a parameter detected."});
  }
}

std::optional<std::string_view> ParameterReader::Text(std::string_view name) {
  const auto text = FindParameter(parameters_, name);
  if (!text) return std::nullopt;
  if (text->empty()) {
    Fault({-1105, fmt::format("Parameter '{}' was empty.", name)});
    return std::nullopt;
  }
  return text;
}

std::string_view ParameterReader::RequiredText(std::string_view name) {
  const auto text = Text(name);
  if (!text) Fault(MissingParameter(name));
  return text.value_or("");
}

core::Decimal ParameterReader::Amount(std::string_view name) {
  const auto text = Text(name);
  if (!text) return {};
  const bool plain =
      text->size() <= 30 && (text->front() >= '0' && text->front() <= '9') &&
      std::ranges::all_of(*text, [](char c) { return c == '.' || (c >= '0' && c <= '9'); });
  const auto value = plain ? core::Decimal::Parse(*text)
                           : base::Fail(base::ErrorCode::kUsage, "not a plain decimal");
  if (!value || *value > core::Decimal::FromInt(100'000'000'000'000)) {
    Fault(IllegalParameter(name, kLegalAmount));
    return {};
  }
  if (!IsMultipleOf(*value, core::Decimal::PowerOfTen(-8))) {
    Fault({-1111, fmt::format("Parameter '{}' has too much precision.", name)});
    return {};
  }
  return *value;
}

core::Decimal ParameterReader::RequiredAmount(std::string_view name) {
  if (!Has(name)) Fault(MissingParameter(name));
  return Amount(name);
}

std::optional<int64_t> ParameterReader::Whole(std::string_view name) {
  const auto text = Text(name);
  if (!text) return std::nullopt;
  int64_t value = 0;
  const auto [end, error] = std::from_chars(text->data(), text->data() + text->size(), value);
  if (error != std::errc() || end != text->data() + text->size() || value < 0) {
    Fault(IllegalParameter(name, kLegalWhole));
    return std::nullopt;
  }
  return value;
}

std::optional<base::UnixNanos> ParameterReader::Time(std::string_view name) {
  const auto millis = Whole(name);
  if (!millis) return std::nullopt;
  if (*millis > kMostMillis) {
    Fault(InvalidParameter(name));
    return std::nullopt;
  }
  return base::UnixNanos{*millis * 1'000'000};
}

size_t ParameterReader::Limit(size_t otherwise, size_t most) {
  const auto limit = Whole("limit");
  if (!limit) return otherwise;
  if (*limit == 0) Fault(InvalidParameter("limit"));
  return std::min(static_cast<size_t>(*limit), most);
}

MarketId ParameterReader::Symbol() {
  if (!Has("symbol")) Fault(MissingParameter("symbol"));
  return OptionalSymbol().value_or(0);
}

std::optional<MarketId> ParameterReader::OptionalSymbol() {
  const auto text = Text("symbol");
  if (!text) return std::nullopt;
  const bool lower = std::ranges::any_of(*text, [](char c) { return c >= 'a' && c <= 'z'; });
  if (lower || !IsOf(*text, 20, "-_.")) {
    Fault(IllegalParameter("symbol", kLegalSymbol));
    return std::nullopt;
  }
  const auto market = exchange_.FindMarket(*text);
  if (!market) Fault(InvalidSymbol());
  return market;
}

std::optional<std::string> ParameterReader::ClientId(std::string_view name) {
  const auto text = Text(name);
  if (!text) return std::nullopt;
  if (!IsOf(*text, 36, ".:/_-")) {
    Fault(IllegalParameter(name, kLegalClientId));
    return std::nullopt;
  }
  return std::string(*text);
}

}  // namespace keel::exchange
