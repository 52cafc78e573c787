// SPDX-License-Identifier: MIT
#include "cli/control/ask_session.h"
#include "cli/verbs.h"

namespace keel::cli {
namespace {

class AmendVerb final : public Verb {
 public:
  std::string_view name() const override { return "amend"; }
  std::string_view summary() const override {
    return "changes the quantity or the limit price of an order of a running session";
  }
  std::string_view group() const override { return "control"; }
  void Declare(Options& options) override {
    options.Positional("ORDER", &request_.order, "a number of `keel orders`", true);
    asked_.Declare(options);
    options.Text("--quantity", &request_.quantity,
                 "of the whole order, what has filled included; less keeps the place in the queue");
    options.Text("--price", &request_.price,
                 "its limit price; the order is cancelled and sent anew");
  }

  base::Status Run(Session& session) override {
    request_.ask = "amend";
    TRY(const auto view, asked_.Ask<engine::ActView>(session, request_));
    session.print(TextOf(view, session.json));
    return {};
  }

 private:
  AskedSession asked_;
  engine::ControlRequest request_;
};

}  // namespace

std::unique_ptr<Verb> MakeAmend() { return std::make_unique<AmendVerb>(); }

}  // namespace keel::cli
