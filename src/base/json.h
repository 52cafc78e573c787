// SPDX-License-Identifier: MIT
// Describe once: a plain struct with one BOOST_DESCRIBE_STRUCT line is written and read as JSON
// from that line alone. Doubles print shortest (to_chars), 64-bit nanoseconds and decimals as
// strings. Foreign payloads use a DOM instead (Boost.JSON, in the .cc that needs it).
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

namespace keel::base {

/// Writes JSON text front to back into one string; commas and nesting are kept by the writer.
/// Non-finite doubles are a bug of the caller (CHECK): absent numbers are left out or null.
class JsonWriter {
 public:
  /// `indent` 0 writes one line; otherwise that many spaces a level.
  explicit JsonWriter(int indent = 0) : indent_(indent) {}

  JsonWriter& BeginObject();
  JsonWriter& EndObject();
  JsonWriter& BeginArray();
  JsonWriter& EndArray();
  JsonWriter& Key(std::string_view key);

  JsonWriter& String(std::string_view value);
  JsonWriter& Number(double value);
  JsonWriter& Number(int64_t value);
  JsonWriter& Number(uint64_t value);
  JsonWriter& Number(int value) { return Number(static_cast<int64_t>(value)); }
  JsonWriter& Bool(bool value);
  JsonWriter& Null();

  /// The text so far. Complete once every Begin has its End.
  const std::string& text() const { return text_; }
  std::string Take() { return std::move(text_); }

 private:
  void Separate();
  void NewLine();
  void Close(char bracket);

  std::string text_;
  int indent_;
  int depth_ = 0;
  bool first_ = true;
  bool after_key_ = false;
};

/// `text` as a JSON string literal with its quotes; invalid UTF-8 becomes U+FFFD.
std::string JsonQuote(std::string_view text);

}  // namespace keel::base
