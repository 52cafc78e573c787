// SPDX-License-Identifier: MIT
#include "cli/run.h"

#include <fmt/format.h>

#include <charconv>
#include <cstdio>

#include "base/json.h"
#include "base/os/environment.h"
#include "base/os/file.h"
#include "base/os/signals.h"
#include "base/os/system_clock.h"
#include "base/os/terminal.h"
#include "base/text.h"
#include "cli/common.h"
#include "cli/help.h"
#include "cli/progress.h"
#include "cli/verbs.h"
#include "cli/version.h"

namespace keel::cli {
namespace {

using base::ErrorCode;
using Verbs = std::vector<std::unique_ptr<Verb>>;

int ExitCodeOf(ErrorCode code) {
  switch (code) {
    case ErrorCode::kUsage:
    case ErrorCode::kNotFound:
    case ErrorCode::kUnsupported:
      return 2;
    case ErrorCode::kCorrupt:
    case ErrorCode::kIo:
      return 1;
    case ErrorCode::kRefused:
      return 3;
    case ErrorCode::kInterrupted:
      return 130;
  }
  return 1;
}

std::string_view TitleOf(ErrorCode code) {
  switch (code) {
    case ErrorCode::kUsage:
      return "bad usage";
    case ErrorCode::kNotFound:
      return "not found";
    case ErrorCode::kUnsupported:
      return "unsupported";
    case ErrorCode::kCorrupt:
      return "corrupt file";
    case ErrorCode::kIo:
      return "input or output failed";
    case ErrorCode::kRefused:
      return "refused";
    case ErrorCode::kInterrupted:
      return "interrupted";
  }
  return "failed";
}

/// One sentence on standard error, or a problem object (RFC 9457) where JSON was asked for.
int Report(const base::Error& error, bool json, const Outside& outside) {
  const int exit_code = ExitCodeOf(error.code);
  if (json) {
    base::JsonWriter problem;
    problem.BeginObject().Key("title").String(TitleOf(error.code));
    problem.Key("status").Number(exit_code).Key("detail").String(error.message).EndObject();
    outside.err(problem.text() + "\n");
  } else {
    const bool stopped = error.code == ErrorCode::kInterrupted;
    outside.err(fmt::format("keel: {}: {}\n", stopped ? "interrupted" : "error", error.message));
  }
  return exit_code;
}

bool Contains(const std::vector<std::string>& arguments, std::string_view wanted) {
  for (const std::string& argument : arguments) {
    if (argument == "--") return false;
    if (argument == wanted) return true;
  }
  return false;
}

bool Coloured(bool terminal, const Outside& outside) {
  const auto no_color = outside.environment.find("NO_COLOR");
  const bool forbidden = no_color != outside.environment.end() && !no_color->second.empty();
  const auto term = outside.environment.find("TERM");
  return terminal && !forbidden && !(term != outside.environment.end() && term->second == "dumb");
}

std::string Absolute(const std::string& path, const Outside& outside) {
  std::string expanded = path;
  if (path == "~" || path.starts_with("~/")) {
    if (auto home = outside.environment.find("HOME"); home != outside.environment.end()) {
      expanded = home->second + path.substr(1);
    }
  }
  if (expanded.starts_with('/')) return base::os::AbsolutePath(expanded);
  return base::os::AbsolutePath(outside.working_directory + "/" + expanded);
}

base::Result<ProgressStyle> StyleOf(const CommonOptions& common, const Outside& outside) {
  const std::string wanted =
      common.progress.value_or(common.json && !outside.err_is_terminal ? "none" : "bar");
  if (wanted == "none") return ProgressStyle::kNone;
  if (wanted == "json") return ProgressStyle::kJson;
  if (wanted == "bar") return outside.err_is_terminal ? ProgressStyle::kBar : ProgressStyle::kLines;
  const std::vector<std::string> styles = {"none", "bar", "json"};
  return base::Fail(ErrorCode::kUsage, fmt::format("--progress is none, bar or json, not \"{}\"{}",
                                                   wanted, base::DidYouMean(wanted, styles)));
}

base::Status CheckCommon(const CommonOptions& common) {
  if (common.log_format != "text" && common.log_format != "json") {
    return base::Fail(ErrorCode::kUsage,
                      fmt::format("--log-format is text or json, not \"{}\"", common.log_format));
  }
  if (common.jobs < 0 || common.jobs > 4096) {
    return base::Fail(ErrorCode::kUsage,
                      fmt::format("--jobs is 0 (all cores) to 4096, not {}", common.jobs));
  }
  return {};
}

base::Result<std::optional<uint64_t>> SeedOf(const CommonOptions& common) {
  if (!common.seed) return std::optional<uint64_t>();
  const std::string& text = *common.seed;
  uint64_t seed = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), seed);
  if (error != std::errc{} || end != text.data() + text.size()) {
    return base::Fail(ErrorCode::kUsage,
                      fmt::format("--seed is a whole number from 0, not \"{}\"", text));
  }
  return std::optional(seed);
}

