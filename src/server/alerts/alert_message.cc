// SPDX-License-Identifier: MIT
#include "server/alerts/alert_message.h"

#include <fmt/format.h>

namespace keel::server {
namespace {

constexpr size_t kLongestLine = 1'800;  // Discord takes 2,000 characters

// Slack reads these three as marks of its own. [Slack, "Formatting text for app surfaces"]
std::string EscapedForSlack(std::string_view text) {
  std::string escaped;
  for (const char c : text) {
    if (c == '&') {
      escaped += "&amp;";
    } else if (c == '<') {
      escaped += "&lt;";
    } else if (c == '>') {
      escaped += "&gt;";
    } else {
      escaped += c;
    }
  }
  return escaped;
}

std::string LineOf(const AlertMessage& message) {
  const std::string_view sign = message.event == "resolved"      ? "RESOLVED"
                                : message.event == "test"        ? "TEST"
                                : message.severity == "critical" ? "CRITICAL"
                                : message.severity == "warning"  ? "WARNING"
                                                                 : "NOTE";
  std::string line = fmt::format("[{}] {} ({}, {}): {}", sign, message.rule, message.session,
                                 message.mode, message.text);
  if (line.size() <= kLongestLine) return line;
  size_t end = kLongestLine;
  while (end > 0 && (static_cast<unsigned char>(line[end]) >> 6) == 2) --end;
  return line.substr(0, end);
}

}  // namespace

AlertMessage MessageOf(const AlertFiring& firing, const std::string& mode) {
  AlertMessage message;
  message.event = firing.resolved_at ? "resolved" : "fired";
  message.id = fmt::format("{}-{}-{}", firing.session, firing.firing, message.event);
  message.session = firing.session;
  message.mode = mode;
  message.rule = firing.name;
  message.severity = firing.severity;
  message.text =
      firing.resolved_at ? firing.ended.value_or("") + "; it was: " + firing.text : firing.text;
  message.value = firing.value;
  message.time = firing.resolved_at.value_or(firing.fired_at);
  return message;
}

std::string BodyOf(const AlertMessage& message, std::string_view format) {
  if (format == "json") return base::ToJson(message);
  base::JsonWriter json;
  json.BeginObject();
  if (format == "slack") {
    json.Key("text").String(EscapedForSlack(LineOf(message)));
  } else {
    json.Key("content").String(LineOf(message));
    // Nobody is to be called by what a text of a venue has in it.
    json.Key("allowed_mentions").BeginObject().Key("parse").BeginArray().EndArray().EndObject();
  }
  return json.EndObject().Take();
}

}  // namespace keel::server
