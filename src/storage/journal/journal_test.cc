// SPDX-License-Identifier: MIT
#include "storage/journal/journal.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <string>
#include <vector>

#include "base/os/file.h"
#include "storage/internal/scratch_directory.h"
#include "storage/journal/journal_reader.h"
#include "storage/journal/testing/journal_story.h"
#include "storage/journal/verify.h"

namespace keel::storage {
namespace {

using testing::AppendInvented;
using testing::FolderImage;
using testing::MemoryFolder;
using testing::PlainRecords;
using testing::ReadAll;
using testing::TestSession;
using testing::WriteInvented;
using testing::WriteJournal;
using testing::WrittenJournal;
using Fault = MemoryFolder::Fault;

constexpr RecordKind kKind{.type = 7, .version = 2};

bool IsPrefix(const PlainRecords& part, const PlainRecords& whole) {
  return part.size() <= whole.size() && std::equal(part.begin(), part.end(), whole.begin());
}

void ExpectSound(JournalFolder& folder) {
  const auto verdict = VerifyJournal(folder);
  ASSERT_TRUE(verdict) << verdict.error().message;
  EXPECT_TRUE(verdict->sound()) << verdict->damage->Describe("folder");
}

RC_GTEST_PROP(Journal, GivesBackWhatWasCommittedInOrder,
              (const std::vector<std::vector<std::string>>& commits)) {
  MemoryFolder folder;
  auto journal = Journal::Create(folder, TestSession(), {.segment_bytes = 4'096});
  RC_ASSERT(journal.has_value());
  PlainRecords written;
  for (const std::vector<std::string>& commit : commits) {
    for (const std::string& payload : commit) {
      const int64_t time = 1'000 - static_cast<int64_t>(written.size());
      const auto sequence = journal->Append(kKind, {time}, payload);
      written.push_back({sequence.value(), kKind, time, payload});
      RC_ASSERT(*sequence == written.size());
    }
    RC_ASSERT(journal->Commit().has_value());
    RC_ASSERT(journal->head().sequence == written.size());
  }
  RC_ASSERT(ReadAll(folder) == written);
  RC_ASSERT(VerifyJournal(folder, journal->head().hash)->sound());
}

TEST(Journal, GoesOnAfterItWasClosed) {
  const internal::ScratchDirectory scratch;
  base::RandomStream random(1, "test");
  const auto folder = OpenJournalFolder(scratch.path() + "/session");
  PlainRecords written;
  {
    auto journal = Journal::Create(*folder, TestSession(), {.segment_bytes = 4'096});
    ASSERT_TRUE(journal) << journal.error().message;
    written = WriteInvented(*journal, 40, random);
    ASSERT_EQ(written.size(), 40U);
  }
  auto journal = Journal::Open(*folder, {.segment_bytes = 4'096});
  ASSERT_TRUE(journal) << journal.error().message;
  EXPECT_EQ(journal->session().id, TestSession().id);
  EXPECT_EQ(journal->recovered().torn_bytes, 0);
  const PlainRecords more = WriteInvented(*journal, 40, random);
  written.insert(written.end(), more.begin(), more.end());
  EXPECT_EQ(ReadAll(*folder), written);
  const auto verdict = VerifyJournal(*folder, journal->head().hash);
  ASSERT_TRUE(verdict);
  EXPECT_TRUE(verdict->sound() && verdict->notes.empty());
  EXPECT_GT(verdict->segments, 2U);
  EXPECT_EQ(verdict->expected_at, 80U);
  EXPECT_TRUE(base::os::CheckOwnerOnly(scratch.path() + "/session/journal-000001.kj"));
}

TEST(Journal, WhatWasNotCommittedIsNotThere) {
  MemoryFolder folder;
  auto journal = Journal::Create(folder, TestSession());
  ASSERT_TRUE(journal->Append(kKind, {1}, "kept"));
  ASSERT_TRUE(journal->Commit());
  ASSERT_TRUE(journal->Append(kKind, {2}, "lost"));
  EXPECT_EQ(ReadAll(folder).size(), 1U);
  const int calls = folder.calls();
  EXPECT_EQ(journal->head().sequence, 1U);
  EXPECT_EQ(folder.calls(), calls);
}

TEST(Journal, OneWriterAndOneSessionInAFolder) {
  MemoryFolder folder;
  {
    const auto journal = Journal::Create(folder, TestSession());
    ASSERT_TRUE(journal);
    EXPECT_EQ(Journal::Open(folder).error().code, base::ErrorCode::kRefused);
  }
  EXPECT_EQ(Journal::Create(folder, TestSession()).error().code, base::ErrorCode::kRefused);
  MemoryFolder empty;
  EXPECT_EQ(Journal::Open(empty).error().code, base::ErrorCode::kNotFound);
  EXPECT_EQ(Journal::Create(empty, {"a/b", {0}}).error().code, base::ErrorCode::kUsage);
  EXPECT_EQ(Journal::Create(empty, {"", {0}}).error().code, base::ErrorCode::kUsage);
  EXPECT_EQ(Journal::Create(empty, {std::string(65, 'a'), {0}}).error().code,
            base::ErrorCode::kUsage);
  EXPECT_EQ(Journal::Create(empty, TestSession(), {.segment_bytes = 5}).error().code,
            base::ErrorCode::kUsage);
}

TEST(Journal, RefusesMoreThanItCouldReadBack) {
  MemoryFolder folder;
  auto journal = Journal::Create(folder, TestSession());
  const std::string most(8 << 20, 'x');
  EXPECT_EQ(journal->Append(kKind, {1}, most + "x").error().code, base::ErrorCode::kUsage);
  ASSERT_TRUE(journal->Append(kKind, {1}, most));
  EXPECT_EQ(journal->Append(kKind, {1}, most).error().code, base::ErrorCode::kUsage);
  ASSERT_TRUE(journal->Commit());
  ASSERT_TRUE(journal->Append(kKind, {1}, most));
  ASSERT_TRUE(journal->Commit());
  EXPECT_EQ(ReadAll(folder).size(), 2U);
}

// One segment, and a head mark that is as old as the crash: what a killed process leaves.
TEST(Journal, CutAtEveryByteItKeepsExactlyTheWholeCommitsBefore) {
  base::RandomStream random(2, "test");
  MemoryFolder folder;
  auto journal = Journal::Create(folder, TestSession());
  std::vector<FolderImage> images = {folder.AfterKill()};  // after each commit
  std::vector<size_t> records = {0};
  for (size_t i = 0; i < 200; ++i) {
    ASSERT_TRUE(AppendInvented(*journal, random));
    if (i % 3 == 1) continue;
    ASSERT_TRUE(journal->Commit());
    images.push_back(folder.AfterKill());
    records.push_back(i + 1);
  }
  const std::string name = "journal-000001.kj";
  const std::string whole = images.back().at(name);
  size_t commit = 0;
  for (size_t cut = images[0].at(name).size(); cut < whole.size(); ++cut) {
    if (cut == images[commit + 1].at(name).size()) ++commit;
    FolderImage image = images[commit];
    image[name] = whole.substr(0, cut);
    MemoryFolder after(image);
    const auto again = Journal::Open(after);
    ASSERT_TRUE(again) << cut << ": " << again.error().message;
    ASSERT_EQ(again->head().sequence, records[commit]) << cut;
    ASSERT_EQ(again->recovered().torn_bytes,
              static_cast<int64_t>(cut - images[commit].at(name).size()));
    ASSERT_EQ(after.AfterKill().at(name), images[commit].at(name)) << cut;
  }
}

TEST(Journal, WhatTheHeadMarkVouchesForIsNeverCut) {
  base::RandomStream random(3, "test");
  const WrittenJournal written = WriteJournal(20, random, 1 << 20);
  const std::string name = "journal-000001.kj";
  const std::string whole = written.image.at(name);
  for (size_t cut = 0; cut < whole.size(); cut += 7) {
    FolderImage image = written.image;
    image[name] = whole.substr(0, cut);
    MemoryFolder folder(image);
    const auto journal = Journal::Open(folder);
    ASSERT_FALSE(journal) << cut;
    ASSERT_EQ(journal.error().code, base::ErrorCode::kCorrupt);
    ASSERT_EQ(folder.AfterKill(), image) << "nothing may be changed";
  }
}

TEST(Journal, AFailedSyncIsFinal) {
  MemoryFolder folder;
  auto journal = Journal::Create(folder, TestSession());
  ASSERT_TRUE(journal->Append(kKind, {1}, "safe"));
  ASSERT_TRUE(journal->Commit());
  ASSERT_TRUE(journal->Append(kKind, {2}, "unknown"));
  folder.FailAt(folder.calls() + 2, Fault::kError, false);  // the sync after the write
  const base::Status failed = journal->Commit();
  ASSERT_FALSE(failed);
  EXPECT_EQ(failed.error().code, base::ErrorCode::kIo);
  EXPECT_NE(failed.error().message.find("behind record 1"), std::string::npos);
  EXPECT_TRUE(journal->failed());
  // The disk would work again, and is not asked.
  const int calls = folder.calls();
  EXPECT_FALSE(journal->Append(kKind, {3}, "refused"));
  EXPECT_FALSE(journal->Commit());
  EXPECT_FALSE(journal->Flush());
  EXPECT_EQ(folder.calls(), calls);
  EXPECT_EQ(journal->head().sequence, 1U);
}

// After a failed sync the kernel shows the bytes to every reader and never writes them.
TEST(Journal, RecordsOfAFailedSyncThatAreReadBackAreMadeDurable) {
  MemoryFolder folder;
  {
    auto journal = Journal::Create(folder, TestSession());
    ASSERT_TRUE(journal->Append(kKind, {1}, std::string(3'000, 'u')));
    folder.FailAt(folder.calls() + 2, Fault::kError, false);
    ASSERT_FALSE(journal->Commit());
  }
  ASSERT_TRUE(Journal::Open(folder));
  const PlainRecords believed = ReadAll(folder);
  EXPECT_EQ(believed.size(), 1U);
  for (uint64_t i = 0; i < 50; ++i) {
    base::RandomStream random(4, "test", i);
    MemoryFolder after(folder.AfterPowerCut(random));
    ASSERT_EQ(ReadAll(after), believed);
  }
}

TEST(Journal, ShortWritesAreGoneOnWith) {
  base::RandomStream random(5, "test");
  MemoryFolder folder;
  folder.FailAt(1, Fault::kShort, true);
  auto journal = Journal::Create(folder, TestSession());
  ASSERT_FALSE(journal) << "half of one byte is none: the disk takes no more";
  EXPECT_NE(journal.error().message.find("takes no more"), std::string::npos);
  for (int call = 1; call < 60; ++call) {
    MemoryFolder once;
    once.FailAt(call, Fault::kShort, false);
    auto other = Journal::Create(once, TestSession());
    ASSERT_TRUE(other);
    const PlainRecords written = WriteInvented(*other, 30, random);
    ASSERT_EQ(written.size(), 30U);
    ASSERT_EQ(ReadAll(once), written) << call;
  }
}

/// One life of a session: it begins or goes on, works until the fault, and dies.
class Lives {
 public:
  explicit Lives(uint64_t number) : random_(6, "test.lives", number) {}

  /// False, with the reason said, once something is lost or invented.
  bool LiveOnce(int fail_at, bool power_cut) {
    MemoryFolder folder(image_);
    folder.FailAt(fail_at, Fault::kError, random_.NextBelow(2) == 0);
    Work(folder);
    image_ = power_cut ? folder.AfterPowerCut(random_) : folder.AfterKill();
    return Inspect();
  }
  size_t acknowledged() const { return acknowledged_.size(); }

 private:
  void Work(MemoryFolder& folder) {
    const JournalOptions options{.segment_bytes = 4'096};
    auto journal = Journal::Open(folder, options);
    if (!journal && journal.error().code == base::ErrorCode::kNotFound) {
      journal = Journal::Create(folder, TestSession(), options);
    }
    if (!journal) return;
    acknowledged_ = ReadAll(folder);  // what the session acts on from here
    appended_ = acknowledged_;
    for (int i = 0; i < 12; ++i) {
      const auto record = AppendInvented(*journal, random_);
      if (!record) return;
      appended_.push_back(*record);
      if (random_.NextBelow(3) == 0) continue;
      if (!journal->Commit()) return;
      acknowledged_ = appended_;
    }
  }

  bool Inspect() {
    MemoryFolder folder(image_);
    const auto journal = Journal::Open(folder, {.segment_bytes = 4'096});
    if (!journal) {
      const bool never_begun = acknowledged_.empty() && appended_.empty() &&
                               journal.error().code == base::ErrorCode::kNotFound;
      EXPECT_TRUE(never_begun) << journal.error().message;
      return never_begun;
    }
    const PlainRecords read = ReadAll(folder);
    EXPECT_TRUE(IsPrefix(acknowledged_, read)) << "an acknowledged record is lost";
    EXPECT_TRUE(IsPrefix(read, appended_)) << "a record was invented";
    ExpectSound(folder);
    return !::testing::Test::HasFailure();
  }

  base::RandomStream random_;
  FolderImage image_;
  PlainRecords acknowledged_, appended_;
};

TEST(Journal, DeathAtAnyCallLosesNothingAcknowledged) {
  for (int fail_at = 1; fail_at < 80; ++fail_at) {
    for (const bool power_cut : {false, true}) {
      Lives lives(static_cast<uint64_t>(fail_at));
      ASSERT_TRUE(lives.LiveOnce(fail_at, power_cut)) << "call " << fail_at;
    }
  }
}

TEST(Journal, AnySectorsLostInAnyPowerCutLoseNothingAcknowledged) {
  size_t acknowledged = 0;
  for (uint64_t number = 0; number < 300; ++number) {
    base::RandomStream random(7, "test", number);
    Lives lives(number);
    for (int life = 0; life < 8; ++life) {
      const int fail_at = static_cast<int>(1 + random.NextBelow(60));
      ASSERT_TRUE(lives.LiveOnce(fail_at, random.NextBelow(4) != 0)) << number << "/" << life;
    }
    acknowledged += lives.acknowledged();
  }
  EXPECT_GT(acknowledged, 5'000U);
}

TEST(Journal, AFullDiskOfThePlatformIsFinalToo) {
  const auto folder = OpenJournalFolder("/proc/keel");
  EXPECT_FALSE(Journal::Create(*folder, TestSession()));
}

}  // namespace
}  // namespace keel::storage
