// SPDX-License-Identifier: MIT
#include "cli/version.h"

#include <fmt/format.h>

#include "base/json.h"
#include "cli/commit.h"
#include "cli/verb.h"

namespace keel::cli {
namespace {

class Version final : public Verb {
 public:
  std::string_view name() const override { return "version"; }
  std::string_view summary() const override {
    return "shows the version, the commit and the compiler";
  }
  std::string_view group() const override { return "setup"; }
  void Declare(Options&) override {}

  base::Status Run(Session& session) override {
    if (session.json) {
      base::JsonWriter json(2);
      json.BeginObject().Key("version").String(KeelVersion()).Key("commit");
      if (KeelCommit().empty()) {
        json.Null();
      } else {
        json.String(KeelCommit());
      }
      json.Key("compiler").String(Compiler()).EndObject();
      session.print(json.text() + "\n");
      return {};
    }
    session.print(fmt::format("keel {}\ncommit {}\nbuilt by {}\n", KeelVersion(),
                              KeelCommit().empty() ? "unknown" : KeelCommit(), Compiler()));
    return {};
  }
};

}  // namespace

std::string_view KeelVersion() { return KEEL_VERSION; }
std::string_view KeelCommit() { return KEEL_COMMIT; }
std::string_view Compiler() {
#if defined(__clang__)
  return "Clang " __clang_version__;
#else
  return "GCC " __VERSION__;
#endif
}

std::unique_ptr<Verb> MakeVersion() { return std::make_unique<Version>(); }

}  // namespace keel::cli
