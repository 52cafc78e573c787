// SPDX-License-Identifier: MIT
#include "venues/binance/internal/json_reader.h"

#include <fmt/format.h>
#include <simdjson.h>

#include <algorithm>

#include "base/check.h"

namespace keel::venues::binance::internal {
namespace {

namespace json = simdjson::ondemand;
using base::ErrorCode;

constexpr size_t kMaxFields = 1000;

std::string_view TrimEnd(std::string_view text) {
  const size_t last = text.find_last_not_of(" \t\r\n");
  return text.substr(0, last == std::string_view::npos ? 0 : last + 1);
}

tl::unexpected<base::Error> Malformed(const char* why) {
  return base::Fail(ErrorCode::kCorrupt, fmt::format("the text is not JSON: {}", why));
}
tl::unexpected<base::Error> Malformed(simdjson::error_code code) {
  return Malformed(simdjson::error_message(code));
}

/// A scalar, taken off its iterator: one that is only looked at would be skipped afterwards by a
/// routine that takes a string before a colon for a key, and then runs past the end of broken text.
base::Result<JsonPiece> TakeScalar(json::value& value) {
  const std::string_view token = TrimEnd(value.raw_json_token());
  json::raw_json_string string;
  double number = 0;
  bool truth = false;
  switch (token.empty() ? '\0' : token.front()) {
    case '"':
      if (value.get_raw_json_string().get(string)) return Malformed("a string is no string");
      if (token.size() < 2 || token.back() != '"') return Malformed("a string does not end");
      return JsonPiece{JsonKind::kString, token.substr(1, token.size() - 2)};
    case 't':
    case 'f':
      if (value.get_bool().get(truth)) return Malformed("a value is neither true nor false");
      return JsonPiece{JsonKind::kBool, token};
    case 'n':
      if (value.is_null().get(truth) || !truth) return Malformed("a value is no null");
      return JsonPiece{JsonKind::kNull, token};
    default:
      if (value.get_double().get(number)) return Malformed("a value is no value");
      return JsonPiece{JsonKind::kNumber, token};
  }
}

base::Result<JsonPiece> ReadPiece(json::value value) {
  const char first = *value.raw_json_token().data();
  std::string_view text;
  simdjson::error_code error = simdjson::SUCCESS;
  if (first == '{') {
    json::object object;
    error = value.get_object().get(object);
    if (!error) error = object.raw_json().get(text);
    if (error) return Malformed(error);
    return JsonPiece{JsonKind::kObject, TrimEnd(text)};
  }
  if (first == '[') {
    json::array array;
    error = value.get_array().get(array);
    if (!error) error = array.raw_json().get(text);
    if (error) return Malformed(error);
    return JsonPiece{JsonKind::kArray, TrimEnd(text)};
  }
  return TakeScalar(value);
}

}  // namespace

struct JsonReader::State {
  json::parser parser;
  std::vector<char> text;
  std::vector<JsonPiece> row;
};

/// A piece opened as a document of its own. While it is, a zero stands behind its end: what follows
/// it in the text could be a comma, and on broken text simdjson would go on there.
class JsonReader::Opened {
 public:
  Opened(State& state, const JsonPiece& piece) {
    const auto offset = static_cast<size_t>(piece.text.data() - state.text.data());
    CHECK(offset + piece.text.size() + simdjson::SIMDJSON_PADDING <= state.text.size(),
          "a piece of another text");
    behind_ = &state.text[offset + piece.text.size()];
    kept_ = *behind_;
    *behind_ = '\0';
    error_ = state.parser
                 .iterate(piece.text.data(), piece.text.size(),
                          piece.text.size() + simdjson::SIMDJSON_PADDING)
                 .get(document_);
  }
  ~Opened() { *behind_ = kept_; }
  Opened(const Opened&) = delete;
  Opened& operator=(const Opened&) = delete;

  simdjson::error_code Get(json::object* object) {
    return error_ ? error_ : document_.get_object().get(*object);
  }
  simdjson::error_code Get(json::array* array) {
    return error_ ? error_ : document_.get_array().get(*array);
  }
  base::Status End() {
    const char* rest = nullptr;
    if (document_.current_location().get(rest) != simdjson::SUCCESS) return {};
    return Malformed("something follows the end");
  }

