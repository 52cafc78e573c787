// SPDX-License-Identifier: MIT
#include "exchange/fault_board.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

#include "base/check.h"
#include "base/text.h"
#include "exchange/routes.h"

namespace keel::exchange {
namespace {

constexpr size_t kMostRules = 1'000;
constexpr int64_t kMostDelayMs = 86'400'000;
constexpr int64_t kLeastEveryMs = 10;

constexpr std::array<std::pair<std::string_view, FaultKind>, 21> kKinds = {{
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
    {"shutdown", FaultKind::kShutdown},
    {"silence_market", FaultKind::kSilenceMarket},
    {"silence_user", FaultKind::kSilenceUser},
    {"clock_jump", FaultKind::kClockJump},
    {"book_gap", FaultKind::kBookGap},
}};

bool IsOfEvents(FaultKind kind) {
  return kind == FaultKind::kDropEvent || kind == FaultKind::kDuplicateEvent ||
         kind == FaultKind::kDelayEvent;
}
// Whether an instant kind goes on for its delay.
bool IsLasting(FaultKind kind) {
  return kind == FaultKind::kSilenceMarket || kind == FaultKind::kSilenceUser ||
         kind == FaultKind::kShutdown;
}

bool Names(std::string_view target, const Route& route) {
  return target == route.ws_name || target == route.path;
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
  static const std::vector<std::string> kFields = {"kind",   "target",   "probability",
                                                   "next",   "delay_ms", "delay_max_ms",
                                                   "status", "after_ms", "every_ms"};
  for (const base::JsonMember& member : object.members) {
    if (std::ranges::find(kFields, member.key) != kFields.end()) continue;
    return base::Fail(
        base::ErrorCode::kUsage,
        fmt::format("fault: there is no \"{}\"{}; there are {}", member.key,
                    base::DidYouMean(member.key, kFields), base::Join(kFields, ", ")));
  }
  return {};
}

base::Status ReadTimes(const base::JsonValue& object, FaultRule* rule) {
  double delay_ms = 0, delay_max_ms = 0, after_ms = 0, every_ms = 0;
  TRY(ReadNumber(object, "delay_ms", &delay_ms));
  TRY(ReadNumber(object, "delay_max_ms", &delay_max_ms));
  TRY(ReadNumber(object, "after_ms", &after_ms));
  TRY(ReadNumber(object, "every_ms", &every_ms));
  for (const double ms : {std::abs(delay_ms), delay_max_ms, after_ms, every_ms}) {
    if (ms >= 0 && ms <= kMostDelayMs) continue;
    return Bad("every time (\"delay_ms\", \"delay_max_ms\", \"after_ms\", \"every_ms\")",
               "0 to 86400000, a day");
  }
  if (delay_ms < 0 && rule->kind != FaultKind::kClockJump) return Bad("\"delay_ms\"", "positive");
  if (object.Find("delay_max_ms") != nullptr && delay_max_ms < delay_ms) {
    return Bad("\"delay_max_ms\"", "at least \"delay_ms\"");
  }
  if (every_ms > 0 && (!IsInstant(rule->kind) || every_ms < kLeastEveryMs)) {
    return Bad("\"every_ms\"", "10 or more, and of a kind that happens at once");
  }
  const auto time = [](double ms) { return base::Milliseconds(static_cast<int64_t>(ms)); };
  rule->delay = time(delay_ms);
  rule->delay_max = object.Find("delay_max_ms") != nullptr ? time(delay_max_ms) : rule->delay;
  rule->after = time(after_ms);
  rule->every = time(every_ms);
  return {};
}

Answer ErrorOf(int status) {
  return AnswerOf({-1016, "This service is no longer available.", status});
}

}  // namespace

std::string_view NameOf(FaultKind kind) { return WordOf(kind, kKinds); }
bool IsInstant(FaultKind kind) { return kind >= FaultKind::kEndEvents; }

std::vector<FaultKind> AllFaultKinds() {
  std::vector<FaultKind> kinds;
  for (const auto& [word, kind] : kKinds) kinds.push_back(kind);
  return kinds;
}

base::Result<FaultRule> ReadFault(const base::JsonValue& value) {
  if (value.kind != base::JsonValue::Kind::kObject) return Bad("the fault", "an object");
  TRY(CheckFields(value));
  FaultRule rule;
  std::string kind;
  TRY(ReadText(value, "kind", &kind));
  TRY(ReadText(value, "target", &rule.target));
  const auto known = ValueOf(kind, kKinds);
  if (!known) {
    std::vector<std::string> names;
    for (const auto& [word, meaning] : kKinds) names.emplace_back(word);
    return Bad("\"kind\"", "one of " + base::Join(names, ", "));
  }
  rule.kind = *known;
  double next = -1, status = rule.status;
  TRY(ReadNumber(value, "probability", &rule.probability));
  TRY(ReadNumber(value, "next", &next));
  TRY(ReadNumber(value, "status", &status));
  if (!(rule.probability >= 0 && rule.probability <= 1)) return Bad("\"probability\"", "0 to 1");
  if (!(status >= 400 && status <= 599)) return Bad("\"status\"", "400 to 599");
  if (!(next >= -1 && next <= 1e9)) return Bad("\"next\"", "a count, or -1 for no end");
  rule.next = static_cast<int64_t>(next);
  rule.status = static_cast<int>(status);
  TRY(ReadTimes(value, &rule));
  if (!rule.target.empty() && (IsInstant(rule.kind) || IsOfEvents(rule.kind))) {
    return Bad("\"target\"", fmt::format("absent: {} is not about requests", kind));
  }
  const auto named = [&](const Route& route) { return Names(rule.target, route); };
  if (!rule.target.empty() && std::ranges::none_of(Routes(), named)) {
    return Bad("\"target\"",
               "the name of a request, as \"order.place\", or its path, as \"/api/v3/order\"");
  }
  return rule;
}

uint64_t FaultBoard::Add(FaultRule rule) {
  if (rules_.size() >= kMostRules) {
    const auto spent = std::ranges::find_if(rules_, IsSpent);
    rules_.erase(spent == rules_.end() ? rules_.begin() : spent);
  }
  Entry& entry = rules_.emplace_back();
  entry.id = ++last_;
  entry.waits = rule.after.ns > 0;
  entry.rule = std::move(rule);
  return entry.id;
}

FaultBoard::Entry* FaultBoard::FindEntry(uint64_t id) {
  const auto found = std::ranges::find(rules_, id, &Entry::id);
  return found == rules_.end() ? nullptr : &*found;
}

const FaultRule* FaultBoard::Find(uint64_t id) const {
  const auto found = std::ranges::find(rules_, id, &Entry::id);
  return found == rules_.end() ? nullptr : &found->rule;
}

const FaultRule* FaultBoard::Begin(uint64_t id) {
  Entry* entry = FindEntry(id);
  if (entry == nullptr) return nullptr;
  entry->waits = false;
  return &entry->rule;
}

bool FaultBoard::IsSpent(const Entry& entry) {
  return entry.over || (entry.rule.next >= 0 && entry.struck >= entry.rule.next);
}

std::string FaultBoard::Describe(base::UnixNanos now) const {
  base::JsonWriter json;
  json.BeginObject().Key("faults").BeginArray();
  for (const Entry& entry : rules_) {
    const FaultRule& rule = entry.rule;
    const bool lasts = entry.lasts_until > now;
    if (entry.over && !lasts) continue;
    json.BeginObject().Key("id").Number(entry.id).Key("kind").String(NameOf(rule.kind));
    json.Key("state").String(entry.waits      ? "waits"
                             : lasts          ? "lasts"
                             : IsSpent(entry) ? "over"
                                              : "in force");
    json.Key("target").String(rule.target).Key("probability").Number(rule.probability);
    json.Key("next").Number(rule.next < 0 ? rule.next : rule.next - entry.struck);
    json.Key("delay_ms").Number(rule.delay / base::Milliseconds(1));
    json.Key("delay_max_ms").Number(rule.delay_max / base::Milliseconds(1));
    json.Key("after_ms").Number(rule.after / base::Milliseconds(1));
    json.Key("every_ms").Number(rule.every / base::Milliseconds(1));
    json.Key("status").Number(rule.status).Key("struck").Number(entry.struck).EndObject();
  }
  json.EndArray().EndObject();
  return json.Take();
}

bool FaultBoard::Strikes(Entry& entry) {
  const FaultRule& rule = entry.rule;
  if (entry.waits || IsSpent(entry)) return false;
  if (rule.probability < 1 && random_.NextUniform() >= rule.probability) return false;
  ++entry.struck;
  return true;
}

base::Duration FaultBoard::DelayOf(const FaultRule& rule) {
  const base::Duration room = rule.delay_max - rule.delay;
  if (room.ns <= 0) return rule.delay;
  return rule.delay +
         base::Duration{static_cast<int64_t>(static_cast<double>(room.ns) * random_.NextUniform())};
}

void FaultBoard::Add(const FaultRule& rule, RequestFate* fate) {
  switch (rule.kind) {
    case FaultKind::kLoseRequest:
      fate->lose_request = true;
      return;
    case FaultKind::kLoseReply:
      fate->lose_reply = true;
      return;
    case FaultKind::kErrorBefore:
      fate->instead = ErrorOf(rule.status);
      return;
    case FaultKind::kErrorAfter:
      fate->covered_by = ErrorOf(rule.status);
      return;
    case FaultKind::kTimeoutBefore:
      fate->instead = AnswerOf(ExecutionUnknown());
      return;
    case FaultKind::kTimeoutAfter:
      fate->covered_by = AnswerOf(ExecutionUnknown());
      return;
    case FaultKind::kDelayRequest:
      fate->delay_before = fate->delay_before + DelayOf(rule);
      return;
    case FaultKind::kDelayReply:
      fate->delay_after = fate->delay_after + DelayOf(rule);
      return;
    case FaultKind::kRefuse:
      fate->instead = AnswerOf({-1003, "Too many requests.", rule.status});
      fate->retry_after_s = std::max<int64_t>(1, DelayOf(rule) / base::Seconds(1));
      return;
    case FaultKind::kNotFound:
      fate->instead = AnswerOf(NoSuchOrder());
      return;
    default:
      CHECK(false, "a fault that does not befall requests");
  }
}

RequestFate FaultBoard::OnRequest(const Route& route) {
  RequestFate fate;
  for (Entry& entry : rules_) {
    const FaultRule& rule = entry.rule;
    if (IsOfEvents(rule.kind) || IsInstant(rule.kind)) continue;
    if (!rule.target.empty() && !Names(rule.target, route)) continue;
    if (Strikes(entry)) Add(rule, &fate);
  }
  return fate;
}

EventFate FaultBoard::OnEvent() {
  EventFate fate;
  for (Entry& entry : rules_) {
    if (!IsOfEvents(entry.rule.kind) || !Strikes(entry)) continue;
    fate.drop = fate.drop || entry.rule.kind == FaultKind::kDropEvent;
    fate.duplicate = fate.duplicate || entry.rule.kind == FaultKind::kDuplicateEvent;
    if (entry.rule.kind == FaultKind::kDelayEvent) fate.delay = fate.delay + DelayOf(entry.rule);
  }
  return fate;
}

FaultBoard::Moment FaultBoard::OnMoment(uint64_t id, base::UnixNanos now) {
  Entry* entry = FindEntry(id);
  if (entry == nullptr) return {};
  Moment moment;
  if (Strikes(*entry)) {
    moment.delay = DelayOf(entry->rule);
    if (IsLasting(entry->rule.kind)) entry->lasts_until = now + *moment.delay;
  }
  entry->over = entry->rule.every.ns == 0 || IsSpent(*entry);
  moment.again = !entry->over;
  return moment;
}

bool FaultBoard::IsSilent(FaultKind kind, base::UnixNanos now) const {
  return std::ranges::any_of(rules_, [&](const Entry& entry) {
    return entry.rule.kind == kind && entry.lasts_until > now;
  });
}

}  // namespace keel::exchange
