// SPDX-License-Identifier: MIT
#include "storage/journal/verify.h"

#include <gtest/gtest.h>

#include <string>

#include "base/crc32c.h"
#include "storage/journal/internal/format.h"
#include "storage/journal/testing/damage_campaign.h"
#include "storage/journal/testing/journal_story.h"

namespace keel::storage {
namespace {

using testing::DamageCampaign;
using testing::DamageOutcomes;
using testing::FolderImage;
using testing::MemoryFolder;
using testing::ReadAll;
using testing::WriteJournal;
using testing::WrittenJournal;

const std::string kFirst = "journal-000001.kj";

/// Ten records in one segment, a commit each.
class Verify : public ::testing::Test {
 protected:
  Verify() {
    MemoryFolder folder;
    auto journal = Journal::Create(folder, testing::TestSession());
    EXPECT_TRUE(journal);
    for (int i = 1; i <= 10; ++i) {
      places_.push_back(folder.AfterKill().at(kFirst).size());
      EXPECT_TRUE(journal->Append({1, 1}, {i * 1'000}, "record number " + std::to_string(i)));
      EXPECT_TRUE(journal->Commit());
    }
    head_ = journal->head();
    image_ = folder.AfterKill();
  }

  /// Where the frame of record `i` begins.
  size_t FrameOf(size_t i) const { return places_[i - 1] + internal::kGroupHeaderSize; }
  JournalVerdict Verdict(const std::optional<ChainHash>& expected = {}) const {
    MemoryFolder folder(image_);
    const auto verdict = VerifyJournal(folder, expected);
    EXPECT_TRUE(verdict) << verdict.error().message;
    return verdict.value_or(JournalVerdict{});
  }
  /// Alters a payload byte of record `i` and makes its checksum right again.
  void Forge(size_t i) {
    std::string& bytes = image_[kFirst];
    const size_t frame = FrameOf(i);
    const size_t size = internal::GetNumber<uint32_t>(bytes, static_cast<int64_t>(frame));
    const size_t crc_at = frame + internal::kRecordFrameSize + size;
    bytes[crc_at - 1] ^= 1;
    const std::string_view checked = std::string_view(bytes).substr(frame, crc_at - frame);
    internal::PutNumber(&bytes, static_cast<int64_t>(crc_at), base::Crc32c(checked));
  }

  FolderImage image_;
  JournalHead head_;
  std::vector<size_t> places_;
};

TEST_F(Verify, ASoundJournalSaysWhatItHolds) {
  const JournalVerdict verdict = Verdict(head_.hash);
  EXPECT_TRUE(verdict.sound());
  EXPECT_TRUE(verdict.notes.empty());
  EXPECT_EQ(verdict.session.id, testing::TestSession().id);
  EXPECT_EQ(verdict.head, head_);
  EXPECT_EQ(verdict.head.sequence, 10U);
  EXPECT_EQ(verdict.first_time->ns, 1'000);
  EXPECT_EQ(verdict.last_time->ns, 10'000);
  EXPECT_EQ(verdict.bytes, static_cast<int64_t>(image_[kFirst].size()));
  EXPECT_EQ(verdict.expected_at, 10U);
}

TEST_F(Verify, AFlippedBitIsNamedByRecordAndByte) {
  image_[kFirst][FrameOf(4) + internal::kRecordFrameSize + 2] ^= 0x10;
  const JournalVerdict verdict = Verdict();
  ASSERT_FALSE(verdict.sound());
  EXPECT_EQ(verdict.damage->sequence, 4U);
  EXPECT_EQ(verdict.damage->group, 4U);
  EXPECT_EQ(verdict.damage->offset, static_cast<int64_t>(FrameOf(4)));
  EXPECT_EQ(verdict.damage->Describe("s"),
            "s/journal-000001.kj, record 4 (group 4) at byte " + std::to_string(FrameOf(4)) +
                ": its checksum does not match its bytes; nothing from there on can be trusted "
                "and nothing was changed: keep a copy of the folder and restore it from a backup, "
                "or reconcile with the venue and start a new session");
  MemoryFolder folder(image_);
  EXPECT_EQ(Journal::Open(folder).error().message, verdict.damage->Describe("memory"));
  EXPECT_EQ(folder.AfterKill(), image_) << "damage is never cut";
}

TEST_F(Verify, AForgedRecordIsNamedThoughItsChecksumIsRight) {
  Forge(4);
  const JournalVerdict verdict = Verdict();
  ASSERT_FALSE(verdict.sound());
  EXPECT_EQ(verdict.damage->sequence, 4U);
  EXPECT_NE(verdict.damage->what.find("chain hash"), std::string::npos);
}

TEST_F(Verify, ARecordTakenOutIsNoticed) {
  image_[kFirst].erase(places_[3], places_[4] - places_[3]);
  const JournalVerdict verdict = Verdict();
  ASSERT_FALSE(verdict.sound());
  EXPECT_EQ(verdict.damage->what, "group 5 beginning with record 5 stands where group 4 belongs");
}

TEST_F(Verify, DamageToTheLastRecordIsNotTakenForAnUnfinishedWrite) {
  image_.erase("journal.head");
  for (size_t byte = places_[9]; byte < image_[kFirst].size(); ++byte) {
    for (const int bits : {0x01, 0x80, 0xFF}) {
      MemoryFolder folder(image_);
      FolderImage damaged = image_;
      damaged[kFirst][byte] = static_cast<char>(damaged[kFirst][byte] ^ bits);
      MemoryFolder after(damaged);
      const auto journal = Journal::Open(after);
      ASSERT_FALSE(journal) << byte;
      ASSERT_EQ(journal.error().code, base::ErrorCode::kCorrupt) << journal.error().message;
    }
  }
}

TEST_F(Verify, ALostSectorBeforeALaterCommitIsDamageAndNotTheEnd) {
  image_.erase("journal.head");
  const size_t rest = 512 - places_[3] % 512;  // group 4 begins here, and its sector is lost
  image_[kFirst].replace(places_[3], rest, std::string(rest, '\0'));
  const JournalVerdict verdict = Verdict();
  ASSERT_FALSE(verdict.sound());
  EXPECT_EQ(verdict.damage->what, "the header of its group is damaged");
  EXPECT_EQ(verdict.damage->sequence, 4U);
  MemoryFolder folder(image_);
  EXPECT_EQ(Journal::Open(folder).error().code, base::ErrorCode::kCorrupt);
}

TEST_F(Verify, NothingMayFollowAnUnfinishedWrite) {
  const FolderImage before = image_;
  {
    MemoryFolder folder(image_);
    auto journal = Journal::Open(folder);
    ASSERT_TRUE(journal->Append({1, 1}, {11}, std::string(2'000, 'n')));
    ASSERT_TRUE(journal->Commit());
    image_ = folder.AfterKill();
  }
  image_["journal.head"] = before.at("journal.head");
  image_[kFirst].replace(3 * 512, 512, std::string(512, '\0'));
  EXPECT_TRUE(Verdict().sound());
  EXPECT_GT(Verdict().torn_bytes, 2'000);
  image_[kFirst] += "no crash leaves this";
  EXPECT_FALSE(Verdict().sound());
}

TEST_F(Verify, ACleanCutShowsAgainstTheMarkAndAgainstTheHead) {
  image_[kFirst].resize(places_[8]);
  const JournalVerdict verdict = Verdict();
  ASSERT_FALSE(verdict.sound());
  EXPECT_EQ(verdict.damage->what,
            "2 records are gone that had reached the disk: journal.head vouches for 10 records");
  image_.erase("journal.head");
  EXPECT_TRUE(Verdict().sound()) << "nobody can know";
  EXPECT_EQ(Verdict().notes.size(), 1U);
  const JournalVerdict against = Verdict(head_.hash);
  ASSERT_FALSE(against.sound());
  EXPECT_NE(against.damage->what.find(head_.hash.Hex()), std::string::npos);
}

TEST_F(Verify, AHeadNotedEarlierIsFoundOnTheWay) {
  const auto at = static_cast<int64_t>(FrameOf(6)) + internal::kChainedFrameSize;
  ChainHash noted;
  noted.bytes = internal::GetNumber<decltype(noted.bytes)>(image_[kFirst], at);
  const JournalVerdict verdict = Verdict(noted);
  EXPECT_TRUE(verdict.sound());
  EXPECT_EQ(verdict.expected_at, 6U);
  EXPECT_EQ(ChainHash::Parse(noted.Hex()), noted);
  EXPECT_FALSE(ChainHash::Parse("beef"));
  EXPECT_FALSE(ChainHash::Parse(std::string(64, 'g')));
}

TEST_F(Verify, AnUnfinishedWriteAtTheEndIsNoDamage) {
  FolderImage later = image_;
  {
    MemoryFolder folder(image_);
    auto journal = Journal::Open(folder);
    ASSERT_TRUE(journal->Append({1, 1}, {11}, std::string(2'000, 'n')));
    ASSERT_TRUE(journal->Commit());
    later = folder.AfterKill();
  }
  image_[kFirst] = later[kFirst].substr(0, image_[kFirst].size() + 1'000);
  const JournalVerdict verdict = Verdict(head_.hash);
  EXPECT_TRUE(verdict.sound());
  EXPECT_EQ(verdict.torn_bytes, 1'000);
  EXPECT_EQ(verdict.head, head_);
}

TEST(VerifySegments, EachFileMustFollowTheOneBefore) {
  base::RandomStream random(11, "test");
  const WrittenJournal written = WriteJournal(300, random, 4'096);
  const auto damaged = [&](const auto& change) {
    FolderImage image = written.image;
    change(image);
    MemoryFolder folder(image);
    const auto verdict = VerifyJournal(folder);
    return verdict && verdict->damage ? verdict->damage->file + ": " + verdict->damage->what : "";
  };
  const std::string last = std::prev(written.image.find("journal.head"))->first;
  ASSERT_GT(last, "journal-000003.kj");
  EXPECT_EQ(damaged([](FolderImage& image) { image.erase("journal-000002.kj"); }),
            "journal-000002.kj: the file is missing; the journal has segments up to " + last);
  EXPECT_EQ(damaged([&](FolderImage& image) { image.erase(last); }),
            last + ": the file is missing; the journal has segments up to " + last);
  EXPECT_EQ(
      damaged([](FolderImage& image) { image["journal-000003.kj"] = image["journal-000002.kj"]; }),
      "journal-000003.kj: it is segment 2 of its journal");
  EXPECT_NE(damaged([](FolderImage& image) { image["journal-000002.kj"].resize(3'000); }), "");
  EXPECT_EQ(damaged([](FolderImage& image) { image["journal-000002.kj"].resize(100); }),
            "journal-000002.kj: the file ends inside its header");
  EXPECT_EQ(damaged([](FolderImage& image) { image["journal-000002.kj"][20] ^= 1; }),
            "journal-000002.kj: the checksum of its header does not match");
  EXPECT_EQ(damaged([](FolderImage& image) {
              for (auto& [name, bytes] : image) bytes = name == "journal.head" ? bytes : "";
            }),
            "journal-000001.kj: the file ends inside its header");
}

TEST(VerifySegments, AnotherSessionsSegmentIsNamed) {
  base::RandomStream random(12, "test");
  FolderImage image = WriteJournal(300, random, 4'096).image;
  MemoryFolder other;
  auto journal = Journal::Create(other, {"other", {5}}, {.segment_bytes = 4'096});
  ASSERT_EQ(testing::WriteInvented(*journal, 300, random).size(), 300U);
  image["journal-000002.kj"] = other.AfterKill().at("journal-000002.kj");
  MemoryFolder folder(image);
  EXPECT_EQ(VerifyJournal(folder)->damage->what, "it belongs to another session");
}

TEST(VerifySegments, AnotherHistoryOfTheSameSessionIsNamed) {
  const auto image_of = [](char letter) {
    MemoryFolder folder;
    auto journal = Journal::Create(folder, testing::TestSession(), {.segment_bytes = 4'096});
    for (int i = 0; i < 50; ++i) {
      EXPECT_TRUE(journal->Append({1, 1}, {i}, std::string(100, letter)) && journal->Commit());
    }
    return folder.AfterKill();
  };
  FolderImage image = image_of('a');
  image["journal-000002.kj"] = image_of('b').at("journal-000002.kj");
  MemoryFolder folder(image);
  EXPECT_EQ(VerifyJournal(folder)->damage->what,
            "it goes on from another history than that of journal-000001.kj");
}

/// A journal that was forged from one place on: every checksum and every hash is right.
class Forgery : public ::testing::Test {
 protected:
  /// One group behind an empty journal, made of records with these numbers.
  std::string DamageOf(const internal::GroupHeader& claimed, std::vector<uint64_t> sequences) {
    FolderImage image;
    {
      MemoryFolder folder;
      EXPECT_TRUE(Journal::Create(folder, testing::TestSession()));
      image = folder.AfterKill();
    }
    internal::ChainHasher hasher;
    ChainHash hash = internal::GenesisHash(testing::TestSession(), hasher);
    std::string group(internal::kGroupHeaderSize, '\0');
    for (const uint64_t sequence : sequences) {
      hash = internal::AppendRecord(&group, hash, {.sequence = sequence}, "forged", hasher);
    }
    internal::AppendGroupEnd(&group);
    internal::GroupHeader header = claimed;
    header.size = static_cast<uint32_t>(group.size());
    internal::PutGroupHeader(&group, header);
    image[kFirst] += group;
    MemoryFolder folder(image);
    const auto verdict = VerifyJournal(folder);
    return verdict->damage ? verdict->damage->what : "";
  }
};

TEST_F(Forgery, NumbersMustFollow) {
  EXPECT_EQ(DamageOf({.number = 1, .first_sequence = 1, .count = 2}, {1, 2}), "");
  EXPECT_EQ(DamageOf({.number = 1, .first_sequence = 1, .count = 2}, {1, 3}),
            "record 3 stands in its place");
  EXPECT_EQ(DamageOf({.number = 2, .first_sequence = 1, .count = 1}, {1}),
            "group 2 beginning with record 1 stands where group 1 belongs");
  EXPECT_EQ(DamageOf({.number = 1, .first_sequence = 2, .count = 1}, {2}),
            "group 1 beginning with record 2 stands where group 1 belongs");
  EXPECT_EQ(DamageOf({.number = 1, .first_sequence = 1, .count = 1}, {1, 2}),
            "its group is longer than its records");
}

// bench/journal_campaign.cc runs the same for as long as one likes.
TEST(VerifyCampaign, NoDamageIsSilent) {
  const DamageOutcomes outcomes = DamageCampaign(20090103).Run(0, 20'000);
  EXPECT_EQ(outcomes.silent, 0) << outcomes.first_silent;
  EXPECT_GT(outcomes.found, 15'000);
  EXPECT_GT(outcomes.noted, 500);
}

}  // namespace
}  // namespace keel::storage
