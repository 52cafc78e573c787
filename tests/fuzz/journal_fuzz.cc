// SPDX-License-Identifier: MIT
// The bytes of a session's folder. The first byte picks what the rest is: a segment, its groups
// behind a sound header, a snapshot, or a head mark.
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/check.h"
#include "storage/journal/internal/format.h"
#include "storage/journal/internal/snapshot_check.h"
#include "storage/journal/journal.h"
#include "storage/journal/snapshot.h"
#include "storage/journal/testing/journal_story.h"
#include "storage/journal/verify.h"

namespace storage = keel::storage;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* bytes, size_t size) {
  if (size == 0) return 0;
  const std::string rest(reinterpret_cast<const char*>(bytes) + 1, size - 1);
  storage::testing::FolderImage image;
  {
    storage::testing::MemoryFolder begun;
    CHECK(storage::Journal::Create(begun, storage::testing::TestSession()).has_value(),
          "memory takes it");
    image = begun.AfterKill();
  }
  std::string& segment = image["journal-000001.kj"];
  switch (bytes[0] % 4) {
    case 0:
      segment = rest;
      break;
    case 1:
      segment += rest;
      break;
    case 2:
      image[storage::internal::SnapshotName(0)] = rest;
      break;
    default:
      image["journal.head"] = rest;
  }
  storage::testing::MemoryFolder folder(image);
  const auto verdict = storage::VerifyJournal(folder);
  const bool sound = verdict && verdict->sound();
  const bool opened = storage::Journal::Open(folder).has_value();
  CHECK(sound == opened, "what verifies can be gone on with, and nothing else");
  (void)storage::Recover(folder);
  return 0;
}