using Say = std::function<void(std::string_view)>;

/// One line on standard error.
void Log(std::string_view line, bool as_json, const Outside& outside) {
  if (!as_json) {
    outside.err(fmt::format("keel: {}\n", line));
    return;
  }
  base::JsonWriter json;
  json.BeginObject().Key("time").String(base::FormatIso(outside.clock->now()));
  json.Key("message").String(line).EndObject();
  outside.err(json.text() + "\n");
}

base::Result<Session> MakeSession(const CommonOptions& common, const Outside& outside) {
  TRY(CheckCommon(common));
  TRY(const auto seed, SeedOf(common));
  Session session;
  session.home = Absolute(common.home.value_or("~/.keel"), outside);
  session.data_dir = common.data_dir ? Absolute(*common.data_dir, outside) : session.home + "/data";
  session.json = common.json;
  session.out = common.out;
  session.config_files = common.config_files;
  session.jobs = static_cast<int>(common.jobs);
  session.seed = seed;
  session.colour = Coloured(outside.out_is_terminal, outside);
  session.clock = outside.clock;
  session.interrupted = outside.interrupted;
  session.print = outside.out;
  const bool as_json = common.log_format == "json";
  const auto log = [&outside, as_json](std::string_view line) { Log(line, as_json, outside); };
  const auto silence = [](std::string_view) {};
  session.note = common.json && !as_json ? Say(silence) : Say(log);
  session.detail = common.verbosity > 0 ? Say(log) : Say(silence);
  session.environment = outside.environment;
  session.ask = outside.ask;
  session.working_directory = outside.working_directory;
  session.width = outside.out_is_terminal ? outside.width : 0;
  return session;
}

HelpStyle StyleOfHelp(const Outside& outside) {
  return {.colour = Coloured(outside.out_is_terminal, outside),
          .width = std::min(outside.width, 100)};
}

/// `keel help [VERB]` and what stands for it.
int Help(const Verbs& verbs, const std::string& name, const Outside& outside) {
  if (name.empty()) {
    outside.out(HelpOnVerbs(verbs, StyleOfHelp(outside)));
    return 0;
  }
  const auto verb = FindVerb(verbs, name);
  if (!verb) return Report(verb.error(), false, outside);
  OptionTable table;
  CommonOptions common;
  (*verb)->Declare(table);
  DeclareCommon(table, common);
  outside.out(HelpOnVerb(**verb, table, StyleOfHelp(outside)));
  return 0;
}

/// The arguments as a shell would need them, each behind a space.
std::string ShellText(const std::vector<std::string>& arguments) {
  constexpr std::string_view kPlain =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_=./:,+@%";
  std::string text;
  for (const std::string& argument : arguments) {
    const bool plain = !argument.empty() && argument.find_first_not_of(kPlain) == std::string::npos;
    text += plain ? " " + argument : " '";
    if (plain) continue;
    for (char c : argument) text += c == '\'' ? std::string("'\\''") : std::string(1, c);
    text += "'";
  }
  return text;
}

