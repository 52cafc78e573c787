// SPDX-License-Identifier: MIT
#include "storage/journal/snapshot.h"

#include <gtest/gtest.h>

#include <string>

#include "storage/journal/testing/journal_story.h"
#include "storage/journal/verify.h"

namespace keel::storage {
namespace {

using testing::FolderImage;
using testing::MemoryFolder;
using testing::PlainRecords;
using testing::ReadAll;

const std::string kSecond = "snapshot-00000000000000000040.ks";
const std::string kThird = "snapshot-00000000000000000060.ks";

/// Eighty records; the state is taken at 20, 40 and 60.
class SnapshotTest : public ::testing::Test {
 protected:
  SnapshotTest() {
    base::RandomStream random(8, "test");
    MemoryFolder folder;
    auto journal = Journal::Create(folder, testing::TestSession(), {.segment_bytes = 4'096});
    for (int i = 1; i <= 4; ++i) {
      const PlainRecords part = testing::WriteInvented(*journal, 20, random);
      records_.insert(records_.end(), part.begin(), part.end());
      if (i == 4) break;
      EXPECT_TRUE(WriteSnapshot(folder, {journal->head(), 1, "state " + std::to_string(i)}));
    }
    head_ = journal->head();
    image_ = folder.AfterKill();
  }

  PlainRecords After(size_t sequence) const {
    return {records_.begin() + static_cast<std::ptrdiff_t>(sequence), records_.end()};
  }

  FolderImage image_;
  PlainRecords records_;
  JournalHead head_;
};

TEST_F(SnapshotTest, ARestartTakesTheNewestAndWhatCameLater) {
  MemoryFolder folder(image_);
  auto recovery = Recover(folder);
  ASSERT_TRUE(recovery) << recovery.error().message;
  ASSERT_TRUE(recovery->snapshot);
  EXPECT_EQ(recovery->snapshot->payload, "state 3");
  EXPECT_EQ(recovery->snapshot->at.sequence, 60U);
  EXPECT_EQ(ReadAll(recovery->later), After(60));
  EXPECT_EQ(recovery->head, head_);
  EXPECT_TRUE(recovery->notes.empty());
}

TEST_F(SnapshotTest, EveryDamagedByteFallsBackToTheOneBeforeAndSaysSo) {
  for (size_t byte = 0; byte < image_[kThird].size(); ++byte) {
    FolderImage image = image_;
    image[kThird][byte] ^= 0x04;
    MemoryFolder folder(image);
    auto recovery = Recover(folder);
    ASSERT_TRUE(recovery && recovery->snapshot);
    ASSERT_EQ(recovery->snapshot->payload, "state 2") << byte;
    ASSERT_EQ(ReadAll(recovery->later), After(40));
    ASSERT_EQ(recovery->notes.size(), 1U);
    ASSERT_EQ(recovery->notes[0].substr(0, kThird.size() + 12), kThird + " is not used");
  }
}

TEST_F(SnapshotTest, AnotherSessionsSnapshotIsNotBelieved) {
  base::RandomStream random(9, "test");
  MemoryFolder other;
  auto journal = Journal::Create(other, {"other", {5}});
  ASSERT_EQ(testing::WriteInvented(*journal, 60, random).size(), 60U);
  ASSERT_TRUE(WriteSnapshot(other, {journal->head(), 1, "foreign"}));
  image_[kThird] = other.AfterKill().at(kThird);
  image_["snapshot-00000000000000000999.ks"] = image_[kThird];
  MemoryFolder folder(image_);
  const auto recovery = Recover(folder);
  EXPECT_EQ(recovery->snapshot->payload, "state 2");
  ASSERT_EQ(recovery->notes.size(), 2U);
  EXPECT_NE(recovery->notes[0].find("no such record"), std::string::npos);
  EXPECT_NE(recovery->notes[1].find("another history"), std::string::npos);
  EXPECT_EQ(VerifyJournal(folder)->notes.size(), 2U);
  EXPECT_TRUE(VerifyJournal(folder)->sound());
}

TEST_F(SnapshotTest, WithoutAnyTheWholeJournalIsReplayed) {
  std::erase_if(image_, [](const auto& file) { return file.first.starts_with("snapshot"); });
  MemoryFolder folder(image_);
  auto recovery = Recover(folder);
  EXPECT_FALSE(recovery->snapshot);
  EXPECT_EQ(ReadAll(recovery->later), records_);
}

TEST_F(SnapshotTest, ADamagedJournalIsNotRecovered) {
  image_["journal-000001.kj"][1'000] ^= 1;
  MemoryFolder folder(image_);
  EXPECT_EQ(Recover(folder).error().code, base::ErrorCode::kCorrupt);
}

TEST_F(SnapshotTest, OldOnesAreRemovedOnceTheNewOneIsSafe) {
  MemoryFolder folder(image_);
  const auto kept = [&] {
    int count = 0;
    for (const auto& [name, bytes] : folder.AfterKill())
      count += name.starts_with("snapshot") ? 1 : 0;
    return count;
  };
  folder.FailAt(folder.calls() + 3, MemoryFolder::Fault::kError, true);  // its sync
  ASSERT_FALSE(WriteSnapshot(folder, {head_, 1, "state 4"}));
  auto recovery = Recover(folder);
  EXPECT_EQ(recovery->snapshot->payload, "state 3");
  folder.FailAt(-1, MemoryFolder::Fault::kError, false);
  ASSERT_TRUE(WriteSnapshot(folder, {head_, 1, "state 4"}));
  EXPECT_EQ(kept(), 3);
  recovery = Recover(folder);
  EXPECT_EQ(recovery->snapshot->payload, "state 4");
  EXPECT_TRUE(ReadAll(recovery->later).empty());
}

}  // namespace
}  // namespace keel::storage
