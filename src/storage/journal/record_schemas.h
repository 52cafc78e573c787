// SPDX-License-Identifier: MIT
// Old journals stay readable: each record type has a schema version, and for every older version
// one step that lifts its bytes to the next. What no step reaches is refused by name, never
// guessed.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "storage/journal/record.h"
#include "storage/journal/record_codec.h"

namespace keel::storage {

/// Gives the bytes of one version as bytes of the next.
using MigrationStep = base::Result<std::string> (*)(std::string_view bytes);

struct RecordSchema {
  uint16_t type = 0;
  std::string name;  ///< for messages: "order submitted"
  /// Of what is written today; versions begin with 1.
  uint16_t version = 1;
  /// The last one lifts version - 1 to version, the one before it version - 2, and so on.
  std::vector<MigrationStep> steps;
};

/// The record types that a program knows.
class RecordSchemas {
 public:
  /// Requires one schema a type, and fewer steps than its version.
  explicit RecordSchemas(std::vector<RecordSchema> schemas);

  /// How a record of this type is written today. Requires a known type.
  RecordKind KindOf(uint16_t type) const;

  /// The payload in today's version. kUnsupported for a type or version that this program does not
  /// know: newer (use the Keel that wrote it), or older than its steps reach. kCorrupt by a step.
  base::Result<std::string> Migrate(RecordKind kind, std::string_view bytes) const;

  /// The same, decoded.
  template <typename T>
  base::Result<T> Read(const Record& record) const {
    TRY(const std::string bytes, Migrate(record.head.kind, record.payload));
    auto value = DecodeRecord<T>(bytes);
    if (!value) return tl::unexpected<base::Error>(InRecord(record, value.error()));
    return *std::move(value);
  }

 private:
  const RecordSchema* Find(uint16_t type) const;
  base::Error InRecord(const Record& record, const base::Error& error) const;

  std::vector<RecordSchema> schemas_;
};

}  // namespace keel::storage
