// SPDX-License-Identifier: MIT
#include "storage/session_backup.h"

#include <fmt/format.h>

#include <algorithm>
#include <boost/describe.hpp>

#include "base/describe_json.h"
#include "base/os/file.h"
#include "base/text.h"
#include "storage/journal/internal/format.h"
#include "storage/journal/internal/snapshot_check.h"
#include "storage/journal/verify.h"

namespace keel::storage {

BOOST_DESCRIBE_STRUCT(BackupMember, (), (name, bytes, sha256))
BOOST_DESCRIBE_STRUCT(BackupAccount, (), (records, head))
BOOST_DESCRIBE_STRUCT(BackupSession, (), (name, id, records, head, mode, account, members))
BOOST_DESCRIBE_STRUCT(BackupManifest, (), (version, code_version, made, sessions))

}  // namespace keel::storage

namespace keel::storage {

namespace {

constexpr std::string_view kOldVersion = "1";  // without mode and account
constexpr std::string_view kVersion = "2";
constexpr int64_t kMostManifest = 64 << 20;
constexpr int64_t kMostMember = int64_t{2} << 30;
constexpr int64_t kMostMode = 256;
const std::string kManifest = "manifest.json";
const std::string kHead = "journal.head";
const std::string kConfiguration = "configuration.json";
const std::string kMode = "mode";
const std::string kAccount = "paper-venue";  // the folder of its journal

/// Adds files of one session.
class SessionMembers {
 public:
  SessionMembers(BackupSession& session, ArchiveWriter& archive)
      : session_(session), archive_(archive) {}
  base::Status Add(const std::string& name, std::string_view bytes) {
    session_.members.push_back({name, static_cast<int64_t>(bytes.size()), Sha256Hex(bytes)});
    return archive_.Add(session_.name + "/" + name, bytes);
  }

