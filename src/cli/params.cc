// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include "cli/control/ask_session.h"
#include "cli/table.h"
#include "cli/verbs.h"

namespace keel::cli {
namespace {

class ParamsVerb final : public Verb {
 public:
  std::string_view name() const override { return "params"; }
  std::string_view summary() const override {
    return "shows the parameters of a strategy of a running session, and changes them";
  }
  std::string_view group() const override { return "control"; }
  void Declare(Options& options) override {
    asked_.Declare(options);
    options.Text("-s,--strategy", &request_.strategy, "whose; needed");
    options.Repeated("--set", &request_.params, "NAME=VALUE; holds from the next bar on");
    options.Text("--reason", &request_.reason, "why, for the journal; needed to change one");
  }

  base::Status Run(Session& session) override {
    request_.ask = "params";
    TRY(const auto view, asked_.Ask<engine::ParamsView>(session, request_));
    session.print(session.json ? base::ToJson(view) + "\n" : AsText(view, session));
    return {};
  }

 private:
  static std::string AsText(const engine::ParamsView& view, const Session& session) {
    Table table({{"parameter"}, {"value", true}, {"default", true}, {"range"}, {"meaning"}});
    for (const engine::ParamView& param : view.params) {
      table.AddRow({param.name, fmt::format("{}", param.value),
                    fmt::format("{}", param.default_value),
                    fmt::format("{} to {}", param.least, param.most), param.meaning});
    }
    return (view.done.empty() ? "" : view.done + "\n\n") +
           table.Text(session.colour, session.width);
  }

  AskedSession asked_;
  engine::ControlRequest request_;
};

}  // namespace

std::unique_ptr<Verb> MakeParams() { return std::make_unique<ParamsVerb>(); }

}  // namespace keel::cli
