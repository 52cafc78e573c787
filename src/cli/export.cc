// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include "base/json.h"
#include "base/os/file.h"
#include "cli/session_folder.h"
#include "cli/table_thread.h"
#include "cli/verbs.h"

namespace keel::cli {
namespace {

class ExportVerb final : public Verb {
 public:
  std::string_view name() const override { return "export"; }
  std::string_view summary() const override {
    return "makes a session's tables for queries again from its journal: SQLite, and CSV on "
           "request";
  }
  std::string_view group() const override { return "explain"; }
  void Declare(Options& options) override {
    options.Positional("SESSION", &session_,
                       "folder of a session, or its name under <home>/sessions", true);
    options.OptionalText("--to", &to_, "the SQLite file (tables.db in the session's folder)");
    options.OptionalText("--csv", &csv_, "a folder for one CSV file a table");
  }

  base::Status Run(Session& session) override {
    TRY(auto folder, FindSession(session, session_));
    const std::string path = to_ ? PathFrom(session, *to_) : TablesPath(folder->path());
    engine::TableFeed feed(std::move(folder), path, ReadSettings);
    TRY(feed.Rebuild());
    TRY(auto reader, storage::ProjectionReader::Open(path));
    base::JsonWriter json;
    json.BeginObject().Key("file").String(path).Key("records").Number(feed.last());
    std::string text = fmt::format("{} records in {}\n", feed.last(), path);
    const std::string csv = csv_ ? PathFrom(session, *csv_) : "";
    if (csv_) TRY(base::os::MakeDirectories(csv));
    for (const std::string& table : storage::ProjectionReader::Tables()) {
      TRY(const std::string rows, reader.Csv(table));
      const auto count = std::count(rows.begin(), rows.end(), '\n') - 1;
      json.Key(table).Number(static_cast<int64_t>(count));
      text += fmt::format("{:<10} {} rows\n", table, count);
      if (csv_) TRY(base::os::WriteFileAtomic(csv + "/" + table + ".csv", rows));
    }
    json.EndObject();
    session.print(session.json ? json.Take() + "\n" : text);
    return {};
  }

 private:
  std::string session_;
  std::optional<std::string> to_, csv_;
};

}  // namespace

std::unique_ptr<Verb> MakeExport() { return std::make_unique<ExportVerb>(); }

}  // namespace keel::cli
