// SPDX-License-Identifier: MIT
#include <algorithm>
#include <array>

#include "tests/tidy/rules.h"

namespace keel::tidy {
namespace {

// Slow to compile, so they stay behind a small header of ours.
constexpr std::array<std::string_view, 8> kHeavy = {
    "CLI/", "toml++/", "spdlog/", "boost/json", "simdjson", "date/", "boost/beast", "boost/asio"};
constexpr std::array<std::string_view, 5> kSockets = {"boost/beast", "boost/asio", "sys/socket.h",
                                                      "netinet/", "openssl/ssl.h"};

bool StartsWithAny(std::string_view text, std::span<const std::string_view> prefixes) {
  return std::ranges::any_of(prefixes, [&](std::string_view p) { return text.starts_with(p); });
}

// Private headers live in <module>/internal/ and open only to their module.
void CheckOwn(const SourceFile& file, int line, std::string_view target, const LayerTable& layers,
              Findings* findings) {
  const size_t slash = target.find('/');
  const std::string other(target.substr(0, slash == std::string_view::npos ? 0 : slash));
  const std::string mine(file.module());
  if (!layers.contains(other) && !(file.is_test() && other == "examples") && other != "tests") {
    findings->push_back(
        file.At(line, "include", std::string(target) + ": write the path from src, module/file.h"));
    return;
  }
  if (other == "tests" && !file.is_test()) {
    findings->push_back(file.At(line, "layers", "only a test includes tests/"));
  }
  if (target.find("/internal/") != std::string_view::npos && other != mine && !file.is_test()) {
    findings->push_back(file.At(line, "layers", std::string(target) + " is private to " + other));
  }
  if (file.Under("app/") && other != "cli") {
    findings->push_back(file.At(line, "layers", "app includes cli only"));
  }
  if (mine.empty() || other == mine || other == "tests" || other == "examples") return;
  const auto row = layers.find(mine);
  if (row == layers.end()) {
    findings->push_back(file.At(line, "layers", mine + " is not in the layering table"));
  } else if (!row->second.contains(other)) {
    findings->push_back(file.At(line, "layers", mine + " may not include " + other));
  }
}

void CheckForeign(const SourceFile& file, int line, std::string_view target, Findings* findings) {
  static const std::set<std::string, std::less<>> kWired = {"net", "venues", "exchange", "server"};
  if (file.EndsWith(".h") && StartsWithAny(target, kHeavy)) {
    findings->push_back(file.At(line, "heavy", std::string(target) + " belongs into a .cc file"));
  }
  if (file.Under("src/") && StartsWithAny(target, kSockets) && !kWired.contains(file.module())) {
    findings->push_back(file.At(line, "layers", "sockets are opened in net only"));
  }
}

}  // namespace

void CheckIncludes(const SourceFile& file, const LayerTable& layers, Findings* findings) {
  constexpr std::string_view kInclude = "#include ";
  for (size_t i = 0; i < file.lines().size(); ++i) {
    std::string_view line = file.lines()[i];
    if (!file.code_lines()[i].starts_with(kInclude)) continue;
    line.remove_prefix(kInclude.size());
    const char close = line.starts_with('<') ? '>' : '"';
    const size_t end = line.find(close, 1);
    if (line.empty() || end == std::string_view::npos) continue;
    const std::string_view target = line.substr(1, end - 1);
    const int number = static_cast<int>(i) + 1;
    if (close == '"') {
      CheckOwn(file, number, target, layers, findings);
    } else {
      CheckForeign(file, number, target, findings);
    }
  }
}

}  // namespace keel::tidy
