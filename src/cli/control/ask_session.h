// SPDX-License-Identifier: MIT
// How an operator's verb reaches the session that it is about.
#pragma once

#include <string>

#include "cli/verb.h"
#include "engine/control/protocol.h"

namespace keel::cli {

/// The session of a command line: which, and who asks.
class AskedSession {
 public:
  /// The argument SESSION.
  void Declare(Options& options);

  /// What the running session answers. kNotFound where it does not run, kIo where it runs and does
  /// not answer; else what the session itself says.
  template <typename View>
  base::Result<View> Ask(const Session& session, engine::ControlRequest request) const {
    TRY(const base::JsonValue result, AskForJson(session, std::move(request)));
    View view;
    TRY(base::ReadJsonInto(result, &view));
    return view;
  }
  /// Its folder. kNotFound.
  base::Result<std::string> Folder(const Session& session) const;
  const std::string& name() const { return name_; }

 private:
  base::Result<base::JsonValue> AskForJson(const Session& session,
                                           engine::ControlRequest request) const;

  std::string name_ = "default";
};

/// What a person has to do before something that is not easily undone.
class Confirmation {
 public:
  /// The option --yes.
  void Declare(Options& options);
  /// Tells `what` would happen and waits until the word is typed. kUsage where nobody can type,
  /// kInterrupted where something else was typed.
  base::Status Ask(const Session& session, const std::string& what, const std::string& word) const;

 private:
  bool yes_ = false;
};

/// An act as it is printed: JSON, or the sentence and what it is about.
std::string TextOf(const engine::ActView& view, bool json);

}  // namespace keel::cli
