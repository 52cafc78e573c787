// SPDX-License-Identifier: MIT
#include "storage/journal/record_schemas.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "base/check.h"

namespace keel::storage {

RecordSchemas::RecordSchemas(std::vector<RecordSchema> schemas) : schemas_(std::move(schemas)) {
  std::sort(schemas_.begin(), schemas_.end(),
            [](const RecordSchema& a, const RecordSchema& b) { return a.type < b.type; });
  for (size_t i = 0; i < schemas_.size(); ++i) {
    CHECK(i == 0 || schemas_[i - 1].type != schemas_[i].type, "two schemas for one record type");
    CHECK(schemas_[i].steps.size() < schemas_[i].version, "a step from before version 1");
  }
}

const RecordSchema* RecordSchemas::Find(uint16_t type) const {
  const auto at =
      std::lower_bound(schemas_.begin(), schemas_.end(), type,
                       [](const RecordSchema& schema, uint16_t t) { return schema.type < t; });
  return at == schemas_.end() || at->type != type ? nullptr : &*at;
}

RecordKind RecordSchemas::KindOf(uint16_t type) const {
  const RecordSchema* const schema = Find(type);
  CHECK(schema != nullptr, "a record type without a schema");
  return {schema->type, schema->version};
}

base::Result<std::string> RecordSchemas::Migrate(RecordKind kind, std::string_view bytes) const {
  const auto refuse = [](std::string why) {
    return base::Fail(base::ErrorCode::kUnsupported, std::move(why));
  };
  const RecordSchema* const schema = Find(kind.type);
  if (schema == nullptr) {
    return refuse(
        fmt::format("a record of type {}, which this Keel does not know: use the Keel "
                    "that wrote the journal, or a newer one",
                    kind.type));
  }
  if (kind.version > schema->version) {
    return refuse(
        fmt::format("a record \"{}\" of version {}, and this Keel reads up to version "
                    "{}: use the Keel that wrote the journal, or a newer one",
                    schema->name, kind.version, schema->version));
  }
  const size_t missing = schema->version - kind.version;
  if (missing > schema->steps.size()) {
    return refuse(
        fmt::format("a record \"{}\" of version {}, and this Keel reads from version {} "
                    "on: use an older Keel",
                    schema->name, kind.version, schema->version - schema->steps.size()));
  }
  std::string lifted(bytes);
  for (size_t i = schema->steps.size() - missing; i < schema->steps.size(); ++i) {
    TRY(lifted, schema->steps[i](lifted));
  }
  return lifted;
}

base::Error RecordSchemas::InRecord(const Record& record, const base::Error& error) const {
  const RecordSchema* const schema = Find(record.head.kind.type);
  return {error.code, fmt::format("record {} \"{}\" of segment {} at byte {}: {}",
                                  record.head.sequence, schema == nullptr ? "" : schema->name,
                                  record.place.segment, record.place.offset, error.message)};
}

}  // namespace keel::storage
