// SPDX-License-Identifier: MIT
#include "storage/journal/internal/head_mark.h"

#include <algorithm>
#include <string>

#include "base/crc32c.h"

namespace keel::storage::internal {
namespace {

constexpr const char* kHeadName = "journal.head";
constexpr std::string_view kSlotMark = "KEELHEAD";
constexpr int64_t kSlotSize = 128;
constexpr int64_t kSlotDistance = 4096;  // no disk writes both at once
constexpr int64_t kFileSize = kSlotDistance + kSlotSize;

constexpr int64_t kGroupAt = 8;
constexpr int64_t kSequenceAt = 16;
constexpr int64_t kOffsetAt = 24;
constexpr int64_t kHashAt = 32;
constexpr int64_t kSegmentAt = 64;
constexpr int64_t kCrcAt = kSlotSize - 4;

std::string EncodeSlot(const HeadMark& mark) {
  std::string slot(kSlotMark);
  slot.resize(kSlotSize);
  PutNumber(&slot, kGroupAt, mark.state.group);
  PutNumber(&slot, kSequenceAt, mark.state.sequence);
  PutNumber(&slot, kOffsetAt, mark.offset);
  const std::string_view hash = mark.state.hash.view();
  std::copy(hash.begin(), hash.end(), slot.begin() + kHashAt);
  PutNumber(&slot, kSegmentAt, mark.segment);
  PutNumber(&slot, kCrcAt, base::Crc32c(std::string_view(slot).substr(0, kCrcAt)));
  return slot;
}

std::optional<HeadMark> DecodeSlot(std::string_view file, int64_t offset) {
  if (static_cast<int64_t>(file.size()) < offset + kSlotSize) return std::nullopt;
  const std::string_view slot = file.substr(static_cast<size_t>(offset), kSlotSize);
  if (!slot.starts_with(kSlotMark)) return std::nullopt;
  if (GetNumber<uint32_t>(slot, kCrcAt) != base::Crc32c(slot.substr(0, kCrcAt))) {
    return std::nullopt;
  }
  HeadMark mark;
  mark.state.group = GetNumber<uint64_t>(slot, kGroupAt);
  mark.state.sequence = GetNumber<uint64_t>(slot, kSequenceAt);
  mark.offset = GetNumber<int64_t>(slot, kOffsetAt);
  const std::string_view hash = slot.substr(kHashAt, mark.state.hash.bytes.size());
  std::copy(hash.begin(), hash.end(), mark.state.hash.bytes.begin());
  mark.segment = GetNumber<uint32_t>(slot, kSegmentAt);
  return mark;
}

}  // namespace

base::Result<HeadFile> ReadHead(JournalFolder& folder) {
  HeadFile head;
  auto bytes = folder.Read(kHeadName, 2 * kFileSize);
  if (!bytes && bytes.error().code == base::ErrorCode::kNotFound) return head;
  if (!bytes && bytes.error().code == base::ErrorCode::kIo) {
    return tl::unexpected<base::Error>(std::move(bytes).error());
  }
  head.present = true;
  for (const int64_t offset : {int64_t{0}, kSlotDistance}) {
    const auto mark = bytes ? DecodeSlot(*bytes, offset) : std::nullopt;
    if (!mark) {
      ++head.damaged_slots;
    } else if (!head.mark || mark->state.group > head.mark->state.group) {
      head.mark = mark;
    }
  }
  return head;
}

base::Result<HeadWriter> HeadWriter::Create(JournalFolder& folder, const HeadMark& mark) {
  const std::string slot = EncodeSlot(mark);
  std::string bytes = slot;
  bytes.resize(kSlotDistance);
  bytes += slot;
  TRY(WriteWhole(folder, kHeadName, bytes));
  TRY(std::unique_ptr<JournalFile> file, folder.Open(kHeadName));
  return HeadWriter(std::move(file));
}

base::Status HeadWriter::Write(const HeadMark& mark) {
  TRY(WriteAll(*file_, next_slot_ * kSlotDistance, EncodeSlot(mark)));
  next_slot_ = 1 - next_slot_;
  return {};
}

}  // namespace keel::storage::internal
