// SPDX-License-Identifier: MIT
// A backup of a session, made while it trades and after, and what comes back of it.
#include <gtest/gtest.h>

#include "cli/session_settings.h"
#include "cli/testing/command_line.h"
#include "cli/trade_venue.h"
#include "storage/journal/journal.h"
#include "storage/journal/snapshot.h"
#include "storage/session_backup.h"
#include "strategies/feature_registry.h"
#include "strategies/registry.h"
#include "tests/integration/sample_session.h"

namespace keel::cli {
namespace {

using testing::IsOneSentence;
using testing::Outcome;

class SessionBackup : public testing::CommandLine {
 protected:
  static keel::testing::SampleOptions Options() {
    keel::testing::SampleOptions options;
    options.settings = keel::testing::SampleSettings();
    options.settings.strategies = {{.name = "ema_cross", .params = {{"fast", 3}, {"slow", 8}}}};
    options.registry = {strategies::All(), strategies::AllFeatures()};
    options.configuration = SettingsText(options.settings);
    options.minutes = 20;
    return options;
  }
  std::string FolderOf(const std::string& name) const {
    return folder() + "/home/.keel/sessions/" + name;
  }
  void Trade(const keel::testing::SampleOptions& options, const std::string& name = "one") {
    ASSERT_TRUE(base::os::MakeDirectories(FolderOf(name)));
    ASSERT_EQ(MakeSampleSession(FolderOf(name), options), "");
  }
  std::string Hash(const std::string& name) {
    const Outcome replay = Keel({"replay", name, "--json"});
    EXPECT_EQ(replay.exit_code, 0) << replay.err;
    const size_t at = replay.out.find("replayed_hash");
    return at == std::string::npos ? "" : replay.out.substr(at, 60);
  }
  /// What one edit makes of a backup's only member of that name, the manifest kept or made to fit.
  void Forge(const std::string& member, const std::function<void(std::string&)>& edit,
             bool fits = false, int64_t version = 2) {
    auto from = *storage::ArchiveReader::Open(folder() + "/good.zip");
    auto manifest = *storage::ReadManifest(from);
    manifest.version = version;
    ASSERT_TRUE(base::os::RemoveFile(folder() + "/forged.zip"));
    auto to = *storage::ArchiveWriter::Create(folder() + "/forged.zip");
    for (storage::BackupMember& one : manifest.sessions.at(0).members) {
      std::string bytes = *from.Read("one/" + one.name, 1 << 30);
      if (one.name == member) edit(bytes);
      if (fits) one.sha256 = storage::Sha256Hex(bytes);
      ASSERT_TRUE(to.Add("one/" + one.name, bytes));
    }
    ASSERT_TRUE(storage::AddManifest(manifest, to));
    ASSERT_TRUE(to.Finish());
  }
};

TEST_F(SessionBackup, ARestoredSessionReplaysToTheSameHash) {
  Trade(Options());
  ASSERT_EQ(Keel({"backup", "one", "good.zip"}).exit_code, 0);
  const Outcome restored = Keel({"restore", "good.zip", "--as", "two"});
  ASSERT_EQ(restored.exit_code, 0) << restored.err;
  EXPECT_EQ(Hash("two"), Hash("one"));
  EXPECT_EQ(*base::os::ReadFile(FolderOf("two") + "/journal-000001.kj"),
            *base::os::ReadFile(FolderOf("one") + "/journal-000001.kj"));
  EXPECT_TRUE(base::os::CheckOwnerOnly(folder() + "/good.zip"));
  EXPECT_NE(base::os::ReadFile(FolderOf("two") + "/configuration.json")->find("ema_cross"),
            std::string::npos);
}

TEST_F(SessionBackup, NothingIsWrittenOver) {
  Trade(Options());
  ASSERT_EQ(Keel({"backup", "one", "good.zip"}).exit_code, 0);
  for (const Outcome& outcome :
       {Keel({"backup", "one", "good.zip"}), Keel({"restore", "good.zip"})}) {
    EXPECT_EQ(outcome.exit_code, 3);
    EXPECT_TRUE(IsOneSentence(outcome.err)) << outcome.err;
  }
  EXPECT_EQ(Keel({"restore", "nothing.zip"}).exit_code, 2);
}

TEST_F(SessionBackup, OneThatTradesIsSavedUpToACommittedRecord) {
  keel::testing::SampleOptions options = Options();
  options.each_minute = [&](engine::LiveSession&, size_t minute) {
    if (minute != 9) return;
    const auto there = storage::OpenJournalFolder(FolderOf("one"));
    // A group of which the disk holds a part only.
    const std::string journal = FolderOf("one") + "/journal-000001.kj";
    const std::string bytes = *base::os::ReadFile(journal);
    ASSERT_TRUE(base::os::WriteFileAtomic(journal, bytes + std::string(600, '\0')));
    ASSERT_EQ(Keel({"backup", "one", "during.zip"}).exit_code, 0);
  };
  ASSERT_TRUE(base::os::MakeDirectories(FolderOf("one")));
  MakeSampleSession(FolderOf("one"), options);
  ASSERT_EQ(Keel({"restore", "during.zip", "--as", "two"}).exit_code, 0);
  const Outcome verdict = Keel({"verify-journal", "two", "--json"});
  EXPECT_NE(verdict.out.find("\"unfinished_bytes\": 0"), std::string::npos) << verdict.out;
  EXPECT_NE(Hash("two"), "");
}

TEST_F(SessionBackup, AllSessionsGoTogether) {
  Trade(Options());
  keel::testing::SampleOptions other = Options();
  other.seed = 2;
  Trade(other, "two");
  ASSERT_EQ(Keel({"backup", "--all", "all.zip"}).exit_code, 0);
  const std::string one = Hash("one"), two = Hash("two");
  EXPECT_NE(one, two);
  ASSERT_TRUE(base::os::RemoveTree(FolderOf("two")));
  EXPECT_EQ(Keel({"restore", "all.zip"}).exit_code, 3) << "one is there";
  EXPECT_FALSE(base::os::Exists(FolderOf("two")));
  ASSERT_TRUE(base::os::RemoveTree(FolderOf("one")));
  ASSERT_EQ(Keel({"restore", "all.zip"}).exit_code, 0);
  EXPECT_EQ(Hash("one"), one);
  EXPECT_EQ(Hash("two"), two);
}

// What lies among the sessions and is none: one killed before it wrote anything, what an
// interrupted restore left, a file.
TEST_F(SessionBackup, WhatNeverBeganKeepsNoOtherSessionFromBeingSaved) {
  ASSERT_TRUE(base::os::MakeDirectories(FolderOf("empty")));
  ASSERT_TRUE(base::os::MakeDirectories(FolderOf("gone.restoring")));
  ASSERT_TRUE(base::os::WriteFileAtomic(FolderOf("file"), "x"));
  const auto there = storage::OpenJournalFolder(FolderOf("killed"));
  ASSERT_TRUE(storage::Journal::Create(*there, {"killed", {}}));
  EXPECT_EQ(Keel({"backup", "--all", "none.zip"}).exit_code, 2);
  EXPECT_FALSE(base::os::Exists(folder() + "/none.zip"));
  Trade(Options());
  const Outcome saved = Keel({"backup", "--all", "all.zip"});
  ASSERT_EQ(saved.exit_code, 0) << saved.err;
  for (const char* told :
       {"empty is not saved: no session has begun", "gone.restoring is not saved",
        "file is not saved", "killed is not saved: no session has begun"}) {
    EXPECT_NE(saved.err.find(told), std::string::npos) << saved.err;
  }
  ASSERT_TRUE(base::os::RemoveTree(folder() + "/home/.keel/sessions"));
  ASSERT_EQ(Keel({"restore", "all.zip"}).exit_code, 0);
  EXPECT_EQ(*base::os::ListDirectory(folder() + "/home/.keel/sessions"),
            std::vector<std::string>{"one"});
  EXPECT_NE(Hash("one"), "");
}

TEST_F(SessionBackup, ARestoredLiveSessionIsOne) {
  Trade(Options());
  ASSERT_TRUE(base::os::WriteFileAtomic(FolderOf("one") + "/mode", "live\n"));
  ASSERT_EQ(Keel({"backup", "one", "good.zip"}).exit_code, 0);
  ASSERT_TRUE(base::os::RemoveTree(FolderOf("one")));
  EXPECT_EQ(Keel({"restore", "good.zip", "--mode", "one=testnet"}).exit_code, 2);
  const Outcome restored = Keel({"restore", "good.zip"});
  ASSERT_EQ(restored.exit_code, 0) << restored.err;
  EXPECT_NE(restored.out.find("mode live"), std::string::npos) << restored.out;
  EXPECT_TRUE(HoldMode(TradeMode::kLive, FolderOf("one")));
  EXPECT_FALSE(HoldMode(TradeMode::kSimulated, FolderOf("one")));
}

TEST_F(SessionBackup, AnOldBackupIsToldWhatModeItsSessionHas) {
  Trade(Options());
  ASSERT_EQ(Keel({"backup", "one", "good.zip"}).exit_code, 0);
  ASSERT_TRUE(base::os::RemoveTree(FolderOf("one")));
  Forge("", {}, false, 1);
  for (const char* said : {"one", "two=live", "one=real", "one=paper"}) {
    const Outcome wrong = Keel({"restore", "forged.zip", "--mode", said});
    EXPECT_EQ(wrong.exit_code, 2) << said;
    EXPECT_TRUE(IsOneSentence(wrong.err)) << wrong.err;
    EXPECT_FALSE(base::os::Exists(FolderOf("one"))) << said;
  }
  const Outcome untold = Keel({"restore", "forged.zip"});
  ASSERT_EQ(untold.exit_code, 0) << untold.err;
  EXPECT_NE(untold.err.find("one is taken for one at a simulated exchange"), std::string::npos);
  EXPECT_TRUE(HoldMode(TradeMode::kSimulated, FolderOf("one")));
  ASSERT_TRUE(base::os::RemoveTree(FolderOf("one")));
  const Outcome told = Keel({"restore", "forged.zip", "--mode", "one=live"});
  ASSERT_EQ(told.exit_code, 0) << told.err;
  EXPECT_EQ(told.err, "");
  EXPECT_TRUE(HoldMode(TradeMode::kLive, FolderOf("one")));
}

TEST_F(SessionBackup, SnapshotsOfTheSavedRecordsGoWithThem) {
  Trade(Options());
  {
    const auto there = storage::OpenJournalFolder(FolderOf("one"));
    const auto journal = storage::Journal::Open(*there);
    ASSERT_TRUE(storage::WriteSnapshot(*there, {journal->head(), 1, "state"}));
  }
  ASSERT_EQ(Keel({"backup", "one", "good.zip"}).exit_code, 0);
  ASSERT_EQ(Keel({"restore", "good.zip", "--as", "two"}).exit_code, 0);
  const auto there = storage::OpenJournalFolder(FolderOf("two"));
  const auto recovery = storage::Recover(*there);
  ASSERT_TRUE(recovery && recovery->snapshot);
  EXPECT_EQ(recovery->snapshot->payload, "state");
}

TEST_F(SessionBackup, WhatWasChangedIsNotRestored) {
  Trade(Options());
  ASSERT_EQ(Keel({"backup", "one", "good.zip"}).exit_code, 0);
  const auto refused = [&](const std::string& words) {
    const Outcome outcome = Keel({"restore", "forged.zip", "--as", "two"});
    EXPECT_EQ(outcome.exit_code, 1) << outcome.err;
    EXPECT_NE(outcome.err.find(words), std::string::npos) << outcome.err;
    EXPECT_FALSE(base::os::Exists(FolderOf("two")));
    EXPECT_FALSE(base::os::Exists(FolderOf("two") + ".restoring"));
  };
  const auto flip = [](std::string& bytes) { bytes[bytes.size() / 2] ^= 1; };
  Forge("journal-000001.kj", flip);
  refused("SHA-256 differs");
  Forge("journal-000001.kj", flip, true);
  refused("record");
  Forge(
      "journal-000001.kj", [](std::string& bytes) { bytes.resize(300); }, true);
  refused("");
  Write("forged.zip", "no zip file at all");
  refused("zip");
}

TEST_F(SessionBackup, AnArchiveFromElsewhereWritesNothingOutside) {
  Trade(Options());
  ASSERT_EQ(Keel({"backup", "one", "good.zip"}).exit_code, 0);
  auto from = *storage::ArchiveReader::Open(folder() + "/good.zip");
  auto manifest = *storage::ReadManifest(from);
  for (const bool in_session : {true, false}) {
    auto evil = manifest;
    if (in_session) evil.sessions[0].name = "../../evil";
    if (!in_session) evil.sessions[0].members[0].name = "../evil.kj";
    ASSERT_TRUE(base::os::RemoveFile(folder() + "/forged.zip"));
    auto to = *storage::ArchiveWriter::Create(folder() + "/forged.zip");
    ASSERT_TRUE(storage::AddManifest(evil, to));
    ASSERT_TRUE(to.Finish());
    const Outcome outcome = Keel({"restore", "forged.zip"});
    EXPECT_EQ(outcome.exit_code, 1) << outcome.err;
    EXPECT_NE(outcome.err.find("no part of a session"), std::string::npos) << outcome.err;
  }
}

}  // namespace
}  // namespace keel::cli
