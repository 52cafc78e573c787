// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include "base/json.h"
#include "base/os/file.h"
#include "cli/config.h"
#include "cli/verbs.h"

namespace keel::cli {
namespace {

class NewConfig final : public Verb {
 public:
  std::string_view name() const override { return "new-config"; }
  std::string_view summary() const override {
    return "writes a commented keel.toml with every setting and its default";
  }
  std::string_view group() const override { return "setup"; }
  void Declare(Options& options) override {
    options.Positional("PATH", &path_, "where to write (default keel.toml)", false);
  }

  base::Status Run(Session& session) override {
    if (path_.empty()) path_ = session.out.value_or("keel.toml");
    const std::string path =
        path_.starts_with('/') ? path_ : session.working_directory + "/" + path_;
    if (base::os::Exists(path)) {
      return base::Fail(base::ErrorCode::kUsage,
                        fmt::format("{} exists and is not overwritten; name another file or move "
                                    "it away",
                                    path_));
    }
    TRY(base::os::WriteFileAtomic(path, ConfigTemplate()));
    if (session.json) {
      session.print("{\"written\": " + base::JsonQuote(path_) + "}\n");
    } else {
      session.print(
          fmt::format("wrote {}; `keel show-config -c {}` shows what is in force\n", path_, path_));
    }
    return {};
  }

 private:
  std::string path_;
};

}  // namespace

std::unique_ptr<Verb> MakeNewConfig() { return std::make_unique<NewConfig>(); }

}  // namespace keel::cli