base::Status RunVerb(Verb& verb, const std::vector<std::string>& arguments,
                     const Outside& outside) {
  OptionTable table;
  CommonOptions common;
  verb.Declare(table);
  DeclareCommon(table, common);
  TRY(table.Parse(verb.name(), arguments));
  TRY(Session session, MakeSession(common, outside));
  session.detail(fmt::format("home {}, bars in {}", session.home, session.data_dir));
  session.command = fmt::format("keel {}{}", verb.name(), ShellText(arguments));
  TRY(const ProgressStyle style, StyleOf(common, outside));
  const auto progress =
      MakeProgress(style, {.clock = outside.clock, .write = outside.err, .width = outside.width});
  session.progress = progress.get();
  auto status = verb.Run(session);
  progress->Finish();
  return status;
}

}  // namespace

void DeclareCommon(OptionTable& table, CommonOptions& common) {
  table.BeginCommon();
  table.Repeated("-c,--config", &common.config_files, "configuration file; a later one wins");
  table.OptionalText("--home", &common.home, "where Keel keeps its files (default ~/.keel)");
  table.OptionalText("--data-dir", &common.data_dir, "stored bars (default <home>/data)");
  table.OptionalText("--out", &common.out,
                     "where results go: a directory, or a file for one result");
  table.Flag("--json", &common.json, "print the result as JSON");
  table.OptionalText("--seed", &common.seed, "seed of everything random");
  table.Whole("-j,--jobs", &common.jobs, "threads; 0 is all cores; never changes a result");
  table.OptionalText("--progress", &common.progress, "none, bar or json");
  table.Counted("-v,--verbose", &common.verbosity, "say more on the way");
  table.Text("--log-format", &common.log_format, "text or json");
  table.Flag("-h,--help", &common.help, "this text");
}

int Run(const std::vector<std::string>& arguments, const Outside& outside) {
  const Verbs verbs = MakeVerbs();
  const std::string first = arguments.empty() ? "help" : arguments.front();
  const std::vector<std::string> rest(arguments.begin() + (arguments.empty() ? 0 : 1),
                                      arguments.end());
  if (first == "help" || first == "-h" || first == "--help") {
    return Help(verbs, rest.empty() || rest.front().starts_with('-') ? "" : rest.front(), outside);
  }
  if (first == "--version") {
    outside.out(fmt::format("keel {}\n", KeelVersion()));
    return 0;
  }
  const bool json = Contains(rest, "--json");
  if (first.starts_with('-')) {
    return Report(
        {ErrorCode::kUsage,
         fmt::format("the first argument is a verb, not \"{}\"; `keel help` lists them", first)},
        json, outside);
  }
  const auto verb = FindVerb(verbs, first);
  if (!verb) return Report(verb.error(), json, outside);
  if (Contains(rest, "-h") || Contains(rest, "--help")) return Help(verbs, first, outside);
  const auto status = RunVerb(**verb, rest, outside);
  return status ? 0 : Report(status.error(), json, outside);
}

int Run(int argc, char** argv) {
  base::os::SteadyClock clock;
  Outside outside;
  outside.clock = &clock;
  outside.out = [](std::string_view text) {
    std::fwrite(text.data(), 1, text.size(), stdout);
    std::fflush(stdout);
  };
  outside.err = [](std::string_view text) { std::fwrite(text.data(), 1, text.size(), stderr); };
  outside.out_is_terminal = base::os::StdoutIsTerminal();
  outside.err_is_terminal = base::os::StderrIsTerminal();
  if (base::os::CanAsk()) {
    outside.ask = [err = outside.err](std::string_view question) {
      err(question);
      return base::os::ReadLine();
    };
  }
  outside.width = base::os::TerminalWidth();
  outside.environment = base::os::Environment();
  outside.environment.try_emplace("HOME", base::os::HomeDirectory());
  outside.working_directory = base::os::AbsolutePath(".");
  outside.interrupted = &base::os::InstallInterruptFlag();
  return Run(std::vector<std::string>(argv + (argc > 0 ? 1 : 0), argv + argc), outside);
}

}  // namespace keel::cli
