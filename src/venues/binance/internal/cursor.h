// SPDX-License-Identifier: MIT
// A place in a text that ends with '}'. No read looks behind that last character, because a digit
// or a quoted name stops at it, so none has to count.
#pragma once

#include <array>
#include <bit>
#include <cstdint>
#include <cstring>
#include <string_view>

#include "core/amount.h"
#include "market/order_book.h"

namespace keel::venues::binance::internal {

/// Where the last number of some kind had its point and its end, if it was short. The next one
/// mostly has them there too, and then where it ends is known before it is read.
struct DecimalShape {
  bool known = false;
  unsigned decimals = 0;
  unsigned digits = 0;        // at most 7: with the point a word holds them all
  unsigned point = 0;         // bits up to the point
  uint64_t before_point = 0;  // the bits of the digits in front of it
  uint64_t all = 0;           // the bits of the number

  void Set(unsigned whole, unsigned decimal_digits) {
    decimals = decimal_digits;
    digits = whole + decimals;
    known = decimals > 0 && digits <= 7;
    if (!known) return;
    point = 8 * whole;
    before_point = (uint64_t{1} << point) - 1;
    all = ~uint64_t{0} >> (8 * (7 - digits));
  }
};

class Cursor {
 public:
  /// Requires a text that ends with '}'.
  explicit Cursor(std::string_view text) : at_(text.data()), end_(text.data() + text.size()) {}

  bool done() const { return at_ == end_; }
  char peek() const { return *at_; }
  size_t left() const { return static_cast<size_t>(end_ - at_); }

  /// Steps over a literal, or stays and says no.
  template <size_t kSize>
  bool Eat(const char (&literal)[kSize]) {
    constexpr size_t kLength = kSize - 1;
    if (left() < kLength || std::memcmp(at_, literal, kLength) != 0) return false;
    at_ += kLength;
    return true;
  }

  /// At most 19 digits, without a zero in front of others.
  bool Unsigned(uint64_t* value) {
    const char* const begin = at_;
    uint64_t n = 0;
    EightDigits(&n);
    Digits(&n);
    *value = n;
    const auto length = at_ - begin;
    return length > 0 && length <= 19 && (*begin != '0' || length == 1);
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

  bool Price(core::Price* price, DecimalShape* shape) {
    core::Decimal value;
    if (!Decimal(&value, shape)) return false;
    *price = core::Price(value);
    return *price <= market::OrderBook::kMaxPrice;
  }
  bool Quantity(core::Quantity* quantity, DecimalShape* shape) {
    core::Decimal value;
    if (!Decimal(&value, shape)) return false;
    *quantity = core::Quantity(value);
    return true;
  }

  /// Digits with at most one point between them up to the closing quote, which it steps over; at
  /// most 18 digits, 12 of them decimals. Not negative.
  [[gnu::always_inline]] bool Decimal(core::Decimal* value, DecimalShape* shape) {
    return (shape->known && left() > 8 && Guessed(*shape, value)) || AnyDecimal(value, shape);
  }

 private:
  [[gnu::noinline]] bool AnyDecimal(core::Decimal* value, DecimalShape* shape) {
    uint64_t n = 0;
    const char* const begin = at_;
    Digits(&n);
    const auto whole = static_cast<size_t>(at_ - begin);
    size_t decimals = 0;
    if (*at_ == '.') {
      const char* const point = at_++;
      // Spot writes eight decimals always.
      EightDigits(&n);
      Digits(&n);
      decimals = static_cast<size_t>(at_ - point) - 1;
      if (decimals == 0) return false;
    }
    if (*at_ != '"' || whole == 0 || whole + decimals > 18 || decimals > 12) return false;
    ++at_;
    if (whole + decimals != shape->digits || decimals != shape->decimals) {
      shape->Set(static_cast<unsigned>(whole), static_cast<unsigned>(decimals));
    }
    *value = core::Decimal::FromRaw(core::Int128{n} * kScale[decimals]);
    return true;
  }

  /// A number of the expected shape, as one word. Nothing of where it ends depends on what it is,
  /// so the processor works on several at once. Stays and says no for any other. Requires nine
  /// characters.
  [[gnu::always_inline]] bool Guessed(const DecimalShape& shape, core::Decimal* value) {
    const uint64_t word = LoadEight(at_);
    // The point made a zero, all must be digits; so would some other signs be.
    const uint64_t filled = word ^ (uint64_t{'.' ^ '0'} << shape.point);
    if ((NotDigits(filled) & shape.all) != 0 || at_[shape.point / 8] != '.' ||
        at_[shape.digits + 1] != '"') {
      return false;
    }
    const uint64_t joined = (word & shape.before_point) | ((word >> 8) & ~shape.before_point);
    at_ += shape.digits + 2;
    // Moved behind zeros; there is one at least.
    const unsigned bits = 8 * shape.digits;
    const uint64_t number = EightOf((joined << (64 - bits)) | (kZeros >> bits));
    *value = core::Decimal::FromRaw(static_cast<int64_t>(number * kScale[shape.decimals]));
    return true;
  }

  /// Eight at once where there are as many.
  void EightDigits(uint64_t* n) {
    if (left() <= 8) return;
    const uint64_t word = LoadEight(at_);
    if (NotDigits(word) != 0) return;
    *n = *n * 100'000'000 + EightOf(word);
    at_ += 8;
  }
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
  /// Zero in the byte of each digit, up to the first character that is none, which has bits set.
  static uint64_t NotDigits(uint64_t word) {
    // A digit is 0x30 to 0x39: its high half is 3, also after 6 is added. A carry comes only from
    // a character that is no digit itself.
    const uint64_t high = (word & kHighHalves) | (((word + kSixes) & kHighHalves) >> 4);
    return high ^ kThrees;
  }
  /// The number of eight digits, the first at the lowest address.
  static uint64_t EightOf(uint64_t word) {
    constexpr uint64_t kPairs = 0x000000ff000000ff;
    word -= kZeros;
    word = word * 10 + (word >> 8);
    return ((word & kPairs) * 0x000f424000000064 + ((word >> 16) & kPairs) * 0x0000271000000001) >>
           32;
  }

  static constexpr uint64_t kZeros = 0x3030303030303030;
  static constexpr uint64_t kThrees = 0x3333333333333333;
  static constexpr uint64_t kSixes = 0x0606060606060606;
  static constexpr uint64_t kHighHalves = 0xf0f0f0f0f0f0f0f0;
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

  const char* at_;
  const char* end_;
};

}  // namespace keel::venues::binance::internal
