// SPDX-License-Identifier: MIT
#include "cli/control/ask_session.h"

#include <fmt/format.h>

#include <charconv>

#include "base/os/terminal.h"
#include "cli/control/session_files.h"
#include "cli/session_folder.h"
#include "net/unix_socket.h"

namespace keel::cli {
namespace {

using base::ErrorCode;

/// The journal names people by this.
std::string WhoAsks(const Session& session) {
  const auto user = session.environment.find("USER");
  const bool is_known = user != session.environment.end() && !user->second.empty();
  return is_known ? user->second : "operator";
}

ErrorCode CodeOf(const base::JsonValue* code) {
  int number = -1;
  if (code != nullptr) {
    std::from_chars(code->text.data(), code->text.data() + code->text.size(), number);
  }
  const bool is_known = number >= 0 && number <= static_cast<int>(ErrorCode::kInterrupted);
  return is_known ? static_cast<ErrorCode>(number) : ErrorCode::kCorrupt;
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
                                                       ControlRequest request) const {
  TRY(const std::string folder, Folder(session));
  request.by = WhoAsks(session);
  const auto line = net::AskLine(ControlSocketIn(folder), base::ToJson(request));
  if (!line && line.error().code == ErrorCode::kNotFound) {
    return base::Fail(ErrorCode::kNotFound,
                      fmt::format("session {} is not running: `keel trade --session {}` goes on "
                                  "with it",
                                  name_, name_));
  }
  if (!line && line.error().code == ErrorCode::kIo) {
    return base::Fail(ErrorCode::kIo,
                      fmt::format("session {} runs and does not answer: it hangs or is stopped "
                                  "(`keel halt` works nevertheless, through its watchdog)",
                                  name_));
  }
  if (!line) return tl::unexpected<base::Error>(line.error());
  TRY(const base::JsonValue answer, base::ParseJson(*line));
  const base::JsonValue* result = answer.Find("result");
  if (result != nullptr) return *result;
  const base::JsonValue* message = answer.Find("message");
  return base::Fail(CodeOf(answer.Find("code")),
                    message != nullptr ? message->text : "the session's answer cannot be read");
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

std::string TextOf(const ActView& view, bool json) {
  if (json) return base::ToJson(view) + "\n";
  std::string text = view.done + "\n";
  for (const std::string& what : view.what) text += "  " + what + "\n";
  return text;
}

}  // namespace keel::cli
