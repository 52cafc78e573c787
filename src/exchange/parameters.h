// SPDX-License-Identifier: MIT
// The parameters of one request, whichever way they came, read into typed values. The first that is
// missing or wrong is remembered as Binance's refusal, so that whoever reads asks once, at the end.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/time.h"
#include "core/decimal.h"
#include "exchange/order_words.h"
#include "exchange/refusal.h"
#include "exchange/simulated_exchange.h"

namespace keel::exchange {

/// Names and values as texts, in the order in which they were sent.
using Parameters = std::vector<std::pair<std::string, std::string>>;

/// The value of the first parameter of that name.
std::optional<std::string_view> FindParameter(const Parameters& parameters, std::string_view name);

class ParameterReader {
 public:
  /// Both must outlive it. A name that comes twice is a fault.
  ParameterReader(const Parameters& parameters, const SimulatedExchange& exchange);

  bool Has(std::string_view name) const { return FindParameter(parameters_, name).has_value(); }
  std::optional<std::string_view> Text(std::string_view name);
  /// Empty after a fault.
  std::string_view RequiredText(std::string_view name);
  /// A positive decimal of at most eight digits behind the point; zero where it is absent.
  core::Decimal Amount(std::string_view name);
  /// The same, and a fault where it is absent.
  core::Decimal RequiredAmount(std::string_view name);
  std::optional<int64_t> Whole(std::string_view name);
  /// Milliseconds since 1970 in the parameter.
  std::optional<base::UnixNanos> Time(std::string_view name);
  /// Within 1 and `most`; `otherwise` where it is absent. Above `most` it is `most`, as at Binance.
  size_t Limit(size_t otherwise, size_t most);
  /// The required "symbol"; market 0 after a fault.
  MarketId Symbol();
  /// "symbol" where it is there.
  std::optional<MarketId> OptionalSymbol();
  /// A client order id; nothing where it is absent.
  std::optional<std::string> ClientId(std::string_view name);
  /// One of a table of words; refused with `refusal` otherwise.
  template <typename Enum, size_t kSize>
  std::optional<Enum> OneOf(std::string_view name,
                            const std::array<std::pair<std::string_view, Enum>, kSize>& words,
                            Refusal refusal) {
    const auto text = Text(name);
    if (!text) return std::nullopt;
    const auto value = ValueOf(*text, words);
    if (!value) Fault(std::move(refusal));
    return value;
  }
  template <typename Enum, size_t kSize>
  Enum RequiredOneOf(std::string_view name,
                     const std::array<std::pair<std::string_view, Enum>, kSize>& words,
                     Refusal refusal) {
    const auto value = OneOf(name, words, std::move(refusal));
    if (!value) Fault(MissingParameter(name));
    return value.value_or(words.front().second);
  }

  void Fault(Refusal refusal) {
    if (!fault_) fault_ = std::move(refusal);
  }
  const std::optional<Refusal>& fault() const { return fault_; }

 private:
  const Parameters& parameters_;
  const SimulatedExchange& exchange_;
  std::optional<Refusal> fault_;
};

}  // namespace keel::exchange
