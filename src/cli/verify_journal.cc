// SPDX-License-Identifier: MIT
#include "storage/journal/verify.h"

#include <fmt/format.h>

#include "base/json.h"
#include "cli/series_text.h"
#include "cli/session_folder.h"
#include "cli/verbs.h"

namespace keel::cli {
namespace {

using storage::JournalVerdict;

class VerifyJournalVerb final : public Verb {
 public:
  std::string_view name() const override { return "verify-journal"; }
  std::string_view summary() const override {
    return "proves every record of a session's journal, or names the first that is not as written";
  }
  std::string_view group() const override { return "explain"; }
  void Declare(Options& options) override {
    options.Positional("SESSION", &folder_,
                       "folder of a session, or its name under <home>/sessions", true);
    options.OptionalText("--head", &head_,
                         "the head hash that was noted earlier: it must be in the chain");
  }

  base::Status Run(Session& session) override {
    std::optional<storage::ChainHash> expected;
    if (head_) {
      TRY(expected, storage::ChainHash::Parse(*head_));
    }
    TRY(const auto folder, FindSession(session, folder_));
    const std::string& path = folder->path();
    TRY(const JournalVerdict verdict, storage::VerifyJournal(*folder, expected));
    session.print(session.json ? AsJson(verdict, path) : AsText(verdict));
    if (verdict.sound()) return {};
    return base::Fail(base::ErrorCode::kRefused, verdict.damage->Describe(path));
  }

 private:
  static std::string AsText(const JournalVerdict& verdict) {
    std::string text;
    const auto line = [&](std::string_view label, const std::string& value) {
      text += fmt::format("{:<11}{}\n", label, value);
    };
    line("journal", verdict.sound() ? "sound" : "BROKEN");
    line("session",
         fmt::format("{}, begun {}", verdict.session.id, base::FormatIso(verdict.session.started)));
    line("records",
         fmt::format("{} in {} and {}{}", Grouped(static_cast<int64_t>(verdict.head.sequence)),
                     Counted(static_cast<int64_t>(verdict.head.group), "group"),
                     Counted(verdict.segments, "segment"),
                     verdict.sound() ? "" : ", up to the damage"));
    if (verdict.first_time) {
      line("time", fmt::format("{} to {}", base::FormatIso(*verdict.first_time),
                               base::FormatIso(*verdict.last_time)));
    }
    line("head", verdict.head.hash.Hex());
    if (verdict.expected_at) {
      const uint64_t since = verdict.head.sequence - *verdict.expected_at;
      line("expected", since == 0 ? std::string("is the head")
                                  : fmt::format("is record {}; {} since", *verdict.expected_at,
                                                Counted(static_cast<int64_t>(since), "record")));
    }
    if (verdict.torn_bytes > 0) {
      line("unfinished", fmt::format("{} at the end, of a commit that is going on or that a "
                                     "crash cut short; nothing of it was acknowledged",
                                     Counted(verdict.torn_bytes, "byte")));
    }
    for (const std::string& note : verdict.notes) line("note", note);
    return text;
  }

  static std::string AsJson(const JournalVerdict& verdict, const std::string& path) {
    base::JsonWriter json(2);
    json.BeginObject().Key("sound").Bool(verdict.sound());
    json.Key("session").String(verdict.session.id);
    json.Key("started").String(base::FormatIso(verdict.session.started));
    json.Key("records").Number(verdict.head.sequence).Key("groups").Number(verdict.head.group);
    json.Key("segments").Number(uint64_t{verdict.segments}).Key("bytes").Number(verdict.bytes);
    WriteTime(json, "first", verdict.first_time);
    WriteTime(json, "last", verdict.last_time);
    json.Key("head").String(verdict.head.hash.Hex());
    json.Key("expected_at");
    verdict.expected_at ? json.Number(*verdict.expected_at) : json.Null();
    json.Key("unfinished_bytes").Number(verdict.torn_bytes);
    json.Key("damage");
    if (verdict.damage) {
      const storage::JournalDamage& damage = *verdict.damage;
      json.BeginObject().Key("file").String(damage.file).Key("offset").Number(damage.offset);
      json.Key("record").Number(damage.sequence).Key("group").Number(damage.group);
      json.Key("what").String(damage.what);
      json.Key("message").String(damage.Describe(path)).EndObject();
    } else {
      json.Null();
    }
    json.Key("notes").BeginArray();
    for (const std::string& note : verdict.notes) json.String(note);
    json.EndArray().EndObject();
    return json.Take() + "\n";
  }

  static void WriteTime(base::JsonWriter& json, std::string_view key,
                        const std::optional<base::UnixNanos>& time) {
    json.Key(key);
    time ? json.String(base::FormatIso(*time)) : json.Null();
  }

  std::string folder_;
  std::optional<std::string> head_;
};

}  // namespace

std::unique_ptr<Verb> MakeVerifyJournal() { return std::make_unique<VerifyJournalVerb>(); }

}  // namespace keel::cli
