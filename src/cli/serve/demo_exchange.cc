// SPDX-License-Identifier: MIT
#include "cli/serve/demo_exchange.h"

#include <fmt/format.h>

#include "base/json_value.h"
#include "cli/run.h"

namespace keel::cli {

base::Result<std::unique_ptr<DemoExchange>> DemoExchange::Start(const Session& session,
                                                                std::vector<std::string> options,
                                                                base::Duration patience) {
  std::vector<std::string> arguments = {"exchange", "--port", "0", "--json", "--progress", "none"};
  arguments.insert(arguments.end(), options.begin(), options.end());
  std::unique_ptr<DemoExchange> exchange(new DemoExchange);
  DemoExchange* const self = exchange.get();
  const auto greet = [self](std::string_view text) {
    if (!std::exchange(self->greeted_, true)) self->greeting_.set_value(std::string(text));
  };
  Outside outside;
  outside.clock = session.clock;
  outside.out = greet;
  outside.err = greet;
  outside.environment = session.environment;
  outside.working_directory = session.working_directory;
  outside.interrupted = &self->ends_;
  auto greeting = self->greeting_.get_future();
  self->thread_.Post([arguments, outside, greet] {
    Run(arguments, outside);
    greet("it ended");
  });
  if (greeting.wait_for(std::chrono::nanoseconds(patience.ns)) != std::future_status::ready) {
    return base::Fail(base::ErrorCode::kIo, "the simulated exchange did not begin in time");
  }
  TRY(exchange->ReadGreeting(greeting.get()));
  return exchange;
}

base::Status DemoExchange::ReadGreeting(const std::string& line) {
  const auto json = base::ParseJson(line);
  const base::JsonValue* const port = json ? json->Find("port") : nullptr;
  if (port == nullptr) return base::Fail(base::ErrorCode::kIo, "the simulated exchange: " + line);
  url_ = "http://127.0.0.1:" + port->text;
  key_ = json->Find("api_key")->text;
  secret_ = json->Find("api_secret")->text;
  return {};
}

DemoExchange::~DemoExchange() {
  ends_ = true;
  thread_.Stop();
}

}  // namespace keel::cli
