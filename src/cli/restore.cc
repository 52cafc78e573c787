// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include "base/os/file.h"
#include "cli/backup_text.h"
#include "cli/session_folder.h"
#include "cli/verbs.h"

namespace keel::cli {
namespace {

using storage::BackupManifest;
using storage::BackupSession;

class RestoreVerb final : public Verb {
 public:
  std::string_view name() const override { return "restore"; }
  std::string_view summary() const override {
    return "brings sessions back from a backup, proved to their last record; writes over nothing";
  }
  std::string_view group() const override { return "explain"; }
  void Declare(Options& options) override {
    options.Positional("FILE", &file_, "what `keel backup` wrote", true);
    options.OptionalText("--as", &as_, "another name, for a backup of one session");
  }

  base::Status Run(Session& session) override {
    TRY(auto archive, storage::ArchiveReader::Open(PathFrom(session, file_)));
    TRY(BackupManifest manifest, storage::ReadManifest(archive));
    if (as_ && manifest.sessions.size() != 1) {
      return base::Fail(
          base::ErrorCode::kUsage,
          fmt::format("restore --as: the backup holds {} sessions", manifest.sessions.size()));
    }
    TRY(base::os::MakeDirectories(session.home + "/sessions"));
    for (const BackupSession& one : manifest.sessions) {  // all of them, or none
      if (const std::string path = SessionPath(session, as_.value_or(one.name));
          base::os::Exists(path)) {
        return base::Fail(base::ErrorCode::kRefused,
                          path +
                              " is there already, and no session is written over: restore into "
                              "another --home, or under another name (--as)");
      }
    }
    for (const BackupSession& one : manifest.sessions) {
      TRY(storage::RestoreSession(archive, one, SessionPath(session, as_.value_or(one.name))));
    }
    session.print(session.json ? BackupJson(manifest) : BackupText(manifest, "restored"));
    return {};
  }

 private:
  std::string file_;
  std::optional<std::string> as_;
};

}  // namespace

std::unique_ptr<Verb> MakeRestore() { return std::make_unique<RestoreVerb>(); }

}  // namespace keel::cli
