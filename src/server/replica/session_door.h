// SPDX-License-Identifier: MIT
// How the server asks a running session and acts on it: by its control socket, as an operator's
// verbs do. The two share nothing else, so a session cannot be held up by who watches it.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "base/os/worker.h"
#include "engine/control/protocol.h"
#include "net/loop.h"

namespace keel::server {

/// Asks the session in `folder` (whose name is for messages) and waits. kNotFound where it does not
/// run, kIo where it runs and does not answer within 5 s; else what the session itself says. The
/// request tells it how long that is: see ControlRequest::patience.
base::Result<base::JsonValue> AskSession(const std::string& folder, const std::string& name,
                                         engine::ControlRequest request);

/// The same without waiting. To be used on its loop's thread; once it is gone nothing is called.
class SessionDoor {
 public:
  /// `loop` must outlive it.
  SessionDoor(net::Loop& loop, std::string folder, std::string name)
      : loop_(loop), folder_(std::move(folder)), name_(std::move(name)) {}

  /// Calls `done` once, from the loop; kIo where too many wait, and where it waited so long that
  /// nobody means it any more: it is not asked then. Acts do not wait for questions.
  template <typename View>
  void Ask(engine::ControlRequest request, std::function<void(base::Result<View>)> done) {
    AskForJson(std::move(request), [done = std::move(done)](base::Result<base::JsonValue> told) {
      if (!told) return done(tl::unexpected<base::Error>(told.error()));
      View view;
      const base::Status read = base::ReadJsonInto(*told, &view);
      if (!read) return done(tl::unexpected<base::Error>(read.error()));
      done(std::move(view));
    });
  }

 private:
  static constexpr size_t kRoom = 64;
  using OnJson = std::function<void(base::Result<base::JsonValue>)>;
  void AskForJson(engine::ControlRequest request, OnJson done);

  net::Loop& loop_;
  std::string folder_, name_;
  std::shared_ptr<bool> alive_ = std::make_shared<bool>(true);  // what is told later asks for it
  base::os::Worker questions_{kRoom, base::os::Urgency::kGivesWay}, acts_{kRoom};
};

}  // namespace keel::server