 private:
  json::document document_;
  simdjson::error_code error_ = simdjson::SUCCESS;
  char* behind_ = nullptr;
  char kept_ = '\0';
};

JsonReader::JsonReader() : state_(std::make_unique<State>()) {}
JsonReader::~JsonReader() = default;
JsonReader::JsonReader(JsonReader&&) noexcept = default;
JsonReader& JsonReader::operator=(JsonReader&&) noexcept = default;

base::Result<JsonPiece> JsonReader::Load(std::string_view text) {
  if (text.size() > kMaxSize) {
    return base::Fail(ErrorCode::kCorrupt,
                      fmt::format("the text has {} bytes, more than any answer", text.size()));
  }
  text = TrimEnd(text);
  text.remove_prefix(std::min(text.find_first_not_of(" \t\r\n"), text.size()));
  std::vector<char>& kept = state_->text;
  kept.resize(text.size() + simdjson::SIMDJSON_PADDING);
  std::copy(text.begin(), text.end(), kept.begin());
  std::fill(kept.begin() + static_cast<std::ptrdiff_t>(text.size()), kept.end(), '\0');
  const std::string_view whole(kept.data(), text.size());
  if (whole.starts_with('{')) return JsonPiece{JsonKind::kObject, whole};
  if (whole.starts_with('[')) return JsonPiece{JsonKind::kArray, whole};
  return Malformed("it is neither an object nor a list");
}

base::Status JsonReader::Fields(const JsonPiece& object, std::vector<JsonField>* fields) {
  fields->clear();
  if (object.kind != JsonKind::kObject) return base::Fail(ErrorCode::kCorrupt, "it is no object");
  Opened opened(*state_, object);
  json::object members;
  simdjson::error_code error = opened.Get(&members);
  if (error) return Malformed(error);
  for (auto item : members) {
    json::field field;
    error = std::move(item).get(field);
    if (error) return Malformed(error);
    if (fields->size() == kMaxFields) return Malformed("an object has too many fields");
    const char* const key = field.key().raw();
    const char* const end = object.text.data() + object.text.size();
    // Keys of venues have no escapes; one that has ends at its first quote and matches nothing.
    const char* const quote = std::find(key, end, '"');
    TRY(const JsonPiece value, ReadPiece(field.value()));
    fields->push_back({{key, static_cast<size_t>(quote - key)}, value});
  }
  return opened.End();
}

base::Status JsonReader::Items(const JsonPiece& array, std::vector<JsonPiece>* items) {
  items->clear();
  if (array.kind != JsonKind::kArray) return base::Fail(ErrorCode::kCorrupt, "it is no list");
  Opened opened(*state_, array);
  json::array elements;
  simdjson::error_code error = opened.Get(&elements);
  if (error) return Malformed(error);
  for (auto item : elements) {
    json::value value;
    error = item.get(value);
    if (error) return Malformed(error);
    TRY(const JsonPiece piece, ReadPiece(value));
    items->push_back(piece);
  }
  return opened.End();
}

base::Status JsonReader::Rows(
    const JsonPiece& array, const std::function<base::Status(std::span<const JsonPiece>)>& on_row) {
  if (array.kind != JsonKind::kArray) return base::Fail(ErrorCode::kCorrupt, "it is no list");
  Opened opened(*state_, array);
  json::array elements;
  simdjson::error_code error = opened.Get(&elements);
  if (error) return Malformed(error);
  std::vector<JsonPiece>& row = state_->row;
  for (auto item : elements) {
    json::array cells;
    error = item.get_array().get(cells);
    if (error) return Malformed(error);
    row.clear();
    for (auto cell : cells) {
      json::value value;
      error = cell.get(value);
      if (error) return Malformed(error);
      TRY(const JsonPiece piece, ReadPiece(value));
      row.push_back(piece);
    }
    TRY(on_row(row));
  }
  return opened.End();
}

std::string Unescape(const JsonPiece& string) {
  if (string.text.find('\\') == std::string_view::npos) return std::string(string.text);
  json::parser parser;
  json::document document;
  const simdjson::padded_string padded(fmt::format("\"{}\"", string.text));
  std::string_view plain;
  if (parser.iterate(padded).get(document) || document.get_string().get(plain)) {
    return std::string(string.text);
  }
  return std::string(plain);
}

}  // namespace keel::venues::binance::internal
