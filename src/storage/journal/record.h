// SPDX-License-Identifier: MIT
// What a journal holds: numbered records with a time, a kind and bytes that mean something to the
// code that wrote them and nothing to the journal.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/time.h"
#include "storage/journal/chain_hash.h"

namespace keel::storage {

/// Which session a journal belongs to; its hash chain starts from it.
struct SessionStart {
  std::string id;           ///< 1 to 64 letters, digits, '-', '_' and '.'
  base::UnixNanos started;  ///< when it was made
};

/// What the bytes of a record are: the caller's number for its type, and the version of its schema.
struct RecordKind {
  uint16_t type = 0;
  uint16_t version = 0;
  friend bool operator==(RecordKind, RecordKind) = default;
};

struct RecordHead {
  uint64_t sequence = 0;  ///< from 1, without gaps over all segments
  RecordKind kind;
  base::UnixNanos time;
};

/// Where a record lies.
struct RecordPlace {
  uint32_t segment = 0;  ///< from 1
  uint64_t group = 0;    ///< number of the Commit that wrote it, from 1
  int64_t offset = 0;    ///< of its frame, in bytes from the start of the segment
};

/// A record as a reader gives it; the payload is valid until the reader moves on.
struct Record {
  RecordHead head;
  RecordPlace place;
  ChainHash hash;
  std::string_view payload;
};

/// Where a journal ends.
struct JournalHead {
  uint64_t group = 0;     ///< the last one
  uint64_t sequence = 0;  ///< of the last record
  ChainHash hash;         ///< of the last record; what to note down and to verify against
  friend bool operator==(const JournalHead&, const JournalHead&) = default;
};

}  // namespace keel::storage
