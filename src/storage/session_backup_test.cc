// SPDX-License-Identifier: MIT
// A session on paper that trades while it is copied. What comes back of whole sessions is in
// tests/integration/session_backup_test.cc.
#include "storage/session_backup.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <functional>
#include <utility>

#include "base/os/file.h"
#include "storage/journal/journal.h"

namespace keel::storage {
namespace {

const std::string kSegment = "journal-000001.kj";

/// The folder itself, and somebody who works in it whenever the journal is about to be read.
class BusyFolder final : public JournalFolder {
 public:
  BusyFolder(const std::string& path, std::function<void()> work)
      : folder_(OpenJournalFolder(path)), work_(std::move(work)) {}

  const std::string& path() const override { return folder_->path(); }
  base::Result<std::unique_ptr<JournalLock>> Lock() override { return folder_->Lock(); }
  base::Result<std::vector<std::string>> List() override { return folder_->List(); }
  base::Result<std::string> Read(const std::string& name, int64_t at_most) override {
    if (name == kSegment) work_();
    return folder_->Read(name, at_most);
  }
  base::Result<std::unique_ptr<JournalFile>> Open(const std::string& name) override {
    return folder_->Open(name);
  }
  base::Result<std::unique_ptr<JournalFile>> Create(const std::string& name) override {
    return folder_->Create(name);
  }
  base::Status Rename(const std::string& from, const std::string& to) override {
    return folder_->Rename(from, to);
  }
  base::Status Remove(const std::string& name) override { return folder_->Remove(name); }
  base::Status SyncNames() override { return folder_->SyncNames(); }

 private:
  std::unique_ptr<JournalFolder> folder_;
  std::function<void()> work_;
};

class SessionBackupTest : public ::testing::Test {
 protected:
  SessionBackupTest() {
    EXPECT_TRUE(base::os::RemoveTree(home_));
    EXPECT_TRUE(base::os::MakeDirectories(path_));
    EXPECT_TRUE(base::os::WriteFileAtomic(path_ + "/mode", "paper\n"));
    account_.emplace(*Journal::Create(*account_folder_, {"account", {}}));
    session_.emplace(*Journal::Create(*session_folder_, {"session", {}}));
    Trade();
  }
  ~SessionBackupTest() override { EXPECT_TRUE(base::os::RemoveTree(home_)); }

  static void Write(Journal& journal) {
    EXPECT_TRUE(journal.Append({1, 1}, {}, "a trade"));
    EXPECT_TRUE(journal.Commit());
  }
  /// The account keeps what happened before the session hears of it.
  void Trade() {
    Write(*account_);
    Write(*session_);
  }
  /// Saved while it trades.
  BackupSession Save() {
    BusyFolder folder(path_, [this] { Trade(); });
    auto archive = *ArchiveWriter::Create(home_ + "/b.zip");
    BackupManifest manifest;
    auto saved = BackUpSession(folder, "fund", "{}", archive);
    EXPECT_TRUE(saved) << saved.error().message;
    manifest.sessions = {*saved};
    EXPECT_TRUE(AddManifest(manifest, archive));
    EXPECT_TRUE(archive.Finish());
    return *saved;
  }
  /// What `edit` makes of the backup's manifest, restored; or why it is not.
  base::Status RestoreEdited(const std::function<void(BackupSession&)>& edit) {
    TRY(auto archive, ArchiveReader::Open(home_ + "/b.zip"));
    TRY(auto manifest, ReadManifest(archive));
    TRY(auto edited, ArchiveWriter::Create(home_ + "/edited.zip"));
    for (const BackupMember& one : manifest.sessions.at(0).members) {
      TRY(const std::string bytes, archive.Read("fund/" + one.name, 1 << 30));
      TRY(edited.Add("fund/" + one.name, bytes));
    }
    edit(manifest.sessions.at(0));
    TRY(AddManifest(manifest, edited));
    TRY(edited.Finish());
    TRY(auto again, ArchiveReader::Open(home_ + "/edited.zip"));
    TRY(base::os::RemoveFile(home_ + "/edited.zip"));
    TRY(manifest, ReadManifest(again));
    return RestoreSession(again, manifest.sessions.at(0), restored_);
  }
  void ExpectNothingOfIt(const base::Status& status) const {
    ASSERT_FALSE(status);
    EXPECT_EQ(status.error().code, base::ErrorCode::kCorrupt) << status.error().message;
    EXPECT_FALSE(base::os::Exists(restored_));
    EXPECT_FALSE(base::os::Exists(restored_ + std::string(kRestoring)));
  }

