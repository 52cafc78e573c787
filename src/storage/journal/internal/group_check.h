// SPDX-License-Identifier: MIT
// Whether a group is what a Commit wrote, and, for the last one of a journal that is not, whether
// that is the trace of an interrupted write or damage to bytes that were once complete.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "storage/journal/internal/format.h"

namespace keel::storage::internal {

/// Why a group is not accepted.
struct Flaw {
  int64_t begin = 0;      ///< the frame that is wrong: bytes [begin, end) of the segment
  int64_t end = 0;        ///< may lie beyond the end of the file
  uint64_t sequence = 0;  ///< the record that belongs there
  std::string what;       ///< "its checksum does not match"
  /// Missing or zeroed bytes could be the reason: false where checksums agree with what is there.
  bool maybe_unwritten = true;
  std::optional<int64_t> group_size;  ///< where the header of the group could be read
};

/// Checks the group at `offset` (below the size of `segment`): framing, checksums, numbers and
/// hashes, all of them. Moves `state` behind it and returns its size, or leaves `state` alone.
tl::expected<int64_t, Flaw> CheckGroup(std::string_view segment, int64_t offset, JournalHead* state,
                                       ChainHasher& hasher);

/// A record of a group that was checked.
Record RecordAt(std::string_view segment, int64_t offset);

/// Whether the flawed group at `offset`, the first after `state`, can be a write that a crash or a
/// power cut left unfinished: it was never durable, so it may be cut. Three things speak against
/// it: a group that follows (each is written only when the one before is durable), bytes behind its
/// end, and a damaged frame of which no sector is missing (a sector is written whole or not at all,
/// and one that is not reads as zeros).
bool IsUnfinishedWrite(std::string_view segment, int64_t offset, const JournalHead& state,
                       const Flaw& flaw);

}  // namespace keel::storage::internal
