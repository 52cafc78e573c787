// SPDX-License-Identifier: MIT
#include "storage/session_backup.h"

#include <fmt/format.h>

#include <algorithm>
#include <boost/describe.hpp>

#include "base/describe_json.h"
#include "base/os/file.h"
#include "storage/journal/internal/format.h"
#include "storage/journal/internal/snapshot_check.h"
#include "storage/journal/verify.h"

namespace keel::storage {

BOOST_DESCRIBE_STRUCT(BackupMember, (), (name, bytes, sha256))
BOOST_DESCRIBE_STRUCT(BackupSession, (), (name, id, records, head, members))
BOOST_DESCRIBE_STRUCT(BackupManifest, (), (version, code_version, made, sessions))

}  // namespace keel::storage

namespace keel::storage {

namespace {

constexpr int64_t kVersion = 1;
constexpr int64_t kMostManifest = 64 << 20;
constexpr int64_t kMostMember = int64_t{2} << 30;
const std::string kManifest = "manifest.json";
const std::string kHead = "journal.head";
const std::string kConfiguration = "configuration.json";

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

/// Whether a file of this name may be in a session's folder: an archive from elsewhere must not
/// write anything else.
bool IsSessionFile(const std::string& name) {
  const bool is_snapshot = name.starts_with("snapshot-") && name.ends_with(".ks") &&
                           name.find_first_of("/\\") == std::string::npos;
  return name == kHead || name == kConfiguration || is_snapshot || internal::SegmentNumber(name);
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
      if (!IsSessionFile(member.name)) return bad(member.name);
    }
  }
  return {};
}

base::Status WriteMembers(ArchiveReader& archive, const BackupSession& session,
                          JournalFolder& folder) {
  for (const BackupMember& member : session.members) {
    TRY(const std::string bytes, archive.Read(session.name + "/" + member.name, kMostMember));
    if (Sha256Hex(bytes) != member.sha256) {
      return base::Fail(base::ErrorCode::kCorrupt,
                        fmt::format("the backup's {}/{} is not what was saved: its SHA-256 differs",
                                    session.name, member.name));
    }
    TRY(WriteWhole(folder, member.name, bytes));
  }
  return {};
}

base::Status Prove(const BackupSession& session, JournalFolder& folder) {
  TRY(const ChainHash head, ChainHash::Parse(session.head));
  TRY(const JournalVerdict verdict, VerifyJournal(folder, head));
  if (!verdict.sound()) {
    return base::Fail(base::ErrorCode::kCorrupt, verdict.damage->Describe(session.name));
  }
  if (verdict.head.sequence == session.records && verdict.head.hash == head) return {};
  return base::Fail(base::ErrorCode::kCorrupt,
                    fmt::format("the backup's journal of {} ends with record {}, and {} were saved",
                                session.name, verdict.head.sequence, session.records));
}

}  // namespace

base::Result<BackupSession> BackUpSession(JournalFolder& folder, const std::string& name,
                                          const std::string& configuration,
                                          ArchiveWriter& archive) {
  BackupSession session;
  session.name = name;
  SessionMembers members(session, archive);
  // The mark before the records: a session at work writes them the other way round.
  auto head = folder.Read(kHead, 1 << 20);
  if (!head && head.error().code != base::ErrorCode::kNotFound) {
    return tl::unexpected<base::Error>(head.error());
  }
  TRY(auto reader, JournalReader::Open(folder));
  while (true) {
    TRY(const auto record, reader.Next());
    if (!record) break;
  }
  session.id = reader.session().id;
  session.records = reader.head().sequence;
  session.head = reader.head().hash.Hex();
  for (uint32_t number = 1; number <= reader.segment(); ++number) {
    const std::string segment = internal::SegmentName(number);
    TRY(const std::string bytes, folder.Read(segment, internal::kMaxSegmentSize));
    const auto size =
        number == reader.segment() ? static_cast<size_t>(reader.offset()) : bytes.size();
    TRY(members.Add(segment, std::string_view(bytes).substr(0, size)));
  }
  if (head) TRY(members.Add(kHead, *head));
  TRY(const std::vector<uint64_t> snapshots, internal::SnapshotSequences(folder));
  for (const uint64_t sequence : snapshots) {
    if (sequence > session.records) continue;
    const std::string file = internal::SnapshotName(sequence);
    const auto bytes = folder.Read(file, kMostMember);
    if (bytes) TRY(members.Add(file, *bytes));  // else the session has just removed it
  }
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
  if (version == nullptr || version->text != std::to_string(kVersion)) {
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
  const std::string staged = path + ".restoring";
  TRY(base::os::RemoveTree(staged));
  TRY(base::os::MakeDirectories(staged));
  const auto folder = OpenJournalFolder(staged);
  base::Status made = WriteMembers(archive, session, *folder);
  if (made) made = Prove(session, *folder);
  if (made) made = base::os::RenameFile(staged, path);
  if (!made) static_cast<void>(base::os::RemoveTree(staged));
  return made;
}

}  // namespace keel::storage
