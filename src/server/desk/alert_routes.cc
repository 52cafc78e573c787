// SPDX-License-Identifier: MIT
#include "server/desk/alert_routes.h"

#include <fmt/format.h>

#include <algorithm>

#include "server/alerts/alert_message.h"
#include "server/desk/alarms.h"

namespace keel::server {
namespace {

constexpr size_t kLongestNote = 1'000;
constexpr size_t kMostToldAgain = 100;  // alerts of the stream after all were acknowledged

struct SeenBody {
  int64_t id = 0;
  std::optional<std::string> note;
};
struct AllSeenBody {
  std::optional<std::string> note;
};
struct FiringsQuery {
  std::optional<bool> open;  ///< whether it is not over
  std::optional<int64_t> rule, limit;
  std::optional<std::string> cursor;
};
struct NewRuleBody {
  std::string name, figure, comparison, severity;
  std::optional<std::string> subject;
  std::optional<double> threshold, hysteresis;
  std::optional<int64_t> hold_s, quiet_s;
  std::optional<bool> enabled;
  std::optional<std::vector<std::string>> channels;
};
struct ChangeRuleBody {
  int64_t id = 0;
  std::optional<std::string> name, figure, comparison, severity, subject;
  std::optional<double> threshold, hysteresis;
  std::optional<int64_t> hold_s, quiet_s;
  std::optional<bool> enabled;
  std::optional<std::vector<std::string>> channels;
};
struct NewChannelBody {
  std::string name, format, url;
  std::optional<std::string> header_name, header_value, signing_key;
};
struct ChannelPath {
  std::string id;
};
struct SentView {
  std::string sent;  ///< one sentence
};
BOOST_DESCRIBE_STRUCT(SeenBody, (), (id, note))
BOOST_DESCRIBE_STRUCT(AllSeenBody, (), (note))
BOOST_DESCRIBE_STRUCT(FiringsQuery, (), (open, rule, limit, cursor))
BOOST_DESCRIBE_STRUCT(NewRuleBody, (),
                      (name, figure, comparison, severity, subject, threshold, hysteresis, hold_s,
                       quiet_s, enabled, channels))
BOOST_DESCRIBE_STRUCT(ChangeRuleBody, (),
                      (id, name, figure, comparison, severity, subject, threshold, hysteresis,
                       hold_s, quiet_s, enabled, channels))
BOOST_DESCRIBE_STRUCT(NewChannelBody, (),
                      (name, format, url, header_name, header_value, signing_key))
BOOST_DESCRIBE_STRUCT(ChannelPath, (), (id))
BOOST_DESCRIBE_STRUCT(SentView, (), (sent))

template <typename T>
tl::unexpected<Problem> RefusalFor(const base::Result<T>& failed) {
  return tl::unexpected<Problem>(ProblemOf(failed.error()));
}

tl::unexpected<Problem> Mistaken(const base::FieldError& mistake) {
  return Refuse(400, mistake.why, mistake.path);
}

/// What was done, in the audit beside the request: the router has written down only that one came.
struct Noted {
  std::string act, target, detail;
};
Answer<Nothing> WriteDown(Access& access, const Call& call, const Noted& what) {
  if (access.Audit(call.who, what.act, what.target, what.detail, true)) return Nothing{};
  return Refuse(503, "the audit cannot be written");
}

Answer<Acknowledgement> SeenBy(const Call& call, const std::optional<std::string>& note) {
  Acknowledgement seen{call.user(), call.time, note.value_or("")};
  if (seen.note.size() > kLongestNote) return Refuse(400, "has at most 1000 bytes", "note");
  return seen;
}

Answer<AlertView> AcknowledgeAlert(Access& access, Desk& desk, const Call& call,
                                   const SeenBody& body) {
  const auto seen = SeenBy(call, body.note);
  if (!seen) return tl::unexpected<Problem>(seen.error());
  const storage::AlertRow* const row = desk.alarms->FindAlert(body.id);
  if (row == nullptr) {
    return Refuse(404, fmt::format("alert {} is not among those that are kept here", body.id));
  }
  desk.alarms->book.Acknowledge(*row, *seen);
  const AlertView view = desk.alarms->ViewOf(*row);
  desk.hub.Publish("alerts", base::ToJson(std::vector<AlertView>{view}), desk.clock.now());
  desk.alarms->Publish({});
  const auto noted =
      WriteDown(access, call, {"acknowledge-alert", std::to_string(body.id), seen->note});
  if (!noted) return tl::unexpected<Problem>(noted.error());
  return view;
}

Answer<AlertFiring> AcknowledgeFiring(Access& access, Desk& desk, const Call& call,
                                      const SeenBody& body) {
  const auto seen = SeenBy(call, body.note);
  if (!seen) return tl::unexpected<Problem>(seen.error());
  const auto firing = desk.alarms->book.Acknowledge(body.id, *seen);
  if (!firing) return RefusalFor(firing);
  desk.alarms->Publish({*firing});
  const auto noted =
      WriteDown(access, call, {"acknowledge-firing", std::to_string(body.id), seen->note});
  if (!noted) return tl::unexpected<Problem>(noted.error());
  return *firing;
}

Answer<AlertingView> AcknowledgeEverything(Access& access, Desk& desk, const Call& call,
                                           const AllSeenBody& body) {
  const auto seen = SeenBy(call, body.note);
  if (!seen) return tl::unexpected<Problem>(seen.error());
  const auto& rows = desk.replica.alerts().rows();
  std::vector<AlertView> shown;
  for (auto row = rows.rbegin(); row != rows.rend() && shown.size() < kMostToldAgain; ++row) {
    if (!desk.alarms->book.SeenOf(*row).acknowledged_by) shown.push_back(desk.alarms->ViewOf(*row));
  }
  const auto last = rows.empty() ? std::nullopt : std::optional(rows.back());
  const auto changed = desk.alarms->book.AcknowledgeAll(last, *seen);
  // Those further back are seen to have been read when they are asked for.
  std::ranges::reverse(shown);
  for (AlertView& view : shown) view = desk.alarms->ViewOf(view);
  if (!shown.empty()) desk.hub.Publish("alerts", base::ToJson(shown), desk.clock.now());
  desk.alarms->Publish(changed);
  const auto noted = WriteDown(access, call, {"acknowledge-all-alerts", "", seen->note});
  if (!noted) return tl::unexpected<Problem>(noted.error());
  return desk.alarms->state();
}

Routes SeenRoutes(Access& access, Desk& desk) {
  Routes routes;
  routes.push_back(RouteOf<SeenBody, AlertView>(
      {.method = "POST",
       .path = "/alerts/{id}/acknowledge",
       .role = Role::kTrader,
       .tag = "alerts",
       .summary = "Says that an alert of the session was seen; who said so first has said so"},
      [&](const Call& call, const SeenBody& body) {
        return AcknowledgeAlert(access, desk, call, body);
      }));
  routes.push_back(RouteOf<SeenBody, AlertFiring>({.method = "POST",
                                                   .path = "/alert-firings/{id}/acknowledge",
                                                   .role = Role::kTrader,
                                                   .tag = "alerts",
                                                   .summary = "The same of what a rule found"},
                                                  [&](const Call& call, const SeenBody& body) {
                                                    return AcknowledgeFiring(access, desk, call,
                                                                             body);
                                                  }));
  routes.push_back(RouteOf<AllSeenBody, AlertingView>(
      {.method = "POST",
       .path = "/alerts/acknowledge-all",
       .role = Role::kTrader,
       .tag = "alerts",
       .summary = "The same of all alerts and firings that there are now"},
      [&](const Call& call, const AllSeenBody& body) {
        return AcknowledgeEverything(access, desk, call, body);
      }));
  return routes;
}

Answer<Page<AlertFiring>> FiringsOf(const Alarms& alarms, const FiringsQuery& q) {
  return PageOf(alarms.book.firings(), q.limit, q.cursor, [&](const AlertFiring& firing) {
    return alarms.book.is_of_session(firing) && (!q.rule || *q.rule == firing.rule) &&
           (!q.open || *q.open == !firing.resolved_at);
  });
}

std::vector<std::string> SubjectsOf(const Desk& desk, const Figure& figure) {
  std::vector<std::string> subjects;
  if (figure.subject == "severity") return {"note", "warning", "critical"};
  if (figure.subject == "limit") return LimitSubjects();
  if (figure.subject == "pair") {
    for (const auto& pair : desk.replica.pairs()) subjects.push_back(pair.symbol);
  }
  return subjects;
}

Page<FigureView> FiguresOf(const Desk& desk) {
  Page<FigureView> page;
  for (const Figure& figure : Figures()) {
    FigureView view{.figure = std::string(figure.name),
                    .title = std::string(figure.title),
                    .unit = std::string(figure.unit),
                    .description = std::string(figure.description),
                    .subject = {},
                    .subjects = SubjectsOf(desk, figure),
                    .value = {}};
    if (figure.subject.empty()) {
      view.value = figure.read(desk, "").value;
    } else {
      view.subject = figure.subject;
    }
    page.items.push_back(std::move(view));
  }
  return page;
}

Routes LookRoutes(Desk& desk) {
  Routes routes;
  routes.push_back(RouteOf<NoFields, AlertingView>(
      {.method = "GET",
       .path = "/alerts/summary",
       .role = Role::kViewer,
       .tag = "alerts",
       .summary = "How many rules fire, what nobody has acknowledged, and what has to be mended"},
      [&desk](const Call&, const NoFields&) -> Answer<AlertingView> {
        return desk.alarms->state();
      }));
  routes.push_back(RouteOf<FiringsQuery, Page<AlertFiring>>(
      {.method = "GET",
       .path = "/alert-firings",
       .role = Role::kViewer,
       .tag = "alerts",
       .summary = "What the rules found, the newest first; the last 500 are kept"},
      [&desk](const Call&, const FiringsQuery& q) { return FiringsOf(*desk.alarms, q); }));
  routes.push_back(RouteOf<NoFields, Page<FigureView>>(
      {.method = "GET",
       .path = "/alert-figures",
       .role = Role::kViewer,
       .tag = "alerts",
       .summary = "What a rule may look at, and what it is now"},
      [&desk](const Call&, const NoFields&) -> Answer<Page<FigureView>> {
        return FiguresOf(desk);
      }));
  return routes;
}

/// What only this desk knows: which channels and which pairs there are.
std::optional<base::FieldError> FindMistakeHere(const Desk& desk, const AlertRule& rule) {
  if (auto mistake = FindMistake(rule)) return mistake;
  for (const std::string& name : rule.channels) {
    if (desk.alarms->channels.Find(name) != nullptr) continue;
    return base::FieldError{"channels", "has a name that is no channel's: add the channel first"};
  }
  const bool is_of_pair = FindFigure(rule.figure)->subject == "pair";
  if (is_of_pair && !desk.replica.pairs().empty() && !desk.has_pair(rule.subject)) {
    return base::FieldError{"subject", "is no pair of this session"};
  }
  return std::nullopt;
}

AlertRule RuleOf(const NewRuleBody& body) {
  AlertRule rule;
  rule.name = body.name;
  rule.figure = body.figure;
  rule.subject = body.subject.value_or("");
  rule.comparison = body.comparison;
  rule.threshold = body.threshold;
  rule.hold_s = body.hold_s.value_or(0);
  rule.hysteresis = body.hysteresis.value_or(0);
  rule.quiet_s = body.quiet_s.value_or(0);
  rule.severity = body.severity;
  rule.enabled = body.enabled.value_or(true);
  rule.channels = body.channels.value_or(std::vector<std::string>());
  return rule;
}

AlertRule Changed(AlertRule rule, const ChangeRuleBody& body) {
  const auto take = [](auto* member, const auto& given) {
    if (given) *member = *given;
  };
  take(&rule.name, body.name);
  take(&rule.figure, body.figure);
  take(&rule.subject, body.subject);
  take(&rule.comparison, body.comparison);
  // What was compared with before is nothing that a change is compared with.
  if (rule.comparison == "changes") rule.threshold.reset();
  if (body.threshold) rule.threshold = body.threshold;
  take(&rule.hold_s, body.hold_s);
  take(&rule.hysteresis, body.hysteresis);
  take(&rule.quiet_s, body.quiet_s);
  take(&rule.severity, body.severity);
  take(&rule.enabled, body.enabled);
  take(&rule.channels, body.channels);
  return rule;
}

Answer<AlertRule> AddRule(Access& access, Desk& desk, const Call& call, const NewRuleBody& body) {
  AlertRule rule = RuleOf(body);
  if (const auto mistake = FindMistakeHere(desk, rule)) return Mistaken(*mistake);
  const auto added = desk.alarms->book.Add(std::move(rule));
  if (!added) return RefusalFor(added);
  const auto noted = WriteDown(
      access, call, {"add-alert-rule", std::to_string(added->rule), base::ToJson(*added)});
  if (!noted) return tl::unexpected<Problem>(noted.error());
  return *added;
}

Answer<AlertRule> ChangeRule(Access& access, Desk& desk, const Call& call,
                             const ChangeRuleBody& body) {
  const AlertRule* const found = desk.alarms->book.Find(body.id);
  if (found == nullptr) return Refuse(404, "there is no such rule: list them");
  AlertRule next = Changed(*found, body);
  if (const auto mistake = FindMistakeHere(desk, next)) return Mistaken(*mistake);
  const auto changed = desk.alarms->book.Change(std::move(next));
  if (!changed) return RefusalFor(changed);
  const auto noted = WriteDown(
      access, call, {"change-alert-rule", std::to_string(body.id), base::ToJson(*changed)});
  if (!noted) return tl::unexpected<Problem>(noted.error());
  return *changed;
}

Answer<Nothing> RemoveRule(Access& access, Desk& desk, const Call& call, const NumberPath& path) {
  const auto removed = desk.alarms->book.Remove(path.id);
  if (!removed) return RefusalFor(removed);
  return WriteDown(access, call, {"remove-alert-rule", std::to_string(path.id), removed->name});
}

Routes RuleRoutes(Access& access, Desk& desk) {
  Routes routes;
  routes.push_back(RouteOf<NoFields, Page<AlertRule>>(
      {.method = "GET",
       .path = "/alert-rules",
       .role = Role::kViewer,
       .tag = "alerts",
       .summary = "The rules by which this desk alerts"},
      [&desk](const Call&, const NoFields&) -> Answer<Page<AlertRule>> {
        return Page<AlertRule>{desk.alarms->book.rules(), {}};
      }));
  routes.push_back(RouteOf<NewRuleBody, AlertRule>({.method = "POST",
                                                    .path = "/alert-rules",
                                                    .role = Role::kRisk,
                                                    .tag = "alerts",
                                                    .summary = "Adds a rule",
                                                    .success = 201},
                                                   [&](const Call& call, const NewRuleBody& body) {
                                                     return AddRule(access, desk, call, body);
                                                   }));
  routes.push_back(RouteOf<ChangeRuleBody, AlertRule>(
      {.method = "PATCH",
       .path = "/alert-rules/{id}",
       .role = Role::kRisk,
       .tag = "alerts",
       .summary =
           "Changes what is given of a rule; one that fires and looks otherwise begins anew"},
      [&](const Call& call, const ChangeRuleBody& body) {
        return ChangeRule(access, desk, call, body);
      }));
  routes.push_back(RouteOf<NumberPath, Nothing>({.method = "DELETE",
                                                 .path = "/alert-rules/{id}",
                                                 .role = Role::kRisk,
                                                 .tag = "alerts",
                                                 .summary = "Removes a rule"},
                                                [&](const Call& call, const NumberPath& path) {
                                                  return RemoveRule(access, desk, call, path);
                                                }));
  return routes;
}

Answer<ChannelView> AddChannel(Access& access, Desk& desk, const Call& call,
                               const NewChannelBody& body) {
  AlertChannel channel;
  channel.name = body.name;
  channel.format = body.format;
  channel.url = KeptSecret(body.url);
  channel.header_name = body.header_name.value_or("");
  channel.header_value = KeptSecret(body.header_value.value_or(""));
  channel.signing_key = KeptSecret(body.signing_key.value_or(""));
  channel.created = call.time;
  if (const auto mistake = FindMistake(channel)) return Mistaken(*mistake);
  const net::Origin origin = UrlOf(channel).origin;
  if (auto refusal = RefusalOf(desk.alarms->webhooks.policy(), origin)) {
    return Refuse(400, *std::move(refusal), "url");
  }
  const base::Status added = desk.alarms->channels.Add(std::move(channel));
  if (!added) return RefusalFor(added);
  const auto noted = WriteDown(access, call, {"add-alert-channel", body.name, origin.Authority()});
  if (!noted) return tl::unexpected<Problem>(noted.error());
  return desk.alarms->ViewOf(*desk.alarms->channels.Find(body.name));
}

Answer<Nothing> RemoveChannel(Access& access, Desk& desk, const Call& call,
                              const std::string& name) {
  for (const AlertRule& rule : desk.alarms->book.rules()) {
    if (std::ranges::find(rule.channels, name) == rule.channels.end()) continue;
    return Refuse(409, fmt::format("the rule \"{}\" sends there: take it out first", rule.name));
  }
  const base::Status removed = desk.alarms->channels.Remove(name);
  if (!removed) return RefusalFor(removed);
  desk.alarms->webhooks.Forget(name);
  return WriteDown(access, call, {"remove-alert-channel", name, ""});
}

void TestChannel(Desk& desk, const Call& call, const std::string& name,
                 std::function<void(Answer<SentView>)> reply) {
  const AlertChannel* const channel = desk.alarms->channels.Find(name);
  if (channel == nullptr) return reply(Refuse(404, "there is no such channel: list them"));
  AlertMessage message;
  message.id = fmt::format("{}-test-{}", desk.about.name, call.time.ns);
  message.event = "test";
  message.session = desk.about.name;
  message.mode = desk.about.mode;
  message.rule = "Test";
  message.severity = "note";
  message.text = "a test that " + call.user() + " asked for: nothing is wrong";
  message.time = call.time;
  desk.alarms->webhooks.Try(*channel, BodyOf(message, channel->format),
                            [name, reply = std::move(reply)](const base::Status& sent) {
                              if (!sent) return reply(Refuse(502, sent.error().message));
                              reply(SentView{"The test has arrived at " + name + "."});
                            });
}

Routes ChannelRoutes(Access& access, Desk& desk) {
  Routes routes;
  routes.push_back(RouteOf<NoFields, Page<ChannelView>>(
      {.method = "GET",
       .path = "/alert-channels",
       .role = Role::kViewer,
       .tag = "alerts",
       .summary = "Where alerts are sent, and how that goes; no address or secret is told again"},
      [&desk](const Call&, const NoFields&) -> Answer<Page<ChannelView>> {
        Page<ChannelView> page;
        for (const AlertChannel& channel : desk.alarms->channels.channels()) {
          page.items.push_back(desk.alarms->ViewOf(channel));
        }
        return page;
      }));
  routes.push_back(RouteOf<NewChannelBody, ChannelView>(
      {.method = "POST",
       .path = "/alert-channels",
       .role = Role::kAdmin,
       .tag = "alerts",
       .summary = "Adds a webhook: an https address of a host that `serve` was told of",
       .success = 201},
      [&](const Call& call, const NewChannelBody& body) {
        return AddChannel(access, desk, call, body);
      }));
  routes.push_back(
      RouteOf<ChannelPath, Nothing>({.method = "DELETE",
                                     .path = "/alert-channels/{id}",
                                     .role = Role::kAdmin,
                                     .tag = "alerts",
                                     .summary = "Removes a channel that no rule sends to"},
                                    [&](const Call& call, const ChannelPath& path) {
                                      return RemoveChannel(access, desk, call, path.id);
                                    }));
  routes.push_back(LaterRoute<ChannelPath, SentView>(
      {.method = "POST",
       .path = "/alert-channels/{id}/test",
       .role = Role::kAdmin,
       .tag = "alerts",
       .summary = "Sends a test there now, and says what became of it"},
      [&desk](const Call& call, const ChannelPath& path,
              std::function<void(Answer<SentView>)> reply) {
        TestChannel(desk, call, path.id, std::move(reply));
      }));
  return routes;
}

}  // namespace

Routes AlertRoutes(Access& access, Desk& desk) {
  Routes all;
  for (Routes routes : {SeenRoutes(access, desk), LookRoutes(desk), RuleRoutes(access, desk),
                        ChannelRoutes(access, desk)}) {
    for (Route& route : routes) all.push_back(std::move(route));
  }
  return all;
}

}  // namespace keel::server
