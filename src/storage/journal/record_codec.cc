// SPDX-License-Identifier: MIT
#include "storage/journal/record_codec.h"

#include <fmt/format.h>

#include "base/text.h"

namespace keel::storage::internal {

void RecordBytes::Fail(std::string why) {
  if (!failed()) why_ = std::move(why);
}

base::Status RecordBytes::Finish() {
  if (failed()) {
    return base::Fail(base::ErrorCode::kCorrupt,
                      fmt::format("field {} of a record {}", base::Join(path_, "."), why_));
  }
  if (left_.empty()) return {};
  return base::Fail(
      base::ErrorCode::kCorrupt,
      fmt::format("a record goes on for {} bytes behind its last field", left_.size()));
}

std::string_view RecordBytes::Take(size_t size) {
  if (size > left_.size()) Fail("is cut: the bytes end inside it");
  if (failed()) return {};
  const std::string_view taken = left_.substr(0, size);
  left_.remove_prefix(size);
  return taken;
}

bool RecordBytes::Flag() {
  const auto flag = Plain<uint8_t>();
  if (flag > 1) Fail(fmt::format("holds {} where only 0 and 1 have a meaning", flag));
  return flag == 1;
}

size_t RecordBytes::Count(size_t least) {
  const size_t count = Plain<uint32_t>();
  if (count <= left_.size() / least) return count;
  Fail(fmt::format("tells of {} items, more than the {} bytes left can hold", count, left_.size()));
  return 0;
}

std::string RecordBytes::String() { return std::string(Take(Count(1))); }

}  // namespace keel::storage::internal
