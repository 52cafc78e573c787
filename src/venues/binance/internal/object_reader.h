// SPDX-License-Identifier: MIT
// The fields of one object of a venue, read into our types. The first fault is kept and named by
// its field; what is read after it is zero, so a reader asks once, at the end.
#pragma once

#include <array>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"
#include "base/time.h"
#include "core/amount.h"
#include "core/bar.h"
#include "core/book_delta.h"
#include "venues/binance/internal/json_reader.h"

namespace keel::venues::binance::internal {

/// Digits of at most 19 places, without a sign; nothing else.
std::optional<uint64_t> ReadUnsigned(std::string_view text);
/// Milliseconds since 1970 that fit UnixNanos.
std::optional<base::UnixNanos> ReadMillis(std::string_view text);
/// A level of a book as a list of two (or three, the third unused) strings, within the bounds of
/// market::OrderBook.
std::optional<core::BookLevel> ReadLevel(std::span<const JsonPiece> cells);

class ObjectReader {
 public:
  /// `what` names the object in messages, `object` is a piece of what `json` loaded last.
  ObjectReader(JsonReader& json, std::string_view what, const JsonPiece& object);

  /// Whether the field is there and not null.
  bool Has(std::string_view key) const;
  std::string_view Text(std::string_view key);
  std::string OwnedText(std::string_view key);
  bool Bool(std::string_view key);
  uint64_t Unsigned(std::string_view key);
  int64_t Integer(std::string_view key);
  base::UnixNanos Millis(std::string_view key);
  /// A decimal in a string; may be negative.
  core::Decimal Amount(std::string_view key);
  /// Zero or more, at most 10^12.
  core::Price Price(std::string_view key);
  /// Zero or more.
  core::Quantity Quantity(std::string_view key);
  core::Side Side(std::string_view key);
  JsonPiece Piece(std::string_view key, JsonKind kind);
  /// The field whatever it is; nothing where it is missing.
  std::optional<JsonPiece> Any(std::string_view key) const;
  /// The levels of a list of [price, quantity]; `to` is replaced.
  void Levels(std::string_view key, std::vector<core::BookLevel>* to);

  /// Keeps a fault of the caller's own, unless there is one already.
  void Fault(std::string_view key, std::string_view why);
  bool ok() const { return !error_.has_value(); }
  base::Status status() const;

  /// The name behind `text` in a table of pairs, or a fault that names the field.
  template <typename Enum, size_t kSize>
  Enum OneOf(std::string_view key,
             const std::array<std::pair<std::string_view, Enum>, kSize>& names) {
    const std::string_view text = Text(key);
    for (const auto& [name, value] : names) {
      if (name == text) return value;
    }
    Fault(key, "has a name that is not known");
    return names.front().second;
  }

 private:
  const JsonPiece* Find(std::string_view key) const;
  const JsonPiece* Take(std::string_view key, JsonKind kind, const char* wanted);

  JsonReader* json_;
  std::string_view what_;
  std::vector<JsonField> fields_;
  mutable size_t next_ = 0;  // fields mostly come in the order in which they are asked for
  std::optional<base::Error> error_;
};

/// Each item by `read_row`, which is given its reader; the first fault ends it.
template <typename Row, typename ReadRow>
base::Result<std::vector<Row>> ReadRows(JsonReader& json, const std::vector<JsonPiece>& items,
                                        const char* what, const ReadRow& read_row) {
  std::vector<Row> rows;
  rows.reserve(items.size());
  for (const JsonPiece& item : items) {
    ObjectReader in(json, what, item);
    rows.push_back(read_row(in));
    TRY(in.status());
  }
  return rows;
}

}  // namespace keel::venues::binance::internal
