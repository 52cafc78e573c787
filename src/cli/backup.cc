// SPDX-License-Identifier: MIT
#include "base/os/file.h"
#include "cli/backup_text.h"
#include "cli/session_folder.h"
#include "cli/verbs.h"
#include "cli/version.h"
#include "engine/session_history.h"

namespace keel::cli {
namespace {

using storage::BackupManifest;

std::string NameOf(const std::string& path) {
  const size_t end = path.find_last_not_of('/');
  const size_t slash = path.rfind('/', end);
  return path.substr(slash + 1, end - slash);
}

/// Why an entry among the sessions is none that can be saved; empty for one that can.
base::Result<std::string> WhyNotSaved(const std::string& path) {
  if (!base::os::IsDirectory(path)) return "it is no folder";
  if (path.ends_with(storage::kRestoring)) {
    return "it is what an interrupted `keel restore` left: remove it, and restore again";
  }
  TRY(const bool begun, storage::HasBegun(*storage::OpenJournalFolder(path)));
  return begun ? "" : "no session has begun there";
}

/// The folders of all sessions; what else lies among them must not keep them from being saved, and
/// is told. kNotFound where there is none.
base::Result<std::vector<std::string>> BegunSessions(const Session& session) {
  std::vector<std::string> paths;
  const std::string home = session.home + "/sessions";
  TRY(const auto names, base::os::ListDirectory(home));
  for (const std::string& name : names) {
    const std::string path = SessionPath(session, name);
    TRY(const std::string why_not, WhyNotSaved(path));
    if (why_not.empty()) {
      paths.push_back(path);
    } else {
      session.note(path + " is not saved: " + why_not);
    }
  }
  if (!paths.empty()) return paths;
  return base::Fail(base::ErrorCode::kNotFound,
                    "no session has begun in " + home + ": there is nothing to save");
}

class BackupVerb final : public Verb {
 public:
  std::string_view name() const override { return "backup"; }
  std::string_view summary() const override {
    return "copies sessions, running or not, into one file: journals, snapshots, configuration";
  }
  std::string_view group() const override { return "explain"; }
  void Declare(Options& options) override {
    options.Positionals("SESSION FILE", &words_, "the session and the file; FILE alone with --all",
                        true);
    options.Flag("--all", &all_, "all sessions of the home folder");
  }

  base::Status Run(Session& session) override {
    if (words_.size() != (all_ ? 1 : 2)) {
      return base::Fail(base::ErrorCode::kUsage,
                        "backup: name a session and a file, or --all and a file");
    }
    std::vector<std::string> names = {words_[0]};
    if (all_) {
      TRY(names, BegunSessions(session));
    }
    TRY(auto archive, storage::ArchiveWriter::Create(PathFrom(session, words_.back())));
    BackupManifest manifest;
    manifest.code_version = KeelVersion();
    manifest.made = session.clock->now();
    for (const std::string& name : names) {
      TRY(const auto folder, FindSession(session, name));
      TRY(const auto history, engine::ReadSessionHistory(*folder));
      TRY(manifest.sessions.emplace_back(),
          storage::BackUpSession(*folder, NameOf(folder->path()), history.configuration, archive));
    }
    TRY(storage::AddManifest(manifest, archive));
    TRY(archive.Finish());
    session.print(session.json ? BackupJson(manifest) : BackupText(manifest, "saved"));
    return {};
  }

 private:
  std::vector<std::string> words_;
  bool all_ = false;
};

}  // namespace

std::unique_ptr<Verb> MakeBackup() { return std::make_unique<BackupVerb>(); }

}  // namespace keel::cli
