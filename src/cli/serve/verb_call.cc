// SPDX-License-Identifier: MIT
#include "cli/serve/verb_call.h"

#include "base/json_value.h"
#include "base/os/system_clock.h"
#include "base/text.h"
#include "cli/run.h"

namespace keel::cli {

std::string FailureIn(std::string_view line) {
  for (const std::string_view head : {"keel: error: ", "keel: interrupted: "}) {
    if (line.starts_with(head)) return std::string(line.substr(head.size()));
  }
  const auto json = line.starts_with('{') ? base::ParseJson(line) : base::Result<base::JsonValue>();
  const base::JsonValue* const detail = json ? json->Find("detail") : nullptr;
  return detail == nullptr ? "" : detail->text;
}

base::Result<std::string> VerbCall::Run(const std::vector<std::string>& arguments) const {
  base::os::SystemClock wall;
  std::string out, failure;
  Outside outside;
  outside.clock = &wall;
  outside.out = [&out](std::string_view text) { out += text; };
  outside.err = [&](std::string_view text) {
    for (const std::string_view line : base::Split(text, '\n')) {
      if (auto told = FailureIn(line); !told.empty()) failure = std::move(told);
      if (!line.empty() && on_line) on_line(line);
    }
  };
  outside.environment = environment;
  outside.working_directory = working_directory;
  outside.interrupted = interrupted;
  const int code = cli::Run(arguments, outside);
  if (code == 0) return out;
  if (code == 130) return base::Fail(base::ErrorCode::kInterrupted, "it was stopped");
  const bool is_usage = code == 2;
  return base::Fail(is_usage ? base::ErrorCode::kUsage : base::ErrorCode::kIo,
                    failure.empty() ? "it failed without a word" : failure);
}

}  // namespace keel::cli
