// SPDX-License-Identifier: MIT
#include "exchange/fault_board.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

#include "base/text.h"
#include "exchange/routes.h"

namespace keel::exchange {
namespace {

constexpr size_t kMostRules = 1'000;
constexpr int64_t kMostDelayMs = 86'400'000;

constexpr std::array<std::pair<std::string_view, FaultKind>, 20> kKinds = {{
    {"lose_request", FaultKind::kLoseRequest},
    {"lose_reply", FaultKind::kLoseReply},
    {"error_before", FaultKind::kErrorBefore},
    {"error_after", FaultKind::kErrorAfter},
    {"timeout_before", FaultKind::kTimeoutBefore},
    {"timeout_after", FaultKind::kTimeoutAfter},
    {"delay_request", FaultKind::kDelayRequest},
    {"delay_reply", FaultKind::kDelayReply},
    {"refuse", FaultKind::kRefuse},
    {"not_found", FaultKind::kNotFound},
    {"drop_event", FaultKind::kDropEvent},
    {"duplicate_event", FaultKind::kDuplicateEvent},
    {"delay_event", FaultKind::kDelayEvent},
    {"end_events", FaultKind::kEndEvents},
    {"disconnect_market", FaultKind::kDisconnectMarket},
    {"disconnect_user", FaultKind::kDisconnectUser},
    {"silence_market", FaultKind::kSilenceMarket},
    {"silence_user", FaultKind::kSilenceUser},
    {"clock_jump", FaultKind::kClockJump},
    {"book_gap", FaultKind::kBookGap},
}};

bool IsOfEvents(FaultKind kind) {
  return kind == FaultKind::kDropEvent || kind == FaultKind::kDuplicateEvent ||
         kind == FaultKind::kDelayEvent;
}

tl::unexpected<base::Error> Bad(std::string_view field, std::string_view wanted) {
  return base::Fail(base::ErrorCode::kUsage, fmt::format("fault: {} has to be {}", field, wanted));
}

base::Status ReadNumber(const base::JsonValue& object, std::string_view field, double* to) {
  const base::JsonValue* value = object.Find(field);
  if (value == nullptr) return {};
  const std::string& text = value->text;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), *to);
  const bool whole = error == std::errc() && end == text.data() + text.size();
  if (value->kind != base::JsonValue::Kind::kNumber || !whole) return Bad(field, "a number");
  return {};
}

base::Status ReadText(const base::JsonValue& object, std::string_view field, std::string* to) {
  const base::JsonValue* value = object.Find(field);
  if (value == nullptr) return {};
  if (value->kind != base::JsonValue::Kind::kString) return Bad(field, "a text");
  *to = value->text;
  return {};
}

base::Status CheckFields(const base::JsonValue& object) {
  static const std::vector<std::string> kFields = {"kind",     "target", "probability", "next",
                                                   "delay_ms", "status", "after_ms"};
  for (const base::JsonMember& member : object.members) {
    if (std::ranges::find(kFields, member.key) != kFields.end()) continue;
    return base::Fail(
        base::ErrorCode::kUsage,
        fmt::format("fault: there is no \"{}\"{}; there are {}", member.key,
                    base::DidYouMean(member.key, kFields), base::Join(kFields, ", ")));
  }
  return {};
}

Answer ErrorOf(int status) {
  return AnswerOf({-1016, "This service is no longer available.", status});
}

}  // namespace

std::string_view NameOf(FaultKind kind) { return WordOf(kind, kKinds); }
bool IsInstant(FaultKind kind) { return kind >= FaultKind::kEndEvents; }

