// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include "base/json.h"
#include "base/os/file.h"
#include "base/os/host.h"
#include "base/os/process.h"
#include "cli/config.h"
#include "cli/verbs.h"
#include "storage/catalog.h"

namespace keel::cli {
namespace {

enum class Grade { kOk, kWarn, kFail };

struct Finding {
  Grade grade = Grade::kOk;
  std::string_view check;
  std::string found;
  std::string advice;  ///< what to do; empty where nothing is
};

std::string_view NameOf(Grade grade) {
  switch (grade) {
    case Grade::kOk:
      return "ok";
    case Grade::kWarn:
      return "warn";
    case Grade::kFail:
      return "fail";
  }
  return "fail";
}

/// The folder itself, or the nearest one above it that exists.
std::string ExistingFolder(std::string path) {
  while (path.size() > 1 && !base::os::IsDirectory(path)) {
    const size_t slash = path.rfind('/');
    path = slash == 0 || slash == std::string::npos ? "/" : path.substr(0, slash);
  }
  return path;
}

Finding CheckHome(const Session& session) {
  const std::string probe = session.home + "/.doctor-probe";
  auto status = base::os::MakeDirectories(session.home);
  if (status) status = base::os::WriteFileAtomic(probe, "probe");
  if (status) status = base::os::RemoveFile(probe);
  if (!status) {
    return {Grade::kFail, "home", status.error().message, "choose another folder with --home"};
  }
  return {Grade::kOk, "home", session.home + " is writable", ""};
}

Finding CheckDisk(const Session& session) {
  const auto free = base::os::FreeBytes(ExistingFolder(session.home));
  if (!free) return {Grade::kWarn, "disk", free.error().message, ""};
  const double gigabytes = static_cast<double>(*free) / 1e9;
  const std::string found = fmt::format("{:.1f} GB free", gigabytes);
  if (gigabytes < 0.1) return {Grade::kFail, "disk", found, "make room: runs and bars need some"};
  if (gigabytes < 2) {
    return {Grade::kWarn, "disk", found, "make room: a year of 1m bars of one pair takes 25 MB"};
  }
  return {Grade::kOk, "disk", found, ""};
}

Finding CheckConfig(const Session& session) {
  auto config = GatherConfig(session);
  if (config) {
    if (const auto status = ApplyConfig(*config, "fund"); !status) {
      config = tl::unexpected<base::Error>(status.error());
    }
  }
  if (!config) {
    return {Grade::kFail, "configuration", config.error().message,
            "correct it; `keel show-config` checks again"};
  }
  if (config->files.empty()) {
    return {Grade::kOk, "configuration", "no file, so the defaults hold", ""};
  }
  std::string files;
  for (const std::string& file : config->files) files += (files.empty() ? "" : ", ") + file;
  return {Grade::kOk, "configuration", files + " is valid", ""};
}

Finding CheckHistory(const Session& session) {
  if (!base::os::IsDirectory(session.data_dir)) {
    return {Grade::kWarn, "history", "no bars are stored in " + session.data_dir,
            "`keel import-data FILE` or `keel generate-data`"};
  }
  const storage::Catalog catalog(session.data_dir);
  const auto series = catalog.List();
  if (!series) {
    return {Grade::kFail, "history", series.error().message, "`keel check-data` says more"};
  }
  if (series->empty()) {
    return {Grade::kWarn, "history", "no bars are stored in " + session.data_dir,
            "`keel import-data FILE` or `keel generate-data`"};
  }
  for (const storage::SeriesKey& key : *series) {
    if (const auto opened = catalog.Open(key); !opened) {
      return {Grade::kFail, "history", opened.error().message, "import that series again"};
    }
  }
  return {Grade::kOk, "history", fmt::format("{} series open without error", series->size()), ""};
}

/// A clock that is behind the newest real bar, or before this program was written, is wrong.
Finding CheckClock(const Session& session) {
  const base::UnixNanos now = session.clock->now();
  const std::string found = base::FormatIso({now.ns - now.ns % base::Seconds(1).ns});
  constexpr base::UnixNanos kWritten{1'735'689'600'000'000'000};  // 2025-01-01
  if (now < kWritten) {
    return {Grade::kFail, "clock", "the clock says " + found, "set the time of this machine"};
  }
  const storage::Catalog catalog(session.data_dir);
  const auto series = catalog.List();
  if (!series) return {Grade::kOk, "clock", found, ""};
  for (const storage::SeriesKey& key : *series) {
    const auto opened = catalog.Open(key);
    if (!opened || (*opened)->note().synthetic || (*opened)->bars().empty()) continue;
    const base::UnixNanos newest = (*opened)->bars().back().open_time;
    if (newest > now) {
      return {Grade::kWarn, "clock",
              fmt::format("the clock says {}, but {} has a bar of {}", found, key.symbol.ToString(),
                          base::FormatIso(newest)),
              "set the time of this machine, or check where the bars came from"};
    }
  }
  return {Grade::kOk, "clock", found, ""};
}

/// Nothing here needs root, and whoever breaks into a program of root owns the machine.
Finding CheckUser() {
  if (!base::os::RunsAsRoot()) return {Grade::kOk, "user", "not root", ""};
  return {Grade::kWarn, "user", "this runs as root", "use a user of its own: nothing needs root"};
}

class Doctor final : public Verb {
 public:
  std::string_view name() const override { return "doctor"; }
  std::string_view summary() const override {
    return "checks folders, disk, configuration, stored bars, clock and user, and says what to do";
  }
  std::string_view group() const override { return "setup"; }
  void Declare(Options&) override {}

  base::Status Run(Session& session) override {
    const std::vector<Finding> findings = {CheckHome(session),
                                           CheckDisk(session),
                                           CheckConfig(session),
                                           CheckHistory(session),
                                           CheckClock(session),
                                           CheckUser(),
                                           {Grade::kOk, "machine", base::os::DescribeHost(), ""}};
    session.print(session.json ? AsJson(findings) : AsText(findings, session.colour));
    size_t failed = 0;
    for (const Finding& finding : findings) failed += finding.grade == Grade::kFail ? 1 : 0;
    if (failed == 0) return {};
    return base::Fail(base::ErrorCode::kIo,
                      fmt::format("{} of {} checks failed; what to do stands beside them", failed,
                                  findings.size()));
  }

 private:
  static std::string AsText(const std::vector<Finding>& findings, bool colour) {
    std::string text;
    for (const Finding& finding : findings) {
      const std::string_view shade = finding.grade == Grade::kOk     ? "32"
                                     : finding.grade == Grade::kWarn ? "33"
                                                                     : "31";
      const std::string grade = fmt::format("{:<4}", NameOf(finding.grade));
      text += fmt::format("{}  {:<13}  {}\n",
                          colour ? fmt::format("\033[{}m{}\033[0m", shade, grade) : grade,
                          finding.check, finding.found);
      if (!finding.advice.empty()) text += fmt::format("{:>21}{}\n", "", finding.advice);
    }
    return text;
  }

  static std::string AsJson(const std::vector<Finding>& findings) {
    base::JsonWriter json(2);
    json.BeginArray();
    for (const Finding& finding : findings) {
      json.BeginObject().Key("check").String(finding.check);
      json.Key("grade").String(NameOf(finding.grade)).Key("found").String(finding.found);
      json.Key("advice").String(finding.advice).EndObject();
    }
    json.EndArray();
    return json.text() + "\n";
  }
};

}  // namespace

std::unique_ptr<Verb> MakeDoctor() { return std::make_unique<Doctor>(); }

}  // namespace keel::cli
