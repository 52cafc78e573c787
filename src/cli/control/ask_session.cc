// SPDX-License-Identifier: MIT
#include "cli/control/ask_session.h"

#include <fmt/format.h>

#include "base/os/terminal.h"
#include "cli/session_folder.h"
#include "server/replica/session_door.h"

namespace keel::cli {
namespace {

using base::ErrorCode;

/// The journal names people by this.
std::string WhoAsks(const Session& session) {
  const auto user = session.environment.find("USER");
  const bool is_known = user != session.environment.end() && !user->second.empty();
  return is_known ? user->second : "operator";
}

}  // namespace

void AskedSession::Declare(Options& options) {
  options.Positional("SESSION", &name_, "name of the session, or its folder (default)", false);
}

base::Result<std::string> AskedSession::Folder(const Session& session) const {
  TRY(const auto folder, FindSession(session, name_));
  return folder->path();
}

base::Result<base::JsonValue> AskedSession::AskForJson(const Session& session,
                                                       engine::ControlRequest request) const {
  TRY(const std::string folder, Folder(session));
  request.by = WhoAsks(session);
  return server::AskSession(folder, name_, request);
}

void Confirmation::Declare(Options& options) {
  options.Flag("--yes", &yes_, "does it without asking");
}

base::Status Confirmation::Ask(const Session& session, const std::string& what,
                               const std::string& word) const {
  if (yes_) return {};
  session.print(fmt::format("{}\nType {} to do it: ", what, word));
  const auto typed = base::os::ReadTypedLine();
  if (!typed) {
    return base::Fail(ErrorCode::kUsage, "nobody is there to confirm it: say --yes");
  }
  if (*typed == word) return {};
  return base::Fail(ErrorCode::kInterrupted, "nothing was done");
}

std::string TextOf(const engine::ActView& view, bool json) {
  if (json) return base::ToJson(view) + "\n";
  std::string text = view.done + "\n";
  for (const std::string& what : view.what) text += "  " + what + "\n";
  return text;
}

}  // namespace keel::cli