base::Result<FaultRule> ReadFault(const base::JsonValue& value) {
  if (value.kind != base::JsonValue::Kind::kObject) return Bad("the fault", "an object");
  TRY(CheckFields(value));
  FaultRule rule;
  std::string kind;
  double next = -1, delay_ms = 0, status = rule.status, after_ms = 0;
  TRY(ReadText(value, "kind", &kind));
  TRY(ReadText(value, "target", &rule.target));
  TRY(ReadNumber(value, "probability", &rule.probability));
  TRY(ReadNumber(value, "next", &next));
  TRY(ReadNumber(value, "delay_ms", &delay_ms));
  TRY(ReadNumber(value, "status", &status));
  TRY(ReadNumber(value, "after_ms", &after_ms));
  const auto known = ValueOf(kind, kKinds);
  if (!known) {
    std::vector<std::string> names;
    for (const auto& [word, meaning] : kKinds) names.emplace_back(word);
    return Bad("\"kind\"", "one of " + base::Join(names, ", "));
  }
  if (!(rule.probability >= 0 && rule.probability <= 1)) return Bad("\"probability\"", "0 to 1");
  if (!(std::abs(delay_ms) <= kMostDelayMs) || !(after_ms >= 0 && after_ms <= kMostDelayMs)) {
    return Bad("\"delay_ms\" and \"after_ms\"", "within a day");
  }
  if (delay_ms < 0 && *known != FaultKind::kClockJump) return Bad("\"delay_ms\"", "positive");
  if (!(status >= 400 && status <= 599)) return Bad("\"status\"", "400 to 599");
  if (!(next >= -1 && next <= 1e9)) return Bad("\"next\"", "a count, or -1 for no end");
  if (!rule.target.empty() && FindWsRoute(rule.target) == nullptr) {
    return Bad("\"target\"", "the name of a request, as \"order.place\"");
  }
  rule.kind = *known;
  rule.next = static_cast<int64_t>(next);
  rule.delay = base::Milliseconds(static_cast<int64_t>(delay_ms));
  rule.status = static_cast<int>(status);
  rule.after = base::Milliseconds(static_cast<int64_t>(after_ms));
  return rule;
}

uint64_t FaultBoard::Add(FaultRule rule) {
  rules_.push_back({++last_, std::move(rule), 0});
  if (rules_.size() > kMostRules) rules_.erase(rules_.begin());
  return last_;
}

std::string FaultBoard::Describe() const {
  base::JsonWriter json;
  json.BeginObject().Key("faults").BeginArray();
  for (const Entry& entry : rules_) {
    const FaultRule& rule = entry.rule;
    json.BeginObject().Key("id").Number(entry.id).Key("kind").String(NameOf(rule.kind));
    json.Key("target").String(rule.target).Key("probability").Number(rule.probability);
    json.Key("next").Number(rule.next < 0 ? rule.next : rule.next - entry.struck);
    json.Key("delay_ms").Number(rule.delay / base::Milliseconds(1));
    json.Key("status").Number(rule.status).Key("struck").Number(entry.struck).EndObject();
  }
  json.EndArray().EndObject();
  return json.Take();
}

bool FaultBoard::Strikes(Entry& entry) {
  const FaultRule& rule = entry.rule;
  if (rule.next >= 0 && entry.struck >= rule.next) return false;
  if (rule.probability < 1 && random_.NextUniform() >= rule.probability) return false;
  ++entry.struck;
  return true;
}

RequestFate FaultBoard::OnRequest(std::string_view route) {
  RequestFate fate;
  for (Entry& entry : rules_) {
    const FaultRule& rule = entry.rule;
    if (IsOfEvents(rule.kind) || (!rule.target.empty() && rule.target != route)) continue;
    if (!Strikes(entry)) continue;
    switch (rule.kind) {
      case FaultKind::kLoseRequest:
        fate.lose_request = true;
        break;
      case FaultKind::kLoseReply:
        fate.lose_reply = true;
        break;
      case FaultKind::kErrorBefore:
        fate.instead = ErrorOf(rule.status);
        break;
      case FaultKind::kErrorAfter:
        fate.covered_by = ErrorOf(rule.status);
        break;
      case FaultKind::kTimeoutBefore:
        fate.instead = AnswerOf(ExecutionUnknown());
        break;
      case FaultKind::kTimeoutAfter:
        fate.covered_by = AnswerOf(ExecutionUnknown());
        break;
      case FaultKind::kDelayRequest:
        fate.delay_before = fate.delay_before + rule.delay;
        break;
      case FaultKind::kDelayReply:
        fate.delay_after = fate.delay_after + rule.delay;
        break;
      case FaultKind::kRefuse:
        fate.instead = AnswerOf({-1003, "Too many requests.", rule.status});
        fate.retry_after_s = std::max<int64_t>(1, rule.delay / base::Seconds(1));
        break;
      case FaultKind::kNotFound:
        fate.instead = AnswerOf(NoSuchOrder());
        break;
      default:
        break;
    }
  }
  return fate;
}

EventFate FaultBoard::OnEvent() {
  EventFate fate;
  for (Entry& entry : rules_) {
    if (!IsOfEvents(entry.rule.kind) || !Strikes(entry)) continue;
    fate.drop = fate.drop || entry.rule.kind == FaultKind::kDropEvent;
    fate.duplicate = fate.duplicate || entry.rule.kind == FaultKind::kDuplicateEvent;
    if (entry.rule.kind == FaultKind::kDelayEvent) fate.delay = fate.delay + entry.rule.delay;
  }
  return fate;
}

}  // namespace keel::exchange
