// SPDX-License-Identifier: MIT
#include "server/http/router.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <set>

#include "base/check.h"
#include "base/text.h"
#include "net/url.h"
#include "server/access/token.h"

namespace keel::server {
namespace {

constexpr int kDeepest = 32;  // levels of a body
constexpr size_t kLongestKey = 128;
constexpr size_t kLongestReason = 500;  // it stays in the journal for ever

std::vector<std::string_view> Segments(std::string_view path) {
  std::vector<std::string_view> segments;
  while (!path.empty()) {
    path.remove_prefix(1);  // the slash
    const size_t end = std::min(path.find('/'), path.size());
    segments.push_back(path.substr(0, end));
    path.remove_prefix(end);
  }
  return segments;
}

bool IsField(std::string_view segment) { return segment.starts_with('{'); }

int DepthOf(const base::JsonValue& value) {
  int deepest = 0;
  for (const base::JsonValue& item : value.items) deepest = std::max(deepest, DepthOf(item));
  for (const base::JsonMember& m : value.members) deepest = std::max(deepest, DepthOf(m.value));
  return deepest + 1;
}

bool IsJson(std::string_view content_type) {
  std::string type(content_type.substr(0, content_type.find(';')));
  std::ranges::transform(type, type.begin(), [](unsigned char c) { return std::tolower(c); });
  while (type.ends_with(' ')) type.pop_back();
  return type == "application/json";
}

bool TakesBody(const Route& route) {
  return route.head.method == "POST" || route.head.method == "PATCH";
}

/// Why the reason of a dangerous act is none. Its journal would be no account without one.
std::optional<Problem> MistakeOfReason(const base::JsonValue& fields) {
  const base::JsonValue* const reason = fields.Find("reason");
  const std::string_view text = reason == nullptr ? "" : base::Trim(reason->text);
  if (text.empty()) return Problem{400, "say why: it stays in the journal", "reason"};
  if (text.size() <= kLongestReason) return std::nullopt;
  return Problem{400, fmt::format("a reason has at most {} bytes", kLongestReason), "reason"};
}

net::HttpResponse ToResponse(const Route& route, Answer<Delivery> answer) {
  if (!answer) return server::ToResponse(answer.error());
  net::HttpResponse response{.status = answer->json.empty() ? 204 : route.head.success,
                             .headers = std::move(answer->headers),
                             .body = std::move(answer->json)};
  const bool has_type = net::FindHeader(response.headers, "Content-Type").has_value();
  if (!response.body.empty() && !has_type) {
    response.headers.push_back({"Content-Type", "application/json"});
  }
  return response;
}

}  // namespace

bool IsCrossSite(const net::ServerRequest& request) {
  if (const auto site = net::FindHeader(request.headers, "Sec-Fetch-Site")) {
    return *site != "same-origin" && *site != "none";
  }
  const auto origin = net::FindHeader(request.headers, "Origin");
  if (!origin) return false;  // no browser of today
  const auto host = net::FindHeader(request.headers, "Host");
  return !host || *origin != fmt::format("{}://{}", request.over_tls ? "https" : "http", *host);
}

Router::Router(Routes routes, Doorkeeper door, const base::Clock& clock)
    : routes_(std::move(routes)), door_(std::move(door)), clock_(clock), counts_(routes_.size()) {
  std::set<std::pair<std::string_view, std::string_view>> seen;
  for (const Route& route : routes_) {
    CHECK(seen.emplace(route.head.method, route.head.path).second,
          "a route stands in the table once");
    segments_.push_back(Segments(route.head.path));
  }
}

Router::Match Router::Find(std::string_view method, std::string_view path) const {
  Match others;
  const auto asked = Segments(path);
  // "/orders/check" is no order by the name of check, whatever the method.
  const bool is_literal =
      std::ranges::any_of(routes_, [path](const Route& route) { return route.head.path == path; });
  for (size_t row = 0; row < routes_.size(); ++row) {
    const Route& route = routes_[row];
    if (is_literal && route.head.path != path) continue;
    const auto& wanted = segments_[row];
    if (wanted.size() != asked.size()) continue;
    Match match{.route = &route, .fields = {}, .allowed = {}};
    bool fits = true;
    for (size_t i = 0; fits && i < asked.size(); ++i) {
      if (!IsField(wanted[i])) {
        fits = wanted[i] == asked[i];
        continue;
      }
      const auto text = net::PercentDecode(asked[i]);
      fits = text && !text->empty();
      if (fits) match.fields.emplace_back(wanted[i].substr(1, wanted[i].size() - 2), *text);
    }
    if (!fits) continue;
    if (route.head.method == method) return match;
    others.allowed += (others.allowed.empty() ? "" : ", ") + std::string(route.head.method);
  }
  return others;
}

Answer<Call> Router::Admit(const net::ServerRequest& request, const Route& route) const {
  auto who = door_.identify(request);
  if (!who) return tl::unexpected<Problem>(who.error());
  Call call{.who = *std::move(who),
            .peer = request.peer,
            .over_tls = request.over_tls,
            .idempotency_key = {},
            .time = clock_.now()};
  if (route.head.method != "GET" && IsCrossSite(request)) return Refuse(403, "");
  if (route.head.role == Role::kNobody) return call;
  if (call.who.role == Role::kNobody) return Refuse(401, "");
  // Signing in anew is how a stale session comes to change things again, and a ticket to look on is
  // no change: what is open asks for the role alone.
  const bool looks = !route.acts() || route.head.is_open;
  const Act act = looks ? Act::kLook : route.head.dangerous ? Act::kDanger : Act::kChange;
  const auto permitted = door_.permit(call.who, route.head.role, act);
  if (!permitted) return tl::unexpected<Problem>(permitted.error());
  if (const auto key = net::FindHeader(request.headers, "Idempotency-Key")) {
    if (key->empty() || key->size() > kLongestKey) {
      return Refuse(400, fmt::format("an Idempotency-Key has 1 to {} characters", kLongestKey),
                    "Idempotency-Key");
    }
    call.idempotency_key = *key;
  } else if (route.head.takes_key || route.head.dangerous) {
    return Refuse(400, "this takes an Idempotency-Key header of your choice, a new one each time",
                  "Idempotency-Key");
  }
  return call;
}

Answer<base::JsonValue> Router::ReadFields(const net::ServerRequest& request, const Match& match) {
  const Route& route = *match.route;
  const size_t mark = request.target.find('?');
  auto texts = match.fields;
  if (mark != std::string::npos) {
    const auto query = net::ParseQuery(std::string_view(request.target).substr(mark + 1));
    if (!query) return Refuse(400, query.error().message);
    if (TakesBody(route) && !query->empty()) {
      return Refuse(400, "the fields of this belong into the body", query->front().first);
    }
    texts.insert(texts.end(), query->begin(), query->end());
  }
  base::JsonValue fields = route.of_texts(texts);
  std::set<std::string_view> names;
  for (const base::JsonMember& field : fields.members) {
    if (!names.insert(field.key).second) return Refuse(400, "given twice", field.key);
  }
  if (request.body.empty()) return fields;
  if (!TakesBody(route)) return Refuse(400, "this takes no body");
  if (request.body.size() > route.head.max_body_bytes) {
    return Refuse(413, fmt::format("a body has at most {} bytes here", route.head.max_body_bytes));
  }
  const auto type = net::FindHeader(request.headers, "Content-Type");
  if (!type || !IsJson(*type)) return Refuse(415, "send application/json");
  auto body = base::ParseJson(request.body);
  if (!body) return Refuse(400, body.error().message);
  if (body->kind != base::JsonValue::Kind::kObject) return Refuse(400, "the body is an object");
  if (DepthOf(*body) > kDeepest) {
    return Refuse(400, fmt::format("a body is at most {} levels deep", kDeepest));
  }
  for (base::JsonMember& member : body->members) {
    if (names.contains(member.key)) return Refuse(400, "is in the path already", member.key);
    fields.members.push_back(std::move(member));
  }
  return fields;
}

void Router::Carry(const net::ServerRequest& request, const net::Respond& respond) {
  std::string_view path = request.target;
  path = path.substr(0, path.find('?'));
  path.remove_prefix(std::min(kApiRoot.size(), path.size()));
  const Match match = Find(request.method, path);
  const net::Respond counted = Counted(request, match, respond);
  if (match.route != nullptr) return Run(request, match, counted);
  if (match.allowed.empty())
    return counted(server::ToResponse({404, "there is nothing of this name"}));
  auto refusal = server::ToResponse({405, "this takes " + match.allowed});
  refusal.headers.push_back({"Allow", match.allowed});
  counted(std::move(refusal));
}

net::Respond Router::Counted(const net::ServerRequest& request, const Match& match,
                             const net::Respond& respond) {
  const size_t route =
      match.route == nullptr ? counts_.none() : static_cast<size_t>(match.route - routes_.data());
  return [this, route, began = request.received, respond](net::HttpResponse response) {
    counts_.Add(route, response.status, clock_.now() - began);
    respond(std::move(response));
  };
}

Answer<Identity> Router::LookAs(Role role, const net::ServerRequest& request) const {
  auto who = door_.identify(request);
  if (!who) return who;
  if (who->role == Role::kNobody) return Refuse(401, "");
  const auto permitted = door_.permit(*who, role, Act::kLook);
  if (!permitted) return tl::unexpected<Problem>(permitted.error());
  return who;
}

std::string Router::ActOf(const net::ServerRequest& request, const Match& match) {
  // No act has fields behind a question mark. What is as long as a token may be one, pasted where a
  // name belongs.
  const bool is_long = std::ranges::any_of(
      match.fields, [](const auto& field) { return field.second.size() >= kTokenSize; });
  if (is_long) return fmt::format("{} {}{}", request.method, kApiRoot, match.route->head.path);
  return request.method + ' ' + request.target.substr(0, request.target.find('?'));
}

void Router::Run(const net::ServerRequest& request, const Match& match,
                 const net::Respond& respond) {
  const Route& route = *match.route;
  const bool is_audited = route.acts() && !route.head.is_open;
  const std::string act = is_audited ? ActOf(request, match) : "";
  const auto call = Admit(request, route);
  if (!call) {
    const auto who = is_audited ? door_.identify(request) : Refuse(401, "");
    if (who && who->role != Role::kNobody) static_cast<void>(door_.audit(*who, act, false));
    return respond(server::ToResponse(call.error()));
  }
  const auto fields = ReadFields(request, match);
  if (!fields) return respond(server::ToResponse(fields.error()));
  if (route.head.dangerous) {
    if (const auto mistake = MistakeOfReason(*fields)) return respond(server::ToResponse(*mistake));
  }
  net::Respond answer = respond;
  const bool is_keyed = route.head.takes_key || route.head.dangerous;
  if (is_keyed) {
    const auto kept = keys_.Begin(call->user() + '\n' + call->idempotency_key,
                                  request.method + ' ' + request.target + '\n' + request.body,
                                  call->time, &answer, !route.head.key_goes_on);
    if (kept) return respond(*kept);
  }
  if (is_audited) {
    const auto written = door_.audit(call->who, act, true);
    if (!written) return answer(server::ToResponse(written.error()));
  }
  route.run(*call, *fields, [&route, answer](Answer<Delivery> done) {
    answer(ToResponse(route, std::move(done)));
  });
}

}  // namespace keel::server
