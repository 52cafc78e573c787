// SPDX-License-Identifier: MIT
#include "exchange/inquiry.h"

#include <algorithm>

#include "net/url.h"

namespace keel::exchange {
namespace {

using base::JsonValue;
using base::JsonWriter;

// A parameter as the text that is signed: strings without quotes, the rest as it was written.
std::string TextOf(const JsonValue& value) {
  switch (value.kind) {
    case JsonValue::Kind::kBool:
      return value.boolean ? "true" : "false";
    case JsonValue::Kind::kArray: {
      JsonWriter json;
      json.BeginArray();
      for (const JsonValue& item : value.items) json.String(item.text);
      json.EndArray();
      return json.Take();
    }
    default:
      return value.text;
  }
}

// All parameters but the signature, sorted by name. [Binance: WebSocket API, "Request security"]
void ReadParameters(const JsonValue& params, Inquiry* inquiry) {
  Parameters signed_ones;
  for (const base::JsonMember& member : params.members) {
    std::string text = TextOf(member.value);
    if (member.key == "signature") {
      inquiry->signature = std::move(text);
      continue;
    }
    if (member.key == "apiKey") inquiry->api_key = text;
    signed_ones.emplace_back(member.key, std::move(text));
  }
  std::ranges::sort(signed_ones);
  for (const auto& [name, value] : signed_ones) {
    inquiry->payload += fmt::format("{}{}={}", inquiry->payload.empty() ? "" : "&", name, value);
  }
  std::erase_if(signed_ones, [](const auto& one) { return one.first == "apiKey"; });
  inquiry->parameters = std::move(signed_ones);
}

// The parameters of a query or a body that is coded like one.
Outcome<void> AddParameters(std::string_view part, Inquiry* inquiry) {
  auto read = net::ParseQuery(part);
  if (!read) return Refuse({-1100, "Illegal characters found in a parameter."});
  for (auto& [name, value] : *read) {
    if (name == "signature") {
      inquiry->signature = std::move(value);
    } else if (!name.empty()) {
      inquiry->parameters.emplace_back(std::move(name), std::move(value));
    }
  }
  return {};
}

}  // namespace

Outcome<Inquiry> ReadRestInquiry(const RestWords& words) {
  const size_t mark = words.target.find('?');
  const std::string_view query =
      mark == std::string_view::npos ? std::string_view() : words.target.substr(mark + 1);
  Inquiry inquiry;
  inquiry.route = FindRestRoute(words.method, words.target.substr(0, mark));
  if (inquiry.route == nullptr) return Refuse({-1000, "Path not found.", 404});
  inquiry.api_key = words.api_key;
  for (const std::string_view part : {query, words.body}) {
    if (auto added = AddParameters(part, &inquiry); !added) return Refuse(added.error());
  }
  inquiry.payload = WithoutSignature(query) + WithoutSignature(words.body);
  return inquiry;
}

std::string WithoutSignature(std::string_view query) {
  const size_t at = query.starts_with("signature=") ? 0 : query.find("&signature=");
  if (at == std::string_view::npos) return std::string(query);
  const size_t end = query.find('&', at + 1);
  std::string kept(query.substr(0, at));
  if (end != std::string_view::npos) kept += query.substr(at == 0 ? end + 1 : end);
  return kept;
}

std::string RequestId(const JsonValue& request) {
  const JsonValue* id = request.Find("id");
  if (id != nullptr && id->kind == JsonValue::Kind::kNumber) return id->text;
  return id != nullptr && id->kind == JsonValue::Kind::kString ? base::JsonQuote(id->text) : "null";
}

WsQuestion ReadWsQuestion(std::string_view text) {
  WsQuestion question;
  const auto json = base::ParseJson(text);
  if (!json || json->kind != JsonValue::Kind::kObject) {
    question.fault = Refusal{-1135, "Invalid JSON: expected an object."};
    return question;
  }
  question.id = RequestId(*json);
  const JsonValue* method = json->Find("method");
  if (method == nullptr || method->kind != JsonValue::Kind::kString) {
    question.fault = MissingParameter("method");
    return question;
  }
  question.method = method->text;
  if (const JsonValue* params = json->Find("params")) ReadParameters(*params, &question.inquiry);
  return question;
}

std::string WsAnswerText(const std::string& id, const Answer& answer, const std::string& limits) {
  std::string text = fmt::format("{{\"id\":{},\"status\":{},\"{}\":{}", id, answer.status,
                                 answer.status == 200 ? "result" : "error", answer.body);
  if (!limits.empty()) text += ",\"rateLimits\":" + limits;
  return text + "}";
}

}  // namespace keel::exchange
