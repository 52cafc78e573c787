// SPDX-License-Identifier: MIT
#include "tests/tidy/rules.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <string>

namespace keel::tidy {
namespace {

constexpr size_t kMaxLineLength = 100;
constexpr size_t kMaxFileLines = 800;
constexpr std::string_view kLicenceLine = "SPDX-License-Identifier: MIT";

// Characters, not bytes: UTF-8 continuation bytes do not count.
size_t LengthInCharacters(std::string_view line) {
  return static_cast<size_t>(std::ranges::count_if(
      line, [](char c) { return (static_cast<unsigned char>(c) >> 6) != 2; }));
}

std::string_view TrimLeft(std::string_view line) {
  while (!line.empty() && (line.front() == ' ' || line.front() == '\t')) line.remove_prefix(1);
  return line;
}

// "HistoryData" -> History, Data; "kRiskAI" -> k, Risk, AI; "data_dir" -> data, dir.
std::vector<std::string> WordsOf(std::string_view name) {
  std::vector<std::string> words(1);
  const auto upper = [&](size_t i) {
    return i < name.size() && std::isupper(static_cast<unsigned char>(name[i])) != 0;
  };
  const auto lower = [&](size_t i) {
    return i < name.size() && std::islower(static_cast<unsigned char>(name[i])) != 0;
  };
  for (size_t i = 0; i < name.size(); ++i) {
    const bool starts = upper(i) && (i == 0 || !upper(i - 1) || lower(i + 1));
    if ((starts || name[i] == '_') && !words.back().empty()) words.emplace_back();
    if (name[i] != '_') words.back() += name[i];
  }
  return words;
}

// "Data" as the object of a verb of the command line is the user's word: import-data, list-data.
bool IsUsersVerb(std::string_view before) {
  static constexpr std::array<std::string_view, 5> kVerbs = {"import", "generate", "list", "check",
                                                             "download"};
  std::string lower(before);
  std::ranges::transform(lower, lower.begin(), [](unsigned char c) { return std::tolower(c); });
  return std::ranges::find(kVerbs, lower) != kVerbs.end();
}

// The banned word in a name, or "". Lower-case names are only held to the words that have no honest
// use there: `data()` and `info` are names of the standard library and of a log level.
std::string BannedWord(std::string_view name, bool lower_case_too) {
  static const std::set<std::string, std::less<>> kBanned = {
      "Manager", "Helper", "Util", "Data",    "Info", "Processor",
      "Agent",   "Smart",  "AI",   "Helpers", "Utils"};
  static const std::set<std::string, std::less<>> kBannedLower = {"manager", "helper", "helpers",
                                                                  "util",    "utils",  "processor"};
  const std::vector<std::string> words = WordsOf(name);
  for (size_t i = 0; i < words.size(); ++i) {
    if (words[i] == "Data" && i > 0 && IsUsersVerb(words[i - 1])) continue;
    if (kBanned.contains(words[i])) return words[i];
    if (lower_case_too && kBannedLower.contains(words[i])) return words[i];
  }
  return {};
}

struct Reach {
  std::string_view word;
  std::string_view rule;
  std::string_view advice;
};

constexpr std::string_view kTakeClock = "take a base::Clock& (or the event's time) as an argument";
constexpr std::string_view kTakeFiles = "files are read and written in base/os and storage";
constexpr std::string_view kTakeStream = "draw from a named base::RandomStream";

constexpr std::array kSystemReach = {
    Reach{"system_clock", "clock", kTakeClock},
    Reach{"steady_clock", "clock", kTakeClock},
    Reach{"high_resolution_clock", "clock", kTakeClock},
    Reach{"clock_gettime", "clock", kTakeClock},
    Reach{"gettimeofday", "clock", kTakeClock},
    Reach{"time(nullptr)", "clock", kTakeClock},
    Reach{"time(NULL)", "clock", kTakeClock},
    Reach{"time(0)", "clock", kTakeClock},
    Reach{"localtime", "clock", kTakeClock},
    Reach{"getenv", "environment", "cli and base/os read the environment; pass the value"},
    Reach{"setenv", "environment", "the program does not change its environment"},
    Reach{"fopen", "files", kTakeFiles},
    Reach{"ifstream", "files", kTakeFiles},
    Reach{"ofstream", "files", kTakeFiles},
    Reach{"fstream", "files", kTakeFiles},
    Reach{"std::filesystem", "files", kTakeFiles},
    Reach{"mmap", "files", kTakeFiles},
    Reach{"std::thread", "threads", "threads are started in base/os; pass it the work"},
    Reach{"std::jthread", "threads", "threads are started in base/os; pass it the work"},
    Reach{"std::async", "threads", "threads are started in base/os; pass it the work"},
    Reach{"sleep_for", "clock", "nothing waits outside base/os"},
    Reach{"sleep_until", "clock", "nothing waits outside base/os"},
    Reach{"usleep", "clock", "nothing waits outside base/os"},
    Reach{"nanosleep", "clock", "nothing waits outside base/os"},
    Reach{"popen", "processes", "processes are started in base/os"},
    Reach{"std::system", "processes", "processes are started in base/os"},
    Reach{"fork()", "processes", "processes are started in base/os"},
    Reach{"std::signal", "processes", "signals are caught in base/os"},
    Reach{"sigaction", "processes", "signals are caught in base/os"},
};

constexpr std::array kChance = {
    Reach{"random_device", "chance", kTakeStream}, Reach{"rand()", "chance", kTakeStream},
    Reach{"srand", "chance", kTakeStream},         Reach{"mt19937", "chance", kTakeStream},
    Reach{"mt19937_64", "chance", kTakeStream},    Reach{"random_shuffle", "chance", kTakeStream},
};

constexpr std::array kOwnCode = {
    Reach{"throw", "errors", "return base::Fail for what can happen, CHECK for a bug"},
    Reach{"assert", "errors", "use CHECK, which is on in release too"},
    Reach{"quiet_NaN", "absent", "absent is std::optional, never NaN"},
    Reach{"NAN", "absent", "absent is std::optional, never NaN"},
    Reach{"thread_local", "globals", "pass state as an argument"},
};

// A path is a text; only what asks the disk is reach.
bool IsLexicalPath(std::string_view code) { return FindWord(code, "std::filesystem::path") == 0; }

template <size_t kCount>
void FindAll(const SourceFile& file, const std::array<Reach, kCount>& words, Findings* findings) {
  for (const Reach& reach : words) {
    for (size_t at = FindWord(file.code(), reach.word); at != std::string::npos;
         at = FindWord(file.code(), reach.word, at + 1)) {
      if (IsLexicalPath(std::string_view(file.code()).substr(at))) continue;
      findings->push_back(file.At(file.LineOf(at), std::string(reach.rule),
                                  std::string(reach.word) + ": " + std::string(reach.advice)));
    }
  }
}

bool MayTouchSystem(const SourceFile& file) {
  return file.Under("src/base/os/") || file.Under("src/storage/") || file.Under("src/net/") ||
         file.Under("app/") || file.is_test();
}

bool MayShareOwnership(std::string_view module) {
  static const std::set<std::string, std::less<>> kSimple = {
      "core", "math",      "indicators", "metrics", "market", "portfolio",
      "risk", "execution", "strategy",   "sim",     "engine", "strategies"};
  return !kSimple.contains(module);
}

bool IsAllowedMacro(const SourceFile& file, std::string_view name) {
  if (name == "CHECK" || name == "TRY" || name.starts_with("KEEL_")) return true;
  for (std::string_view library :
       {"XXH_", "TOML_", "BOOST_", "SIMDJSON_", "FMT_", "SPDLOG_", "CLI11_", "EIGEN_", "HWY_"}) {
    if (name.starts_with(library)) return true;  // a library's own switch
  }
  // A row of a list: defined, used by the #include of the list, and gone again.
  return file.text().find(".inc\"") != std::string::npos &&
         file.code().find("#undef " + std::string(name)) != std::string::npos;
}

std::string_view WordAt(std::string_view text, size_t at) {
  size_t end = at;
  while (end < text.size() && IsWordCharacter(text[end])) ++end;
  return text.substr(at, end - at);
}

bool IsBanner(std::string_view line) {
  const std::string_view text = TrimLeft(line);
  if (!text.starts_with("//") || text.size() < 8) return false;
  const std::string_view tail = text.substr(text.size() - 5);
  return tail == "-----" || tail == "=====" || tail == "*****" || tail == "/////";
}

bool StartsTest(std::string_view word) {
  return word == "TEST" || word == "TEST_F" || word == "TEST_P" || word == "RC_GTEST_PROP";
}

}  // namespace

void CheckForm(const SourceFile& file, Findings* findings) {
  const auto& lines = file.lines();
  const auto head = std::span(lines).first(std::min<size_t>(lines.size(), file.is_cpp() ? 1 : 2));
  if (std::ranges::none_of(head, [](std::string_view l) { return l.ends_with(kLicenceLine); })) {
    findings->push_back(file.At(1, "licence", "start with the line " + std::string(kLicenceLine)));
  }
  if (!file.is_cpp()) return;
  if (file.EndsWith("-inl.h")) {
    if (file.code().find("defined(HWY_TARGET_TOGGLE)") == std::string::npos) {
      findings->push_back(file.At(1, "guard", "an -inl.h is read once per HWY_TARGET_TOGGLE"));
    }
  } else if (file.EndsWith(".h") && file.code().find("#pragma once\n") == std::string::npos) {
    findings->push_back(file.At(1, "guard", "a header says #pragma once"));
  }
  if (lines.size() > kMaxFileLines) {
    findings->push_back(file.At(static_cast<int>(lines.size()), "size",
                                "at most 800 lines; take one thing out into its own file"));
  }
  for (size_t i = 0; i < lines.size(); ++i) {
    const int line = static_cast<int>(i) + 1;
    if (LengthInCharacters(lines[i]) > kMaxLineLength) {
      findings->push_back(file.At(line, "size", "at most 100 columns; run clang-format"));
    }
    const bool in_comment = lines[i] != file.code_lines()[i];
    for (std::string_view mark : {"TO"
                                  "DO",
                                  "FIX"
                                  "ME",
                                  "XX"
                                  "X"}) {
      const size_t at = in_comment ? FindWord(lines[i], mark) : std::string_view::npos;
      if (at != std::string_view::npos &&
          !std::string_view(lines[i]).substr(at + mark.size()).starts_with("(#")) {
        findings->push_back(file.At(line, "open-end", "name the issue, (#12), or do it now"));
      }
    }
    if (in_comment && IsBanner(lines[i])) {
      findings->push_back(
          file.At(line, "banner", "no banners: a file that needs one is two files"));
    }
  }
}

void CheckNames(const SourceFile& file, Findings* findings) {
  const size_t slash = file.path().rfind('/');
  std::string name = file.path().substr(slash == std::string::npos ? 0 : slash + 1);
  name = name.substr(0, name.find('.'));
  const std::string word = BannedWord(name, true);
  if (!word.empty()) {
    findings->push_back(file.At(1, "name", "'" + word + "' in a file name says nothing"));
  }
  const std::string_view code = file.code();
  std::set<std::string, std::less<>> seen;
  for (size_t at = 0; at < code.size();) {
    if (!IsWordCharacter(code[at])) {
      ++at;
      continue;
    }
    const std::string_view identifier = WordAt(code, at);
    const std::string banned = BannedWord(identifier, true);
    if (StartsTest(identifier)) {  // its name is a sentence
      at = std::min(code.find('{', at), code.size());
      continue;
    }
    // Names behind "::" of a library are the library's.
    const bool foreign = at >= 2 && code.substr(at - 2, 2) == "::" && !file.Under("src/base");
    if (!banned.empty() && !foreign && seen.insert(std::string(identifier)).second) {
      findings->push_back(file.At(file.LineOf(at), "name",
                                  "'" + banned + "' in " + std::string(identifier) +
                                      " says nothing; name what it is or does"));
    }
    at += identifier.size();
  }
}

void CheckReach(const SourceFile& file, Findings* findings) {
  FindAll(file, kChance, findings);
  if (!MayTouchSystem(file)) FindAll(file, kSystemReach, findings);
  if (!file.is_test()) FindAll(file, kOwnCode, findings);
  if (!MayShareOwnership(file.module()) &&
      FindWord(file.code(), "shared_ptr") != std::string::npos) {
    findings->push_back(file.At(file.LineOf(FindWord(file.code(), "shared_ptr")), "ownership",
                                "unique_ptr owns and a reference borrows; no shared_ptr here"));
  }
  const bool streams_allowed = file.is_test() || file.module() == "cli";
  const size_t stream = file.code().find("#include <iostream>");
  if (!streams_allowed && file.Under("src/") && stream != std::string::npos) {
    findings->push_back(
        file.At(file.LineOf(stream), "streams", "only cli prints; return the text"));
  }
}

void CheckLanguage(const SourceFile& file, Findings* findings) {
  const std::string_view code = file.code();
  for (size_t i = 0; i < file.code_lines().size(); ++i) {
    const std::string_view line = TrimLeft(file.code_lines()[i]);
    if (!line.starts_with("#define ")) continue;
    const std::string_view name = WordAt(line, 8);
    if (!IsAllowedMacro(file, name)) {
      findings->push_back(
          file.At(static_cast<int>(i) + 1, "macro",
                  std::string(name) + ": write a function, a template or a constant"));
    }
  }
  for (size_t at = FindWord(code, "enum"); at != std::string::npos;
       at = FindWord(code, "enum", at + 1)) {
    const std::string_view rest = TrimLeft(code.substr(at + 4));
    if (code.substr(0, at).ends_with("using ")) continue;
    if (!rest.starts_with("class ")) {
      findings->push_back(file.At(file.LineOf(at), "enum", "enum class always"));
    }
  }
  const size_t use = FindWord(code, "using namespace");
  if (file.EndsWith(".h") && use != std::string::npos) {
    findings->push_back(
        file.At(file.LineOf(use), "namespace", "a header opens no namespace for others"));
  }
}

void CheckPlaces(const SourceFile& file, Findings* findings) {
  // Written in two halves so that this file does not name what it forbids.
  static const std::array<std::string, 9> kPlaces = {
      "/wo"
      "rk/",
      "/tm"
      "p/",
      "registry."
      "npmjs",
      "deb."
      "debian.org",
      "pypi."
      "org",
      "pythonhosted."
      "org",
      "crates."
      "io",
      "repo1."
      "maven",
      "proxy."
      "golang"};
  for (const std::string& place : kPlaces) {
    const size_t at = file.text().find(place);
    if (at == std::string::npos) continue;
    findings->push_back(
        file.At(file.LineOf(at), "place", place + " names one machine or registry; take it out"));
  }
}

Findings CheckTree(std::span<const SourceFile> files) {
  Findings findings;
  const LayerTable layers = Layers();
  for (const SourceFile& file : files) {
    CheckPlaces(file, &findings);
    const bool is_script = file.EndsWith(".sh") || file.EndsWith(".cmake") ||
                           file.path() == "keel" || file.EndsWith("CMakeLists.txt") ||
                           file.path() == ".ci/run";
    if (file.is_cpp() || is_script) CheckForm(file, &findings);
    if (file.path() == "CMakeLists.txt") CheckBuildLayers(file, &findings);
    if (!file.is_cpp()) continue;
    CheckIncludes(file, layers, &findings);
    CheckNames(file, &findings);
    CheckReach(file, &findings);
    CheckLanguage(file, &findings);
    CheckFunctions(file, &findings);
  }
  CheckLists(files, &findings);
  std::ranges::sort(findings, [](const Finding& a, const Finding& b) {
    return std::tie(a.file, a.line, a.rule) < std::tie(b.file, b.line, b.rule);
  });
  return findings;
}

}  // namespace keel::tidy
