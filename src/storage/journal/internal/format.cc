// SPDX-License-Identifier: MIT
#include "storage/journal/internal/format.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/check.h"
#include "base/crc32c.h"

namespace keel::storage::internal {
namespace {

using base::Crc32c;

constexpr std::string_view kSegmentMark = "KEELJRNL";
constexpr std::string_view kGroupMark = "KGRP";
constexpr std::string_view kGroupEnd = "KEND";
constexpr std::string_view kNameStart = "journal-";
constexpr std::string_view kNameEnd = ".kj";
constexpr size_t kNameDigits = 6;

// Offsets in the header of a segment.
constexpr int64_t kVersionAt = 8;
constexpr int64_t kNumberAt = 12;
constexpr int64_t kStartedAt = 16;
constexpr int64_t kGroupBeforeAt = 24;
constexpr int64_t kSequenceBeforeAt = 32;
constexpr int64_t kHashBeforeAt = 40;
constexpr int64_t kIdAt = 72;
constexpr int64_t kIdSize = 64;
constexpr int64_t kHeaderCrcAt = kSegmentHeaderSize - 4;

// Offsets in the header of a group, after its mark.
constexpr int64_t kGroupSizeAt = 4;
constexpr int64_t kGroupNumberAt = 8;
constexpr int64_t kFirstSequenceAt = 16;
constexpr int64_t kCountAt = 24;
constexpr int64_t kGroupCrcAt = 28;

std::string_view Part(std::string_view bytes, int64_t offset, int64_t size) {
  return bytes.substr(static_cast<size_t>(offset), static_cast<size_t>(size));
}

void PutBytes(std::string* bytes, int64_t offset, std::string_view part) {
  std::copy(part.begin(), part.end(), bytes->begin() + offset);
}

}  // namespace

bool IsSessionId(std::string_view id) {
  const auto allowed = [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' ||
           c == '_' || c == '.';
  };
  return !id.empty() && id.size() <= kIdSize && std::all_of(id.begin(), id.end(), allowed);
}

ChainHash GenesisHash(const SessionStart& session, ChainHasher& hasher) {
  std::string started(sizeof session.started.ns, '\0');
  PutNumber(&started, 0, session.started.ns);
  return hasher.Of({kSegmentMark, started, session.id});
}

std::string EncodeSegmentHeader(const SegmentHeader& header) {
  CHECK(IsSessionId(header.session.id), "a session id that cannot be read back");
  std::string bytes(kSegmentHeaderSize, '\0');
  PutBytes(&bytes, 0, kSegmentMark);
  PutNumber(&bytes, kVersionAt, kFormatVersion);
  PutNumber(&bytes, kNumberAt, header.number);
  PutNumber(&bytes, kStartedAt, header.session.started.ns);
  PutNumber(&bytes, kGroupBeforeAt, header.before.group);
  PutNumber(&bytes, kSequenceBeforeAt, header.before.sequence);
  PutBytes(&bytes, kHashBeforeAt, header.before.hash.view());
  PutBytes(&bytes, kIdAt, header.session.id);
  PutNumber(&bytes, kHeaderCrcAt, Crc32c(Part(bytes, 0, kHeaderCrcAt)));
  return bytes;
}

tl::expected<SegmentHeader, std::string> DecodeSegmentHeader(std::string_view segment) {
  const auto fail = [](std::string why) { return tl::unexpected<std::string>(std::move(why)); };
  if (segment.size() < kSegmentHeaderSize) return fail("the file ends inside its header");
  if (!segment.starts_with(kSegmentMark)) return fail("it does not begin as a journal of Keel");
  if (GetNumber<uint32_t>(segment, kHeaderCrcAt) != Crc32c(Part(segment, 0, kHeaderCrcAt))) {
    return fail("the checksum of its header does not match");
  }
  const auto version = GetNumber<uint32_t>(segment, kVersionAt);
  if (version != kFormatVersion) {
    return fail(
        fmt::format("it has format {}, and this Keel reads format {}: use the Keel that "
                    "wrote it",
                    version, kFormatVersion));
  }
  SegmentHeader header;
  header.number = GetNumber<uint32_t>(segment, kNumberAt);
  header.session.started.ns = GetNumber<int64_t>(segment, kStartedAt);
  header.before.group = GetNumber<uint64_t>(segment, kGroupBeforeAt);
  header.before.sequence = GetNumber<uint64_t>(segment, kSequenceBeforeAt);
  const std::string_view hash = Part(segment, kHashBeforeAt, kIdAt - kHashBeforeAt);
  std::copy(hash.begin(), hash.end(), header.before.hash.bytes.begin());
  const std::string_view id = Part(segment, kIdAt, kIdSize);
  header.session.id = id.substr(0, std::min(id.find('\0'), id.size()));
  if (!IsSessionId(header.session.id)) return fail("it names no session");
  return header;
}

void PutGroupHeader(std::string* group, const GroupHeader& header) {
  PutBytes(group, 0, kGroupMark);
  PutNumber(group, kGroupSizeAt, header.size);
  PutNumber(group, kGroupNumberAt, header.number);
  PutNumber(group, kFirstSequenceAt, header.first_sequence);
  PutNumber(group, kCountAt, header.count);
  PutNumber(group, kGroupCrcAt, Crc32c(Part(*group, 0, kGroupCrcAt)));
}

std::optional<GroupHeader> GetGroupHeader(std::string_view segment, int64_t offset) {
  const std::string_view bytes = Part(segment, offset, kGroupHeaderSize);
  if (!bytes.starts_with(kGroupMark)) return std::nullopt;
  if (GetNumber<uint32_t>(bytes, kGroupCrcAt) != Crc32c(Part(bytes, 0, kGroupCrcAt))) {
    return std::nullopt;
  }
  GroupHeader header;
  header.size = GetNumber<uint32_t>(bytes, kGroupSizeAt);
  header.number = GetNumber<uint64_t>(bytes, kGroupNumberAt);
  header.first_sequence = GetNumber<uint64_t>(bytes, kFirstSequenceAt);
  header.count = GetNumber<uint32_t>(bytes, kCountAt);
  const int64_t least = kGroupHeaderSize + header.count * kRecordOverhead + kGroupEndSize;
  if (header.count == 0 || header.size < least || header.size > kMaxGroupSize) return std::nullopt;
  return header;
}

ChainHash AppendRecord(std::string* group, const ChainHash& before, const RecordHead& head,
                       std::string_view payload, ChainHasher& hasher) {
  const auto start = static_cast<int64_t>(group->size());
  group->resize(group->size() + kChainedFrameSize);
  PutNumber(group, start, static_cast<uint32_t>(payload.size()));
  PutNumber(group, start + 4, head.kind.type);
  PutNumber(group, start + 6, head.kind.version);
  PutNumber(group, start + 8, head.sequence);
  PutNumber(group, start + 16, head.time.ns);
  const ChainHash hash =
      hasher.Of({before.view(), Part(*group, start, kChainedFrameSize), payload});
  group->append(hash.view());
  group->append(payload);
  const uint32_t crc = Crc32c(std::string_view(*group).substr(static_cast<size_t>(start)));
  group->append(reinterpret_cast<const char*>(&crc), sizeof crc);
  return hash;
}

void AppendGroupEnd(std::string* group) { group->append(kGroupEnd); }

bool IsGroupEnd(std::string_view bytes, int64_t offset) {
  return Part(bytes, offset, kGroupEndSize) == kGroupEnd;
}

std::string SegmentName(uint32_t number) { return fmt::format("journal-{:06}.kj", number); }

std::optional<uint32_t> SegmentNumber(std::string_view name) {
  if (name.size() != kNameStart.size() + kNameDigits + kNameEnd.size() ||
      !name.starts_with(kNameStart) || !name.ends_with(kNameEnd)) {
    return std::nullopt;
  }
  uint32_t number = 0;
  for (const char c : name.substr(kNameStart.size(), kNameDigits)) {
    if (c < '0' || c > '9') return std::nullopt;
    number = 10 * number + static_cast<uint32_t>(c - '0');
  }
  if (number == 0) return std::nullopt;
  return number;
}

}  // namespace keel::storage::internal
