// SPDX-License-Identifier: MIT
#include "server/replica/session_door.h"

#include <fmt/format.h>

#include <charconv>

#include "base/os/system_clock.h"
#include "engine/control/session_files.h"
#include "net/unix_socket.h"

namespace keel::server {

using base::ErrorCode;

namespace {

constexpr base::Duration kPatience = base::Seconds(10);  // of who waits for their turn
constexpr base::Duration kAnswerPatience = base::Seconds(5);

/// Whether it is answered without doing anything.
bool IsQuestion(const engine::ControlRequest& request) {
  const std::string& ask = request.ask;
  return ask == "status" || ask == "positions" || ask == "orders" || ask == "check" ||
         ask == "risk" || (ask == "limits" && request.limits.empty()) ||
         (ask == "params" && request.params.empty());
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

base::Result<base::JsonValue> AskSession(const std::string& folder, const std::string& name,
                                         engine::ControlRequest request) {
  request.asked_at = base::os::MonotonicTime();
  request.patience = kAnswerPatience;
  const auto line = net::AskLine(engine::ControlSocketIn(folder), base::ToJson(request),
                                 {.limit = kAnswerPatience});
  if (!line && line.error().code == ErrorCode::kNotFound) {
    return base::Fail(ErrorCode::kNotFound,
                      fmt::format("session {} is not running: `keel trade --session {}` goes on "
                                  "with it",
                                  name, name));
  }
  if (!line && line.error().code == ErrorCode::kIo) {
    return base::Fail(ErrorCode::kIo,
                      fmt::format("session {} runs and does not answer: it hangs or is stopped "
                                  "(`keel halt` works nevertheless, through its watchdog)",
                                  name));
  }
  if (!line) return tl::unexpected<base::Error>(line.error());
  TRY(const base::JsonValue answer, base::ParseJson(*line));
  const base::JsonValue* result = answer.Find("result");
  if (result != nullptr) return *result;
  const base::JsonValue* message = answer.Find("message");
  return base::Fail(CodeOf(answer.Find("code")),
                    message != nullptr ? message->text : "the session's answer cannot be read");
}

void SessionDoor::AskForJson(engine::ControlRequest request, OnJson done) {
  const auto shared = std::make_shared<OnJson>(std::move(done));
  const std::weak_ptr<bool> alive = alive_;
  base::os::Worker& worker = IsQuestion(request) ? questions_ : acts_;
  const base::Duration latest = base::os::MonotonicTime() + kPatience;
  const bool is_taken = worker.Post([this, request = std::move(request), shared, alive, latest] {
    auto told = base::os::MonotonicTime() < latest
                    ? AskSession(folder_, name_, request)
                    : base::Fail(ErrorCode::kIo,
                                 "the session did not answer others in time, so it "
                                 "was not asked; nothing was done");
    loop_.Post([shared, alive, told = std::move(told)]() mutable {
      if (!alive.expired()) (*shared)(std::move(told));
    });
  });
  if (is_taken) return;
  (*shared)(base::Fail(ErrorCode::kIo, "too many questions to the session wait; ask again"));
}

}  // namespace keel::server
