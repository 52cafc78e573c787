// SPDX-License-Identifier: MIT
#include "cli/control/ask_session.h"
#include "cli/verbs.h"

namespace keel::cli {
namespace {

class ResumeVerb final : public Verb {
 public:
  std::string_view name() const override { return "resume"; }
  std::string_view summary() const override {
    return "releases the kill switch of a running session, and strategies that were disabled";
  }
  std::string_view group() const override { return "control"; }
  void Declare(Options& options) override {
    asked_.Declare(options);
    options.Text("--reason", &request_.reason, "why, for the journal; needed");
    options.Text("-p,--pair", &request_.pair, "only what was halted for this pair");
    options.Text("-s,--strategy", &request_.strategy, "only what was halted for this strategy");
    confirmation_.Declare(options);
  }

  base::Status Run(Session& session) override {
    request_.ask = "resume";
    TRY(const auto first, asked_.Ask<engine::ActView>(session, request_));
    std::string what = "These are let on again:";
    for (const std::string& scope : first.what) what += "\n  " + scope;
    TRY(confirmation_.Ask(session, what, "resume"));
    request_.confirm = true;
    TRY(const auto view, asked_.Ask<engine::ActView>(session, request_));
    session.print(TextOf(view, session.json));
    return {};
  }

 private:
  AskedSession asked_;
  Confirmation confirmation_;
  engine::ControlRequest request_;
};

}  // namespace

std::unique_ptr<Verb> MakeResume() { return std::make_unique<ResumeVerb>(); }

}  // namespace keel::cli
