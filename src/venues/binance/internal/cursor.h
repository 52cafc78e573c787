// SPDX-License-Identifier: MIT
// A place in a text that ends with '}'. No read looks behind that last character, because a digit
// or a quoted name stops at it, so none has to count.
#pragma once

#include <array>
#include <cstdint>
#include <cstring>
#include <string_view>

#include "core/amount.h"
#include "market/order_book.h"

namespace keel::venues::binance::internal {

class Cursor {
 public:
  /// Requires a text that ends with '}'.
  explicit Cursor(std::string_view text) : at_(text.data()), end_(text.data() + text.size()) {}

  bool done() const { return at_ == end_; }
  char peek() const { return *at_; }
  const char* at() const { return at_; }
  void Skip(size_t n) { at_ += n; }
  size_t left() const { return static_cast<size_t>(end_ - at_); }

  /// Steps over a literal, or stays and says no.
  template <size_t kSize>
  bool Eat(const char (&literal)[kSize]) {
    constexpr size_t kLength = kSize - 1;
    if (left() < kLength || std::memcmp(at_, literal, kLength) != 0) return false;
    at_ += kLength;
    return true;
  }

  /// At most 19 digits.
  bool Unsigned(uint64_t* value) {
    const char* const begin = at_;
    uint64_t n = 0;
    unsigned digit;
    while ((digit = static_cast<unsigned>(*at_ - '0')) <= 9) {
      n = n * 10 + digit;
      ++at_;
    }
    *value = n;
    const auto length = at_ - begin;
    return length > 0 && length <= 19;
  }

  bool Millis(base::UnixNanos* time) {
    uint64_t millis = 0;
    if (!Unsigned(&millis) || millis > INT64_MAX / 1'000'000) return false;
    time->ns = static_cast<int64_t>(millis) * 1'000'000;
    return true;
  }

  bool Bool(bool* value) {
    *value = *at_ == 't';
    return *value ? Eat("true") : Eat("false");
  }

  /// Digits with at most one point between them up to the closing quote, which it steps over; at
  /// most 18 digits, 12 of them decimals. Not negative.
  bool Decimal(core::Decimal* value) {
    static constexpr std::array<uint64_t, 13> kScale = {1'000'000'000'000,
                                                        100'000'000'000,
                                                        10'000'000'000,
                                                        1'000'000'000,
                                                        100'000'000,
                                                        10'000'000,
                                                        1'000'000,
                                                        100'000,
                                                        10'000,
                                                        1'000,
                                                        100,
                                                        10,
                                                        1};
    uint64_t n = 0;
    const char* const begin = at_;
    Digits(&n);
    const auto whole = at_ - begin;
    long decimals = 0;
    if (*at_ == '.') {
      const char* const point = at_++;
      // Spot writes eight decimals always.
      if (left() > 8 && EightDigits(at_)) {
        n = n * 100'000'000 + EightOf(at_);
        at_ += 8;
      }
      Digits(&n);
      decimals = at_ - point - 1;
      if (decimals == 0) return false;
    }
    if (*at_ != '"' || whole == 0 || whole + decimals > 18 || decimals > 12) return false;
    ++at_;
    *value = core::Decimal::FromRaw(core::Int128{n} * kScale[static_cast<size_t>(decimals)]);
    return true;
  }

  bool Price(core::Price* price) {
    core::Decimal value;
    if (!Decimal(&value)) return false;
    *price = core::Price(value);
    return *price <= market::OrderBook::kMaxPrice;
  }
  bool Quantity(core::Quantity* quantity) {
    core::Decimal value;
    if (!Decimal(&value)) return false;
    *quantity = core::Quantity(value);
    return true;
  }

  /// Printable ASCII without escapes up to the closing quote, which it steps over.
  bool Text(std::string_view* text) {
    const char* const begin = at_;
    while (*at_ != '"') {
      if (*at_ < 0x20 || *at_ > 0x7e || *at_ == '\\' || left() == 1) return false;
      ++at_;
    }
    *text = {begin, static_cast<size_t>(at_ - begin)};
    ++at_;
    return true;
  }

 private:
  void Digits(uint64_t* n) {
    unsigned digit;
    while ((digit = static_cast<unsigned>(*at_ - '0')) <= 9) {
      *n = *n * 10 + digit;
      ++at_;
    }
  }
  static uint64_t LoadEight(const char* at) {
    uint64_t word;
    std::memcpy(&word, at, sizeof(word));
    return word;
  }
  static bool EightDigits(const char* at) {
    const uint64_t word = LoadEight(at);
    // A digit is 0x30 to 0x39: the high half is 3, and adding 6 to the low half does not carry.
    return ((word & 0xf0f0f0f0f0f0f0f0) |
            (((word + 0x0606060606060606) & 0xf0f0f0f0f0f0f0f0) >> 4)) == 0x3333333333333333;
  }
  /// The number of eight digits, first digit at the lowest address (little-endian machines).
  static uint64_t EightOf(const char* at) {
    uint64_t word = LoadEight(at) - 0x3030303030303030;
    word = (word * 10) + (word >> 8);
    constexpr uint64_t kMask = 0x000000ff000000ff;
    return (
        (((word & kMask) * 0x000f424000000064) + (((word >> 16) & kMask) * 0x0000271000000001)) >>
        32);
  }

  const char* at_;
  const char* end_;
};

}  // namespace keel::venues::binance::internal
