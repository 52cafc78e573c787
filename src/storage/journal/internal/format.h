// SPDX-License-Identifier: MIT
// The bytes of a journal, all little-endian:
//   segment  header of 256 bytes, then groups without gaps
//   group    what one Commit wrote: header of 32 bytes, its records, an end mark of 4 bytes
//   record   frame of 56 bytes (size, kind, sequence, time, chain hash), payload, CRC of both
// A record's chain hash is SHA-256(hash of the record before, its first 24 bytes, its payload).
#pragma once

#include <bit>
#include <cstdint>
#include <cstring>
#include <optional>
#include <string>
#include <string_view>
#include <tl/expected.hpp>

#include "storage/journal/chain_hash.h"
#include "storage/journal/internal/chain_hasher.h"
#include "storage/journal/record.h"

namespace keel::storage::internal {

static_assert(std::endian::native == std::endian::little, "the bytes on disk are little-endian");

constexpr uint32_t kFormatVersion = 1;
constexpr int64_t kSegmentHeaderSize = 256;
constexpr int64_t kGroupHeaderSize = 32;
constexpr int64_t kGroupEndSize = 4;
constexpr int64_t kChainedFrameSize = 24;  ///< of a record's frame, what its hash covers
constexpr int64_t kRecordFrameSize = kChainedFrameSize + 32;
constexpr int64_t kRecordOverhead = kRecordFrameSize + 4;
constexpr int64_t kMaxGroupSize = 16 << 20;
constexpr int64_t kMaxPayloadSize = 8 << 20;
constexpr int64_t kMaxSegmentSize = 1 << 30;
constexpr uint32_t kMaxSegments = 999'999;
/// What a power cut keeps or loses as a whole.
constexpr int64_t kSectorSize = 512;

template <typename T>
T GetNumber(std::string_view bytes, int64_t offset) {
  T value{};
  std::memcpy(&value, bytes.data() + offset, sizeof value);
  return value;
}
template <typename T>
void PutNumber(std::string* bytes, int64_t offset, T value) {
  std::memcpy(bytes->data() + offset, &value, sizeof value);
}

struct SegmentHeader {
  uint32_t number = 1;
  SessionStart session;
  JournalHead before;  ///< the end of the segment before; the genesis hash for the first one
};

struct GroupHeader {
  uint32_t size = 0;  ///< bytes of the group with header and end mark
  uint64_t number = 0;
  uint64_t first_sequence = 0;
  uint32_t count = 0;  ///< records
};

/// 1 to 64 letters, digits, '-', '_' and '.': fit for a message and for a file name.
bool IsSessionId(std::string_view id);

/// The hash before the first record: a function of the session.
ChainHash GenesisHash(const SessionStart& session, ChainHasher& hasher);

std::string EncodeSegmentHeader(const SegmentHeader& header);
/// The header at the start of a segment's bytes; a sentence where it is none.
tl::expected<SegmentHeader, std::string> DecodeSegmentHeader(std::string_view segment);

/// Writes the header over the first kGroupHeaderSize bytes of `group`.
void PutGroupHeader(std::string* group, const GroupHeader& header);
/// The header at `offset`; nothing where its mark, its checksum or its sizes are wrong. Requires
/// that kGroupHeaderSize bytes are there.
std::optional<GroupHeader> GetGroupHeader(std::string_view segment, int64_t offset);

/// Appends one framed record and returns its hash.
ChainHash AppendRecord(std::string* group, const ChainHash& before, const RecordHead& head,
                       std::string_view payload, ChainHasher& hasher);
void AppendGroupEnd(std::string* group);
bool IsGroupEnd(std::string_view bytes, int64_t offset);

/// "journal-000001.kj".
std::string SegmentName(uint32_t number);
/// The number in such a name; nothing for any other name.
std::optional<uint32_t> SegmentNumber(std::string_view name);

}  // namespace keel::storage::internal
