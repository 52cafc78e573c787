// SPDX-License-Identifier: MIT
// Price, Quantity and Money are distinct types over Decimal, so that a swapped argument does not
// compile. Money knows its currency and refuses to mix.
#pragma once

#include <compare>
#include <cstdint>
#include <string>

#include "base/result.h"
#include "core/decimal.h"

namespace keel::core {

/// A Decimal with a meaning: arithmetic stays inside the meaning.
template <typename Tag>
class Amount {
 public:
  constexpr Amount() = default;
  constexpr explicit Amount(Decimal value) : value_(value) {}
  static base::Result<Amount> Parse(std::string_view text) {
    auto value = Decimal::Parse(text);
    if (!value) return tl::unexpected<base::Error>(std::move(value).error());
    return Amount(*value);
  }
  /// The multiple of `step` nearest to `x` by `rounding`.
  static Amount FromDouble(double x, Amount step, Rounding rounding = Rounding::kHalfEven) {
    return Amount(Decimal::FromDouble(x, step.value_, rounding));
  }

  constexpr Decimal value() const { return value_; }
  double ToDouble() const { return value_.ToDouble(); }
  std::string ToString() const { return value_.ToString(); }
  constexpr bool is_zero() const { return value_.is_zero(); }
  constexpr bool is_positive() const { return value_.is_positive(); }
  constexpr bool is_negative() const { return value_.is_negative(); }

  friend constexpr bool operator==(Amount, Amount) = default;
  friend constexpr auto operator<=>(Amount, Amount) = default;
  friend constexpr Amount operator+(Amount a, Amount b) { return Amount(a.value_ + b.value_); }
  friend constexpr Amount operator-(Amount a, Amount b) { return Amount(a.value_ - b.value_); }
  friend constexpr Amount operator-(Amount a) { return Amount(-a.value_); }
  constexpr Amount& operator+=(Amount b) { return *this = *this + b; }
  constexpr Amount& operator-=(Amount b) { return *this = *this - b; }
  friend constexpr Amount operator*(Amount a, int64_t k) { return Amount(a.value_ * k); }

 private:
  Decimal value_;
};

using Price = Amount<struct PriceTag>;        ///< quote currency per unit of base
using Quantity = Amount<struct QuantityTag>;  ///< units of the base currency

/// Dense index of a currency in a Universe.
struct CurrencyId {
  uint16_t index = 0;
  friend constexpr auto operator<=>(CurrencyId, CurrencyId) = default;
};

/// An amount of one currency. Adding different currencies is a CHECK.
struct Money {
  Decimal amount;
  CurrencyId currency;

  friend constexpr bool operator==(Money, Money) = default;
  friend constexpr Money operator+(Money a, Money b) {
    CHECK(a.currency == b.currency, "money of two currencies added");
    return {a.amount + b.amount, a.currency};
  }
  friend constexpr Money operator-(Money a, Money b) {
    CHECK(a.currency == b.currency, "money of two currencies subtracted");
    return {a.amount - b.amount, a.currency};
  }
  friend constexpr Money operator-(Money a) { return {-a.amount, a.currency}; }
};

/// price x quantity in the quote currency, rounded to 1e-12.
inline Decimal Notional(Price price, Quantity quantity, Rounding rounding = Rounding::kHalfEven) {
  return Mul(price.value(), quantity.value(), rounding);
}

}  // namespace keel::core
