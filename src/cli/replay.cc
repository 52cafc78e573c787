// SPDX-License-Identifier: MIT
#include "engine/replay.h"

#include <fmt/format.h>

#include "base/json.h"
#include "cli/session_folder.h"
#include "cli/session_settings.h"
#include "cli/verbs.h"
#include "engine/session_describe.h"
#include "engine/session_history.h"
#include "storage/journal/record_codec.h"
#include "strategies/feature_registry.h"
#include "strategies/registry.h"

namespace keel::cli {
namespace {

using base::ErrorCode;

constexpr size_t kRoom = 500'000;  // bars that a session may have lived through

class ReplayVerb final : public Verb {
 public:
  std::string_view name() const override { return "replay"; }
  std::string_view summary() const override {
    return "does a session's journal again and tells whether it sends the same orders";
  }
  std::string_view group() const override { return "explain"; }
  void Declare(Options& options) override {
    options.Positional("SESSION", &session_,
                       "folder of a session, or its name under <home>/sessions", true);
  }

  base::Status Run(Session& session) override {
    TRY(const auto folder, FindSession(session, session_));
    TRY(const engine::StartedRecord start, FirstStart(*folder));
    engine::LiveOptions options;
    auto settings = ReadSettings(start.configuration);
    if (!settings) return base::Wrap(settings.error(), "the journal's configuration");
    options.settings = *std::move(settings);
    TRY(const auto series, engine::EmptySeriesOf(start, options.settings.timeframe, kRoom));
    TRY(options.link.session, SessionId(*folder));
    const engine::Registry registry{strategies::All(), strategies::AllFeatures()};
    TRY(const auto verdict,
        engine::ReplaySession(options, registry, series, *folder, &ReadSettings));
    session.print(session.json ? AsJson(verdict) : AsText(verdict));
    if (verdict.equal()) return {};
    return base::Fail(
        ErrorCode::kRefused,
        fmt::format("the replay differs from record {} on: another version of Keel, or "
                    "a strategy that is not a function of what it is told",
                    verdict.first_difference.value_or(verdict.records)));
  }

 private:
  static base::Result<engine::StartedRecord> FirstStart(storage::JournalFolder& folder) {
    TRY(auto reader, storage::JournalReader::Open(folder));
    TRY(const auto record, reader.Next());
    const auto started = static_cast<uint16_t>(engine::SessionRecord::kStarted);
    if (!record || record->head.kind.type != started) {
      return base::Fail(ErrorCode::kUsage, folder.path() + " holds no trading session");
    }
    return engine::SessionSchemas().Read<engine::StartedRecord>(*record);
  }
  static base::Result<std::string> SessionId(storage::JournalFolder& folder) {
    TRY(const auto reader, storage::JournalReader::Open(folder));
    return reader.session().id;
  }
  static std::string AsText(const engine::ReplayVerdict& verdict) {
    return fmt::format(
        "{} records, {} starts, {} decisions, {} orders, {} reports\nrecorded {}\nreplayed "
        "{}\n{}\n",
        verdict.records, verdict.starts, verdict.decisions, verdict.orders, verdict.reports,
        verdict.recorded_hash, verdict.replayed_hash, verdict.equal() ? "equal" : "DIFFERENT");
  }
  static std::string AsJson(const engine::ReplayVerdict& verdict) {
    base::JsonWriter json;
    json.BeginObject().Key("equal").Bool(verdict.equal());
    json.Key("records").Number(verdict.records).Key("starts").Number(verdict.starts);
    json.Key("decisions").Number(verdict.decisions);
    json.Key("orders").Number(verdict.orders).Key("reports").Number(verdict.reports);
    json.Key("recorded_hash").String(verdict.recorded_hash);
    json.Key("replayed_hash").String(verdict.replayed_hash);
    json.Key("first_difference");
    if (verdict.first_difference) {
      json.Number(*verdict.first_difference);
    } else {
      json.Null();
    }
    json.EndObject();
    return json.Take() + "\n";
  }

  std::string session_;
};

}  // namespace

std::unique_ptr<Verb> MakeReplay() { return std::make_unique<ReplayVerb>(); }

}  // namespace keel::cli
