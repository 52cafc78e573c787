// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include "cli/control/ask_session.h"
#include "cli/table.h"
#include "cli/verbs.h"

namespace keel::cli {
namespace {

class LimitsVerb final : public Verb {
 public:
  std::string_view name() const override { return "limits"; }
  std::string_view summary() const override {
    return "shows the risk limits of a running session, and changes them";
  }
  std::string_view group() const override { return "control"; }
  void Declare(Options& options) override {
    asked_.Declare(options);
    options.Repeated("--set", &request_.limits, "NAME=VALUE, or NAME=off; holds at once");
    options.Text("--reason", &request_.reason, "why, for the journal; needed to loosen a limit");
  }

  base::Status Run(Session& session) override {
    request_.ask = "limits";
    TRY(const auto view, asked_.Ask<engine::LimitsView>(session, request_));
    session.print(session.json ? base::ToJson(view) + "\n" : AsText(view, session));
    return {};
  }

 private:
  static std::string AsText(const engine::LimitsView& view, const Session& session) {
    Table table({{"limit"}, {"value", true}});
    for (const engine::LimitView& limit : view.limits) {
      table.AddRow({limit.name, limit.value ? fmt::format("{:.10g}", *limit.value) : "off"});
    }
    return (view.done.empty() ? "" : view.done + "\n\n") +
           table.Text(session.colour, session.width);
  }

  AskedSession asked_;
  engine::ControlRequest request_;
};

}  // namespace

std::unique_ptr<Verb> MakeLimits() { return std::make_unique<LimitsVerb>(); }

}  // namespace keel::cli
