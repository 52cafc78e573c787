// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include "base/os/file.h"
#include "cli/control/ask_session.h"
#include "cli/verbs.h"
#include "engine/control/session_files.h"

namespace keel::cli {
namespace {

class HaltVerb final : public Verb {
 public:
  std::string_view name() const override { return "halt"; }
  std::string_view summary() const override {
    return "throws the kill switch of a running session: no entries until `keel resume`";
  }
  std::string_view group() const override { return "control"; }
  void Declare(Options& options) override {
    asked_.Declare(options);
    options.Text("--reason", &request_.reason, "why, for the journal");
    options.Text("-p,--pair", &request_.pair, "only entries of this pair");
    options.Text("-s,--strategy", &request_.strategy, "only entries of this strategy");
  }

  base::Status Run(Session& session) override {
    request_.ask = "halt";
    auto view = asked_.Ask<engine::ActView>(session, request_);
    if (!view && view.error().code == base::ErrorCode::kIo) return HaltByFile(session);
    if (!view) return tl::unexpected<base::Error>(view.error());
    session.print(TextOf(*view, session.json));
    return {};
  }

 private:
  /// A session that does not answer finds the file when it wakes; its watchdog finds it before.
  base::Status HaltByFile(Session& session) const {
    TRY(const std::string folder, asked_.Folder(session));
    const std::string path = engine::KillFileIn(folder);
    TRY(base::os::WriteFileAtomic(path, request_.reason + "\n", base::os::Access::kOwnerOnly));
    const bool is_part = !request_.pair.empty() || !request_.strategy.empty();
    engine::ActView view;
    view.done = fmt::format(
        "session {} does not answer, so {} was written: its watchdog cancels its orders, and it "
        "makes no entries when it wakes; remove the file before `keel resume`{}",
        asked_.name(), path,
        is_part
            ? "; EVERYTHING is halted, not only the part that was asked for, since a file knows "
              "no parts"
            : "");
    session.print(TextOf(view, session.json));
    return {};
  }

  AskedSession asked_;
  engine::ControlRequest request_;
};

}  // namespace

std::unique_ptr<Verb> MakeHalt() { return std::make_unique<HaltVerb>(); }

}  // namespace keel::cli
