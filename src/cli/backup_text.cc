// SPDX-License-Identifier: MIT
#include "cli/backup_text.h"

#include <fmt/format.h>

#include "base/json.h"
#include "cli/series_text.h"

namespace keel::cli {

using storage::BackupManifest;
using storage::BackupSession;

std::string BackupText(const BackupManifest& manifest, std::string_view done) {
  std::string text;
  for (const BackupSession& session : manifest.sessions) {
    text += fmt::format("{}: {} {}, head {}{}\n", session.name,
                        Counted(static_cast<int64_t>(session.records), "record"), done,
                        session.head, session.mode ? ", mode " + *session.mode : "");
  }
  return text;
}

std::string BackupJson(const BackupManifest& manifest) {
  base::JsonWriter json(2);
  json.BeginObject().Key("sessions").BeginArray();
  for (const BackupSession& session : manifest.sessions) {
    json.BeginObject().Key("name").String(session.name).Key("records").Number(session.records);
    json.Key("head").String(session.head).Key("mode");
    session.mode ? json.String(*session.mode) : json.Null();
    json.EndObject();
  }
  json.EndArray().EndObject();
  return json.Take() + "\n";
}

}  // namespace keel::cli
