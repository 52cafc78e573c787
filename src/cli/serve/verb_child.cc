// SPDX-License-Identifier: MIT
#include "cli/serve/verb_child.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <csignal>

#include "base/text.h"
#include "cli/config_rules.h"
#include "cli/serve/verb_call.h"

namespace keel::cli {
namespace {

/// What a line of C++'s last words has when memory was asked for in vain.
constexpr std::string_view kNoMemory = "std::bad_alloc";

struct LastWords {
  std::string sentence;  // of the verb, why it failed
  bool lacked_memory = false;
};

tl::unexpected<base::Error> Failed(std::string why) {
  return base::Fail(base::ErrorCode::kIo, std::move(why));
}

std::string EndBySignal(const base::os::ChildEnd& end, const LastWords& words) {
  if (words.lacked_memory) return "it needed more memory than a job may have";
  const std::string name = base::os::SignalText(end.signal);
  if (end.signal == SIGKILL) {
    return fmt::format("it was ended from outside, as happens when memory runs out ({})", name);
  }
  return fmt::format("it crashed ({}); nothing else was touched by that", name);
}

base::Result<std::string> Judge(base::os::ChildEnd end, LastWords words, size_t most_bytes) {
  if (end.said_too_much) {
    return Failed(fmt::format("it printed more than {} bytes and was ended", most_bytes));
  }
  if (end.exit_code == 0) return std::move(end.output);
  if (end.was_stopped) {
    const bool has_told = end.exit_code == 130 && !words.sentence.empty();
    return base::Fail(base::ErrorCode::kInterrupted,
                      has_told         ? std::move(words.sentence)
                      : end.was_killed ? "it did not stop when it was asked to and was ended"
                                       : "it was stopped");
  }
  if (!end.exit_code) return Failed(EndBySignal(end, words));
  if (words.sentence.empty()) {
    words.sentence = fmt::format("it failed without a word (exit code {})", *end.exit_code);
  }
  const bool is_usage = end.exit_code == 2;
  return base::Fail(is_usage ? base::ErrorCode::kUsage : base::ErrorCode::kIo,
                    std::move(words.sentence));
}

}  // namespace

base::Result<std::string> VerbChild::Run(
    const std::vector<std::string>& arguments, const std::atomic<bool>& stops,
    const std::function<void(std::string_view line)>& on_line) const {
  base::os::ChildProcess wanted = process;
  wanted.arguments.insert(wanted.arguments.end(), arguments.begin(), arguments.end());
  LastWords words;
  auto end = base::os::RunChild(wanted, stops, [&](std::string_view line) {
    if (auto told = FailureIn(line); !told.empty()) words.sentence = std::move(told);
    words.lacked_memory |= line.find(kNoMemory) != std::string_view::npos;
    on_line(line);
  });
  if (!end) return tl::unexpected<base::Error>(std::move(end).error());
  return Judge(*std::move(end), std::move(words), wanted.most_output_bytes);
}

std::map<std::string, std::string> JobEnvironment(const std::map<std::string, std::string>& all) {
  constexpr std::array kPlain = {"HOME", "PATH",   "TMPDIR",        "TZ",
                                 "LANG", "LC_ALL", "SSL_CERT_FILE", "SSL_CERT_DIR"};
  constexpr std::array kSecret = {"KEY", "SECRET", "PASS", "TOKEN", "WEBHOOK", "URL"};
  std::map<std::string, std::string> given;
  for (const auto& [name, value] : all) {
    const auto has = [&name = name](const char* part) {
      return name.find(part) != std::string::npos;
    };
    const bool is_plain = std::ranges::find(kPlain, name) != kPlain.end();
    const bool is_setting = name.starts_with("KEEL__") && std::ranges::none_of(kSecret, has);
    const bool is_alias =
        std::ranges::any_of(ConfigAliases(), [&name = name](const ConfigAlias& alias) {
          return alias.variable == name && !alias.secret;
        });
    if (is_plain || is_setting || is_alias) given.emplace(name, value);
  }
  return given;
}

}  // namespace keel::cli
