// SPDX-License-Identifier: MIT
// JSON of a venue, one level at a time: an object becomes its fields, each a piece of the text that
// is looked into only when somebody asks. Nothing is converted, so numbers stay digits.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace keel::venues::binance::internal {

enum class JsonKind : uint8_t { kNull, kBool, kNumber, kString, kArray, kObject };

/// A value as it stands in the text: a string without its quotes and with its escapes, a list or an
/// object whole.
struct JsonPiece {
  JsonKind kind = JsonKind::kNull;
  std::string_view text;
};

struct JsonField {
  std::string_view key;
  JsonPiece value;
};

/// Reads any number of texts, one after the other; its room is used again. Pieces are valid until
/// the next Load.
class JsonReader {
 public:
  /// Larger texts are refused; the largest real one, exchangeInfo, is below 20 MB.
  static constexpr size_t kMaxSize = size_t{64} << 20;

  JsonReader();
  ~JsonReader();
  JsonReader(JsonReader&&) noexcept;
  JsonReader& operator=(JsonReader&&) noexcept;

  /// Copies the text and gives it as one piece. kCorrupt where it is too long or is neither an
  /// object nor a list. Whether it is well formed shows when it is looked into.
  base::Result<JsonPiece> Load(std::string_view text);

  /// The fields of an object, in the order of the text. kCorrupt where it is no object, malformed
  /// at this level, or has more than 1,000 fields.
  base::Status Fields(const JsonPiece& object, std::vector<JsonField>* fields);
  /// The values of a list. kCorrupt where it is no list or malformed at this level.
  base::Status Items(const JsonPiece& array, std::vector<JsonPiece>* items);
  /// Each list of a list of lists, in one pass; stops at the first error of `on_row`.
  base::Status Rows(const JsonPiece& array,
                    const std::function<base::Status(std::span<const JsonPiece>)>& on_row);

 private:
  struct State;
  class Opened;
  std::unique_ptr<State> state_;
};

/// The characters that a string stands for, its escapes resolved; as it is where they are wrong.
std::string Unescape(const JsonPiece& string);

}  // namespace keel::venues::binance::internal
