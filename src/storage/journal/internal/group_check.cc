// SPDX-License-Identifier: MIT
#include "storage/journal/internal/group_check.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/crc32c.h"

namespace keel::storage::internal {
namespace {

std::string_view Part(std::string_view bytes, int64_t begin, int64_t end) {
  return bytes.substr(static_cast<size_t>(begin), static_cast<size_t>(end - begin));
}
int64_t SizeOf(std::string_view bytes) { return static_cast<int64_t>(bytes.size()); }

constexpr const char* kCut = "the file ends inside it";

// Checks the record at `offset` of a group that ends at `group_end`; moves `state` behind it and
// returns where the next one begins.
tl::expected<int64_t, Flaw> CheckRecord(std::string_view segment, int64_t offset, int64_t group_end,
                                        JournalHead* state, ChainHasher& hasher) {
  const int64_t size = SizeOf(segment);
  Flaw flaw{.begin = offset, .end = offset + kRecordFrameSize, .sequence = state->sequence + 1};
  const auto fail = [&](std::string what) {
    flaw.what = std::move(what);
    return tl::unexpected<Flaw>(flaw);
  };
  if (flaw.end > size) return fail(kCut);
  const int64_t payload_size = GetNumber<uint32_t>(segment, offset);
  const int64_t end = offset + kRecordOverhead + payload_size;
  if (end > group_end - kGroupEndSize) return fail("its size is more than its group has room for");
  flaw.end = end;
  if (end > size) return fail(kCut);
  const std::string_view checked = Part(segment, offset, end - 4);
  if (GetNumber<uint32_t>(segment, end - 4) != base::Crc32c(checked)) {
    return fail("its checksum does not match its bytes");
  }
  flaw.maybe_unwritten = false;
  const Record record = RecordAt(segment, offset);
  if (record.head.sequence != state->sequence + 1) {
    return fail(fmt::format("record {} stands in its place", record.head.sequence));
  }
  const ChainHash hash = hasher.Of(
      {state->hash.view(), Part(segment, offset, offset + kChainedFrameSize), record.payload});
  if (hash != record.hash) return fail("its chain hash does not follow from the record before it");
  state->sequence = record.head.sequence;
  state->hash = hash;
  return end;
}

// The size of the group at `offset`, if it has a header that belongs there.
tl::expected<GroupHeader, Flaw> CheckHeader(std::string_view segment, int64_t offset,
                                            const JournalHead& state) {
  Flaw flaw{.begin = offset,
            .end = offset + kGroupHeaderSize,
            .sequence = state.sequence + 1,
            .what = kCut};
  if (flaw.end > SizeOf(segment)) return tl::unexpected<Flaw>(flaw);
  const auto header = GetGroupHeader(segment, offset);
  if (!header) {
    flaw.what = "the header of its group is damaged";
    return tl::unexpected<Flaw>(flaw);
  }
  flaw.group_size = header->size;
  flaw.maybe_unwritten = false;
  if (header->number != state.group + 1 || header->first_sequence != state.sequence + 1) {
    flaw.what = fmt::format("group {} beginning with record {} stands where group {} belongs",
                            header->number, header->first_sequence, state.group + 1);
    return tl::unexpected<Flaw>(flaw);
  }
  return *header;
}

// A whole group at `offset` that is no older than the one after `state`, whatever its hashes.
bool IsLaterGroup(std::string_view segment, int64_t offset, const JournalHead& state) {
  if (offset + kGroupHeaderSize > SizeOf(segment)) return false;
  const auto header = GetGroupHeader(segment, offset);
  if (!header || header->number <= state.group || header->first_sequence <= state.sequence) {
    return false;
  }
  const int64_t end = offset + header->size;
  if (end > SizeOf(segment) || !IsGroupEnd(segment, end - kGroupEndSize)) return false;
  int64_t at = offset + kGroupHeaderSize;
  for (uint32_t i = 0; i < header->count; ++i) {
    const int64_t room = end - kGroupEndSize - at - kRecordOverhead;
    if (room < 0) return false;
    const int64_t payload_size = GetNumber<uint32_t>(segment, at);
    if (payload_size > room) return false;
    const int64_t crc_at = at + kRecordFrameSize + payload_size;
    if (GetNumber<uint32_t>(segment, crc_at) != base::Crc32c(Part(segment, at, crc_at))) {
      return false;
    }
    at = crc_at + 4;
  }
  return at == end - kGroupEndSize;
}

bool LaterGroupExists(std::string_view segment, int64_t after, const JournalHead& state) {
  constexpr std::string_view kMark = "KGRP";
  for (size_t at = segment.find(kMark, static_cast<size_t>(after) + 1);
       at != std::string_view::npos; at = segment.find(kMark, at + 1)) {
    if (IsLaterGroup(segment, static_cast<int64_t>(at), state)) return true;
  }
  return false;
}

// Whether all bytes of [from, to) that lie in one of the sectors under `flaw` are zeros.
bool LacksASector(std::string_view segment, int64_t from, int64_t to, const Flaw& flaw) {
  const int64_t last = std::min(flaw.end, to);
  for (int64_t sector = flaw.begin / kSectorSize; sector * kSectorSize < last; ++sector) {
    const int64_t begin = std::max(sector * kSectorSize, from);
    const int64_t end = std::min((sector + 1) * kSectorSize, to);
    const std::string_view piece = Part(segment, begin, end);
    if (std::all_of(piece.begin(), piece.end(), [](char c) { return c == '\0'; })) return true;
  }
  return false;
}

}  // namespace

tl::expected<int64_t, Flaw> CheckGroup(std::string_view segment, int64_t offset, JournalHead* state,
                                       ChainHasher& hasher) {
  auto header = CheckHeader(segment, offset, *state);
  if (!header) return tl::unexpected<Flaw>(std::move(header).error());
  const int64_t end = offset + header->size;
  JournalHead after = *state;
  after.group = header->number;
  int64_t at = offset + kGroupHeaderSize;
  for (uint32_t i = 0; i < header->count; ++i) {
    auto next = CheckRecord(segment, at, end, &after, hasher);
    if (!next) {
      next.error().group_size = header->size;
      return tl::unexpected<Flaw>(std::move(next).error());
    }
    at = *next;
  }
  Flaw flaw{.begin = end - kGroupEndSize,
            .end = end,
            .sequence = after.sequence,
            .what = kCut,
            .group_size = header->size};
  if (at != end - kGroupEndSize) {
    flaw.what = "its group is longer than its records";
    flaw.maybe_unwritten = false;
    return tl::unexpected<Flaw>(flaw);
  }
  if (end > SizeOf(segment)) return tl::unexpected<Flaw>(flaw);
  if (!IsGroupEnd(segment, end - kGroupEndSize)) {
    flaw.what = "the end mark of its group is damaged";
    return tl::unexpected<Flaw>(flaw);
  }
  *state = after;
  return int64_t{header->size};
}

Record RecordAt(std::string_view segment, int64_t offset) {
  Record record;
  record.head.kind.type = GetNumber<uint16_t>(segment, offset + 4);
  record.head.kind.version = GetNumber<uint16_t>(segment, offset + 6);
  record.head.sequence = GetNumber<uint64_t>(segment, offset + 8);
  record.head.time.ns = GetNumber<int64_t>(segment, offset + 16);
  const std::string_view hash =
      Part(segment, offset + kChainedFrameSize, offset + kRecordFrameSize);
  std::copy(hash.begin(), hash.end(), record.hash.bytes.begin());
  const int64_t payload = offset + kRecordFrameSize;
  record.payload = Part(segment, payload, payload + GetNumber<uint32_t>(segment, offset));
  record.place.offset = offset;
  return record;
}

bool IsUnfinishedWrite(std::string_view segment, int64_t offset, const JournalHead& state,
                       const Flaw& flaw) {
  const int64_t size = SizeOf(segment);
  const int64_t longest = flaw.group_size.value_or(kMaxGroupSize);
  if (!flaw.maybe_unwritten || size - offset > longest) return false;
  if (LaterGroupExists(segment, offset, state)) return false;
  return flaw.end > size || LacksASector(segment, offset, size, flaw);
}

}  // namespace keel::storage::internal
