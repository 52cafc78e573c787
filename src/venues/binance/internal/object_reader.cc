// SPDX-License-Identifier: MIT
#include "venues/binance/internal/object_reader.h"

#include <fmt/format.h>

#include "market/order_book.h"

namespace keel::venues::binance::internal {

using base::ErrorCode;

std::optional<uint64_t> ReadUnsigned(std::string_view text) {
  if (text.empty() || text.size() > 19) return std::nullopt;
  uint64_t value = 0;
  for (const char c : text) {
    const auto digit = static_cast<unsigned>(c - '0');
    if (digit > 9) return std::nullopt;
    value = value * 10 + digit;
  }
  return value;
}

std::optional<base::UnixNanos> ReadMillis(std::string_view text) {
  constexpr uint64_t kLast = INT64_MAX / 1'000'000;
  const auto millis = ReadUnsigned(text);
  if (!millis || *millis > kLast) return std::nullopt;
  return base::UnixNanos{static_cast<int64_t>(*millis) * 1'000'000};
}

std::optional<core::BookLevel> ReadLevel(std::span<const JsonPiece> cells) {
  if (cells.size() < 2 || cells.size() > 3) return std::nullopt;
  if (cells[0].kind != JsonKind::kString || cells[1].kind != JsonKind::kString) {
    return std::nullopt;
  }
  const auto price = core::Price::Parse(cells[0].text);
  const auto quantity = core::Quantity::Parse(cells[1].text);
  if (!price || !quantity || !price->is_positive() || quantity->is_negative() ||
      *price > market::OrderBook::kMaxPrice || *quantity > market::OrderBook::kMaxQuantity) {
    return std::nullopt;
  }
  return core::BookLevel{*price, *quantity};
}

ObjectReader::ObjectReader(JsonReader& json, std::string_view what, const JsonPiece& object)
    : json_(&json), what_(what) {
  if (object.kind != JsonKind::kObject) {
    error_ = base::Error{ErrorCode::kCorrupt, fmt::format("{}: it is no object", what_)};
  } else if (auto read = json.Fields(object, &fields_); !read) {
    fields_.clear();
    error_ = base::Error{ErrorCode::kCorrupt, fmt::format("{}: {}", what_, read.error().message)};
  }
}

const JsonPiece* ObjectReader::Find(std::string_view key) const {
  for (size_t i = 0; i < fields_.size(); ++i) {
    const size_t at = next_ + i < fields_.size() ? next_ + i : next_ + i - fields_.size();
    if (fields_[at].key != key) continue;
    next_ = at + 1;
    return &fields_[at].value;
  }
  return nullptr;
}

bool ObjectReader::Has(std::string_view key) const {
  const JsonPiece* piece = Find(key);
  return piece != nullptr && piece->kind != JsonKind::kNull;
}

void ObjectReader::Fault(std::string_view key, std::string_view why) {
  if (error_) return;
  error_ = base::Error{ErrorCode::kCorrupt, fmt::format("{}: field \"{}\" {}", what_, key, why)};
}

base::Status ObjectReader::status() const {
  if (error_) return tl::unexpected<base::Error>(*error_);
  return {};
}

const JsonPiece* ObjectReader::Take(std::string_view key, JsonKind kind, const char* wanted) {
  if (error_) return nullptr;
  const JsonPiece* piece = Find(key);
  if (piece == nullptr) {
    Fault(key, "is missing");
  } else if (piece->kind != kind) {
    Fault(key, fmt::format("is not {}", wanted));
    return nullptr;
  }
  return piece;
}

std::string_view ObjectReader::Text(std::string_view key) {
  const JsonPiece* piece = Take(key, JsonKind::kString, "a string");
  return piece == nullptr ? std::string_view() : piece->text;
}

std::string ObjectReader::OwnedText(std::string_view key) {
  const JsonPiece* piece = Take(key, JsonKind::kString, "a string");
  return piece == nullptr ? std::string() : Unescape(*piece);
}

bool ObjectReader::Bool(std::string_view key) {
  const JsonPiece* piece = Take(key, JsonKind::kBool, "true or false");
  return piece != nullptr && piece->text == "true";
}

uint64_t ObjectReader::Unsigned(std::string_view key) {
  const JsonPiece* piece = Take(key, JsonKind::kNumber, "a number");
  if (piece == nullptr) return 0;
  const auto value = ReadUnsigned(piece->text);
  if (!value) Fault(key, "is not a whole number of zero or more");
  return value.value_or(0);
}

int64_t ObjectReader::Integer(std::string_view key) {
  const JsonPiece* piece = Take(key, JsonKind::kNumber, "a number");
  if (piece == nullptr) return 0;
  const bool negative = piece->text.starts_with('-');
  const auto value = ReadUnsigned(piece->text.substr(negative ? 1 : 0));
  if (!value || *value > INT64_MAX) {
    Fault(key, "is not a whole number of 64 bits");
    return 0;
  }
  return negative ? -static_cast<int64_t>(*value) : static_cast<int64_t>(*value);
}

base::UnixNanos ObjectReader::Millis(std::string_view key) {
  const JsonPiece* piece = Take(key, JsonKind::kNumber, "a number");
  if (piece == nullptr) return {};
  const auto time = ReadMillis(piece->text);
  if (!time) Fault(key, "is not a time in milliseconds");
  return time.value_or(base::UnixNanos{});
}

core::Decimal ObjectReader::Amount(std::string_view key) {
  const JsonPiece* piece = Take(key, JsonKind::kString, "a decimal in a string");
  if (piece == nullptr) return {};
  const auto value = core::Decimal::Parse(piece->text);
  if (!value) Fault(key, "is not a decimal");
  return value.value_or(core::Decimal());
}

core::Price ObjectReader::Price(std::string_view key) {
  const core::Price price(Amount(key));
  if (!price.is_negative() && price <= market::OrderBook::kMaxPrice) return price;
  Fault(key, "is no price");
  return {};
}

core::Quantity ObjectReader::Quantity(std::string_view key) {
  const core::Quantity quantity(Amount(key));
  if (!quantity.is_negative()) return quantity;
  Fault(key, "is no quantity");
  return {};
}

core::Side ObjectReader::Side(std::string_view key) {
  const std::string_view text = Text(key);
  if (text != "BUY" && text != "SELL") Fault(key, "is neither BUY nor SELL");
  return text == "SELL" ? core::Side::kSell : core::Side::kBuy;
}

JsonPiece ObjectReader::Piece(std::string_view key, JsonKind kind) {
  const JsonPiece* piece = Take(key, kind, kind == JsonKind::kArray ? "a list" : "an object");
  return piece == nullptr ? JsonPiece{} : *piece;
}

std::optional<JsonPiece> ObjectReader::Any(std::string_view key) const {
  const JsonPiece* piece = Find(key);
  return piece == nullptr ? std::nullopt : std::optional(*piece);
}

void ObjectReader::Levels(std::string_view key, std::vector<core::BookLevel>* to) {
  to->clear();
  const JsonPiece* piece = Take(key, JsonKind::kArray, "a list");
  if (piece == nullptr) return;
  const auto read = json_->Rows(*piece, [&](std::span<const JsonPiece> cells) -> base::Status {
    const auto level = ReadLevel(cells);
    if (!level) return base::Fail(ErrorCode::kCorrupt, "has a level that is no price and quantity");
    if (to->size() == market::OrderBook::kMaxLevels) {
      return base::Fail(ErrorCode::kCorrupt, "has more levels than any book");
    }
    to->push_back(*level);
    return {};
  });
  if (!read) Fault(key, read.error().message);
}

}  // namespace keel::venues::binance::internal
