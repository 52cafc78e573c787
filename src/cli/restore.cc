// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include <algorithm>

#include "base/os/file.h"
#include "cli/backup_text.h"
#include "cli/session_folder.h"
#include "cli/trade_venue.h"
#include "cli/verbs.h"

namespace keel::cli {
namespace {

using storage::BackupManifest;
using storage::BackupSession;

/// What the user says of a session whose backup does not tell how it traded.
base::Status TellMode(const std::string& said, BackupManifest& manifest) {
  const auto wrong = [&](const std::string& why) {
    return base::Fail(base::ErrorCode::kUsage, fmt::format("restore --mode {}: {}", said, why));
  };
  const size_t equals = said.find('=');
  if (equals == std::string::npos) return wrong("write it as SESSION=live");
  const std::string name = said.substr(0, equals), mode = said.substr(equals + 1);
  const auto parsed = ParseTradeMode(mode);
  if (!parsed) return wrong(parsed.error().message);
  const auto one = std::ranges::find(manifest.sessions, name, &BackupSession::name);
  if (one == manifest.sessions.end()) return wrong("the backup holds no session of that name");
  if (manifest.version > 1) {
    return wrong(fmt::format("the backup knows that it is one of mode {}: leave --mode out",
                             one->mode.value_or(ToString(TradeMode::kSimulated))));
  }
  if (*parsed == TradeMode::kPaper) {
    return wrong(
        "its account on paper was not saved then, so it cannot go on: restore it without "
        "--mode to look at it, and begin another one with `keel trade --session NAME`");
  }
  one->mode = mode;
  return {};
}

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
    options.Repeated("--mode", &modes_,
                     "SESSION=MODE (simulated, testnet, live), for a backup that was made before "
                     "backups said it");
  }

  base::Status Run(Session& session) override {
    TRY(auto archive, storage::ArchiveReader::Open(PathFrom(session, file_)));
    TRY(BackupManifest manifest, storage::ReadManifest(archive));
    if (as_ && manifest.sessions.size() != 1) {
      return base::Fail(
          base::ErrorCode::kUsage,
          fmt::format("restore --as: the backup holds {} sessions", manifest.sessions.size()));
    }
    for (const std::string& said : modes_) TRY(TellMode(said, manifest));
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
      if (manifest.version > 1 || one.mode) continue;
      session.note(
          fmt::format("the backup is from before backups said how a session trades: {} is taken "
                      "for one at a simulated exchange; if it traded at a testnet or live, remove "
                      "what was restored and restore it with --mode {}=live, and if on paper, it "
                      "can be looked at and not go on",
                      one.name, one.name));
    }
    session.print(session.json ? BackupJson(manifest) : BackupText(manifest, "restored"));
    return {};
  }

 private:
  std::string file_;
  std::optional<std::string> as_;
  std::vector<std::string> modes_;
};

}  // namespace

std::unique_ptr<Verb> MakeRestore() { return std::make_unique<RestoreVerb>(); }

}  // namespace keel::cli