  const std::string home_ =
      ::testing::TempDir() + "keel-session-backup-" + std::to_string(::getpid());
  const std::string path_ = home_ + "/fund", restored_ = home_ + "/restored";
  std::unique_ptr<JournalFolder> session_folder_ = OpenJournalFolder(path_);
  std::unique_ptr<JournalFolder> account_folder_ = OpenJournalFolder(path_ + "/paper-venue");
  std::optional<Journal> session_, account_;
};

TEST_F(SessionBackupTest, TheAccountOnPaperKnowsAllThatItsSessionHasHeardOf) {
  const BackupSession saved = Save();
  ASSERT_TRUE(saved.account);
  EXPECT_GT(saved.records, 1u) << "it traded meanwhile";
  EXPECT_GE(saved.account->records, saved.records);
}

TEST_F(SessionBackupTest, ASessionOnPaperComesBackWithItsModeAndItsAccount) {
  const BackupSession saved = Save();
  const base::Status restored = RestoreEdited([](BackupSession&) {});
  ASSERT_TRUE(restored) << restored.error().message;
  EXPECT_EQ(base::os::ReadFile(restored_ + "/mode").value_or(""), "paper\n");
  const auto there = OpenJournalFolder(restored_ + "/paper-venue");
  const auto account = Journal::Open(*there);
  ASSERT_TRUE(account);
  EXPECT_EQ(account->head().hash.Hex(), saved.account->head);
}

TEST_F(SessionBackupTest, AnAccountThatIsNotTheSavedOneIsNotRestored) {
  Save();
  ExpectNothingOfIt(
      RestoreEdited([](BackupSession& session) { session.account->head = session.head; }));
  ExpectNothingOfIt(RestoreEdited([](BackupSession& session) { ++session.account->records; }));
  ExpectNothingOfIt(RestoreEdited([](BackupSession& session) { session.account.reset(); }));
}

TEST_F(SessionBackupTest, NoOtherNameIsWrittenToASessionsFolder) {
  Save();
  for (const char* name :
       {"paper-venue", "paper-venue/", "paper-venue/mode", "paper-venue/../evil.kj",
        "paper-venue/../journal-000001.kj", "paper-venue/x/journal-000001.kj",
        "paper-venue/snapshot-00000000000000000040.ks", "paper-venue//journal-000001.kj",
        "other/journal-000001.kj", "mode", "KILL", "/journal-000001.kj", "snapshot-/../x.ks"}) {
    SCOPED_TRACE(name);
    ExpectNothingOfIt(
        RestoreEdited([&](BackupSession& session) { session.members.at(0).name = name; }));
  }
  for (const char* mode : {"", "../evil", "live\nlive"}) {
    ExpectNothingOfIt(RestoreEdited([&](BackupSession& session) { session.mode = mode; }));
  }
}

TEST_F(SessionBackupTest, OnlyAFirstRecordMakesASession) {
  EXPECT_TRUE(*HasBegun(*session_folder_));
  EXPECT_FALSE(*HasBegun(*OpenJournalFolder(home_)));
  const auto fresh = OpenJournalFolder(home_ + "/fresh");
  const auto journal = Journal::Create(*fresh, {"fresh", {}});
  ASSERT_TRUE(journal);
  EXPECT_FALSE(*HasBegun(*fresh));
}

}  // namespace
}  // namespace keel::storage