 private:
  BackupSession& session_;
  ArchiveWriter& archive_;
};

/// A journal as far as it was proved. Its files only grow, so these bytes stay what they are.
struct JournalCut {
  std::optional<std::string> mark;
  SessionStart session;
  JournalHead head;
  uint32_t segment = 0;
  int64_t offset = 0;  // its end, in that segment
};

/// What is absent, rather than an error.
base::Result<std::optional<std::string>> ReadIfThere(JournalFolder& folder, const std::string& name,
                                                     int64_t at_most) {
  auto bytes = folder.Read(name, at_most);
  if (bytes) return std::optional(*std::move(bytes));
  if (bytes.error().code == base::ErrorCode::kNotFound) return std::optional<std::string>();
  return tl::unexpected<base::Error>(bytes.error());
}

base::Result<JournalCut> CutOf(JournalFolder& folder) {
  JournalCut cut;
  // The mark before the records: a session at work writes them the other way round.
  TRY(cut.mark, ReadIfThere(folder, kHead, 1 << 20));
  TRY(auto reader, JournalReader::Open(folder));
  while (true) {
    TRY(const auto record, reader.Next());
    if (!record) break;
  }
  cut.session = reader.session();
  cut.head = reader.head();
  cut.segment = reader.segment();
  cut.offset = reader.offset();
  return cut;
}

/// What the folder says; nothing where it does not.
base::Result<std::optional<std::string>> ModeIn(JournalFolder& folder) {
  TRY(const auto text, ReadIfThere(folder, kMode, kMostMode));
  const std::string mode(base::Trim(text.value_or("")));
  if (mode.empty()) return std::optional<std::string>();
  if (internal::IsSessionId(mode)) return std::optional(mode);
  return base::Fail(
      base::ErrorCode::kCorrupt,
      fmt::format("{}/{} does not say how its session trades: write paper, simulated, "
                  "testnet or live there",
                  folder.path(), kMode));
}

/// `prefix` is that of the members' names.
base::Status AddJournal(JournalFolder& folder, const JournalCut& cut, const std::string& prefix,
                        SessionMembers& members) {
  for (uint32_t number = 1; number <= cut.segment; ++number) {
    const std::string segment = internal::SegmentName(number);
    TRY(const std::string bytes, folder.Read(segment, internal::kMaxSegmentSize));
    const auto size = number == cut.segment ? static_cast<size_t>(cut.offset) : bytes.size();
    TRY(members.Add(prefix + segment, std::string_view(bytes).substr(0, size)));
  }
  return cut.mark ? members.Add(prefix + kHead, *cut.mark) : base::Status();
}

base::Status AddSnapshots(JournalFolder& folder, uint64_t records, SessionMembers& members) {
  TRY(const std::vector<uint64_t> snapshots, internal::SnapshotSequences(folder));
  for (const uint64_t sequence : snapshots) {
    if (sequence > records) continue;
    const std::string file = internal::SnapshotName(sequence);
    // Where it is not there any more, the session has just removed it.
    TRY(const auto bytes, ReadIfThere(folder, file, kMostMember));
    if (bytes) TRY(members.Add(file, *bytes));
  }
  return {};
}

/// Nothing where the session has no account on paper.
base::Result<std::optional<BackupAccount>> AddAccount(const std::string& session_folder,
                                                      SessionMembers& members) {
  const std::string path = session_folder + "/" + kAccount;
  if (!base::os::Exists(path)) return std::optional<BackupAccount>();
  const auto folder = OpenJournalFolder(path);
  TRY(const JournalCut cut, CutOf(*folder));
  TRY(AddJournal(*folder, cut, kAccount + "/", members));
  return std::optional(BackupAccount{cut.head.sequence, cut.head.hash.Hex()});
}

bool IsJournalFile(const std::string& name) {
  return name == kHead || internal::SegmentNumber(name).has_value();
}

/// The name in the account's folder, where the member lies there.
std::optional<std::string> NameInAccount(const std::string& member) {
  if (!member.starts_with(kAccount + "/")) return std::nullopt;
  return member.substr(kAccount.size() + 1);
}

/// Whether a session's folder may get a file of this name: an archive from elsewhere must not
/// write anything else.
bool IsSessionFile(const std::string& name, const BackupSession& session) {
  if (const auto in_account = NameInAccount(name)) {
    return session.account.has_value() && IsJournalFile(*in_account);
  }
  const bool is_snapshot = name.starts_with("snapshot-") && name.ends_with(".ks") &&
                           name.find_first_of("/\\") == std::string::npos;
  return IsJournalFile(name) || name == kConfiguration || is_snapshot;
}

base::Status CheckManifest(const BackupManifest& manifest) {
  const auto bad = [](const std::string& name) {
    return base::Fail(base::ErrorCode::kCorrupt,
                      fmt::format("the backup names \"{}\", which is no part of a session", name));
  };
  for (const BackupSession& session : manifest.sessions) {
    if (!internal::IsSessionId(session.name) || session.name.starts_with('.')) {
      return bad(session.name);
    }
    for (const BackupMember& member : session.members) {
      if (!IsSessionFile(member.name, session)) return bad(member.name);
    }
    if (session.mode && !internal::IsSessionId(*session.mode)) return bad(*session.mode);
  }
  return {};
}

base::Status WriteMembers(ArchiveReader& archive, const BackupSession& session,
                          JournalFolder& folder, JournalFolder& account) {
  if (session.account) TRY(base::os::MakeDirectories(account.path()));
  for (const BackupMember& member : session.members) {
    TRY(const std::string bytes, archive.Read(session.name + "/" + member.name, kMostMember));
    if (Sha256Hex(bytes) != member.sha256) {
      return base::Fail(base::ErrorCode::kCorrupt,
                        fmt::format("the backup's {}/{} is not what was saved: its SHA-256 differs",
                                    session.name, member.name));
    }
    const auto in_account = NameInAccount(member.name);
    TRY(WriteWhole(in_account ? account : folder, in_account.value_or(member.name), bytes));
  }
  return session.mode ? WriteWhole(folder, kMode, *session.mode + "\n") : base::Status();
}

base::Status Prove(const std::string& name, uint64_t records, const std::string& hash,
                   JournalFolder& folder) {
  TRY(const ChainHash head, ChainHash::Parse(hash));
  TRY(const JournalVerdict verdict, VerifyJournal(folder, head));
  if (!verdict.sound()) {
    return base::Fail(base::ErrorCode::kCorrupt, verdict.damage->Describe(name));
  }
  if (verdict.head.sequence == records && verdict.head.hash == head) return {};
  return base::Fail(base::ErrorCode::kCorrupt,
                    fmt::format("the backup's journal of {} ends with record {}, and {} were saved",
                                name, verdict.head.sequence, records));
}

base::Status WriteProved(ArchiveReader& archive, const BackupSession& session,
                         const std::string& path) {
  const auto folder = OpenJournalFolder(path);
  const auto account = OpenJournalFolder(path + "/" + kAccount);
  TRY(WriteMembers(archive, session, *folder, *account));
  TRY(Prove(session.name, session.records, session.head, *folder));
  if (!session.account) return {};
  return Prove(session.name + "/" + kAccount, session.account->records, session.account->head,
               *account);
}

}  // namespace

base::Result<bool> HasBegun(JournalFolder& folder) {
  auto reader = JournalReader::Open(folder);
  if (!reader && reader.error().code == base::ErrorCode::kNotFound) return false;
  if (!reader) return tl::unexpected<base::Error>(reader.error());
  TRY(const auto record, reader->Next());
  return record.has_value();
}

base::Result<BackupSession> BackUpSession(JournalFolder& folder, const std::string& name,
                                          const std::string& configuration,
                                          ArchiveWriter& archive) {
  BackupSession session;
  session.name = name;
  SessionMembers members(session, archive);
  TRY(session.mode, ModeIn(folder));
  TRY(const JournalCut cut, CutOf(folder));
  session.id = cut.session.id;
  session.records = cut.head.sequence;
  session.head = cut.head.hash.Hex();
  // The account after the session. It keeps each fact before the session hears of it: copied in
  // this order it may know more, as any venue does after a restore, and never less.
  TRY(session.account, AddAccount(folder.path(), members));
  TRY(AddJournal(folder, cut, "", members));
  TRY(AddSnapshots(folder, session.records, members));
  TRY(members.Add(kConfiguration, configuration));
  return session;
}

base::Status AddManifest(const BackupManifest& manifest, ArchiveWriter& archive) {
  return archive.Add(kManifest, base::ToJson(manifest, 2) + "\n");
}

base::Result<BackupManifest> ReadManifest(ArchiveReader& archive) {
  auto text = archive.Read(kManifest, kMostManifest);
  if (!text) {
    return base::Fail(base::ErrorCode::kCorrupt,
                      "this is no backup of Keel: " + text.error().message);
  }
  TRY(const base::JsonValue json, base::ParseJson(*text));
  const base::JsonValue* version = json.Find("version");
  if (version == nullptr || (version->text != kVersion && version->text != kOldVersion)) {
    return base::Fail(base::ErrorCode::kUnsupported,
                      "the backup is of another version of Keel: restore it with that one");
  }
  BackupManifest manifest;
  if (const auto read = base::ReadJsonInto(json, &manifest); !read) {
    return base::Fail(base::ErrorCode::kCorrupt, "the backup's manifest: " + read.error().message);
  }
  TRY(CheckManifest(manifest));
  return manifest;
}

base::Status RestoreSession(ArchiveReader& archive, const BackupSession& session,
                            const std::string& path) {
  if (base::os::Exists(path)) {
    return base::Fail(base::ErrorCode::kRefused,
                      path +
                          " is there already, and no session is written over: restore it under "
                          "another name (--as)");
  }
  const std::string staged = path + std::string(kRestoring);
  TRY(base::os::RemoveTree(staged));
  TRY(base::os::MakeDirectories(staged));
  base::Status made = WriteProved(archive, session, staged);
  if (made) made = base::os::RenameFile(staged, path);
  if (!made) static_cast<void>(base::os::RemoveTree(staged));
  return made;
}

}  // namespace keel::storage
