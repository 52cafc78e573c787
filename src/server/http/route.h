// SPDX-License-Identifier: MIT
// One row of the API: where it is, who may, what goes in and what comes out. The router, the
// OpenAPI document, the matrix of roles and the tests are all made from these rows, so none can
// forget one.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "base/json_value.h"
#include "server/http/call.h"
#include "server/http/problem.h"
#include "server/http/schema.h"

namespace keel::server {

/// The path and the doc of a route. A path names its fields: "/orders/{id}".
struct RouteHead {
  std::string_view method;   ///< GET, POST, PATCH, DELETE
  std::string_view path;     ///< below /api/v1
  Role role = Role::kAdmin;  ///< that it takes; kNobody: open to all
  std::string_view tag;      ///< chapter of the documentation
  std::string_view summary;  ///< one sentence
  bool dangerous = false;    ///< takes a password shown just before, its field "reason" and a key
  bool is_open = false;      ///< for signing in: by whoever, audited by Access
  bool takes_key = false;  ///< an Idempotency-Key has to be given: done once, answered alike again
  bool only_asks = false;  ///< a POST that changes nothing: looking, and not for the audit
  /// The key is known to who does it, too: where no answer came (5xx), it may be asked again.
  bool key_goes_on = false;
  int success = 200;  ///< 201, 202, 204
  size_t max_body_bytes = size_t{64} * 1024;
  std::string_view media_type = "text/html";  ///< of a Document
};

/// A result as it is sent.
struct Delivery {
  std::string json;
  net::Headers headers = {};
};
/// A result that sets or clears the cookie of a sign-in.
template <typename T>
struct WithCookie {
  T body;
  std::string cookie;
};

/// A result that is no JSON.
struct Document {
  std::string text, content_type;
  std::string content_security_policy;  ///< its own, in the place of the page's
};

/// To be called once, on the server's loop.
using Deliver = std::function<void(Answer<Delivery>)>;

struct Route {
  RouteHead head;
  /// Reads the fields (an object), handles, delivers.
  std::function<void(const Call&, const base::JsonValue& fields, Deliver)> run;
  /// Names of the fields that texts of path and query become, and whether each is quoted text.
  std::function<base::JsonValue(const std::vector<std::pair<std::string, std::string>>&)> of_texts;
  std::function<std::string(Components&)> input_schema, output_schema;

  bool acts() const { return head.method != "GET" && !head.only_asks; }
};

namespace internal {

/// A text of a query as the kind of value that the member is read from.
base::JsonValue ValueOfText(base::JsonValue::Kind kind, const std::string& text);

template <typename Member>
constexpr base::JsonValue::Kind KindOf() {
  using Kind = base::JsonValue::Kind;
  if constexpr (base::internal::kIsOptional<Member>) {
    return KindOf<typename Member::value_type>();
  } else if constexpr (std::is_same_v<Member, bool>) {
    return Kind::kBool;
  } else if constexpr (std::is_arithmetic_v<Member>) {
    return Kind::kNumber;
  } else {
    return Kind::kString;
  }
}

template <typename Input>
base::JsonValue ObjectOfTexts(const std::vector<std::pair<std::string, std::string>>& texts) {
  base::JsonValue object;
  object.kind = base::JsonValue::Kind::kObject;
  for (const auto& field : texts) {
    auto kind = base::JsonValue::Kind::kString;
    boost::mp11::mp_for_each<base::internal::MembersOf<Input>>([&](auto member) {
      using Member = std::remove_cvref_t<decltype(std::declval<Input>().*member.pointer)>;
      if (field.first == member.name) kind = KindOf<Member>();
    });
    object.members.push_back({field.first, ValueOfText(kind, field.second)});
  }
  return object;
}

template <typename T>
inline constexpr bool kSetsCookie = false;
template <typename T>
inline constexpr bool kSetsCookie<WithCookie<T>> = true;

template <typename Output>
Delivery DeliveryOf(const Output& output) {
  if constexpr (std::is_same_v<Output, Nothing>) {
    return {};
  } else if constexpr (kSetsCookie<Output>) {
    Delivery delivery = DeliveryOf(output.body);
    delivery.headers.push_back({"Set-Cookie", output.cookie});
    return delivery;
  } else if constexpr (std::is_same_v<Output, Document>) {
    return {output.text,
            {{"Content-Type", output.content_type},
             {"Content-Security-Policy", output.content_security_policy}}};
  } else {
    return {.json = base::ToJson(output)};
  }
}

/// Stands in a route for the schema of what is no JSON.
inline constexpr std::string_view kDocumentSchema = "document";

template <typename T>
std::string SchemaOrNone(Components& components) {
  if constexpr (std::is_same_v<T, Nothing>) {
    return "";
  } else if constexpr (std::is_same_v<T, Document>) {
    return std::string(kDocumentSchema);
  } else if constexpr (kSetsCookie<T>) {
    return SchemaOrNone<decltype(T::body)>(components);
  } else {
    return SchemaOf<T>(components);
  }
}

/// The first text that is none of those that its member may be.
std::optional<Problem> MistakeOfChoice(const base::JsonValue& fields,
                                       const std::vector<Choices>& choices);

}  // namespace internal

/// What goes in where nothing goes in.
struct NoFields {};
BOOST_DESCRIBE_STRUCT(NoFields, (), ())

/// A route whose handler answers later, by calling `reply` once on the server's loop. Fields of the
/// input that are not optional have to be given, by the path, the query (GET, DELETE) or the body.
template <typename Input, typename Output>
Route LaterRoute(RouteHead head,
                 std::function<void(const Call&, Input, std::function<void(Answer<Output>)>)> run) {
  Route route{.head = head,
              .run = {},
              .of_texts = internal::ObjectOfTexts<Input>,
              .input_schema = internal::SchemaOrNone<Input>,
              .output_schema = internal::SchemaOrNone<Output>};
  route.run = [run = std::move(run), choices = ChoicesIn(internal::NameOf<Input>())](
                  const Call& call, const base::JsonValue& fields, Deliver deliver) {
    Input input{};
    if (auto wrong = base::FindJsonMistake(fields, &input)) {
      deliver(Refuse(400, wrong->path.empty() ? wrong->why : wrong->path + ": " + wrong->why,
                     wrong->path));
      return;
    }
    if (auto wrong = internal::MistakeOfChoice(fields, choices)) {
      return deliver(tl::unexpected<Problem>(*std::move(wrong)));
    }
    run(call, std::move(input), [deliver = std::move(deliver)](Answer<Output> answer) {
      if (!answer) return deliver(tl::unexpected<Problem>(std::move(answer).error()));
      deliver(internal::DeliveryOf(*answer));
    });
  };
  return route;
}

/// A route whose handler answers at once.
template <typename Input, typename Output>
Route RouteOf(RouteHead head, std::function<Answer<Output>(const Call&, const Input&)> handle) {
  return LaterRoute<Input, Output>(
      head, [handle = std::move(handle)](const Call& call, Input input,
                                         std::function<void(Answer<Output>)> reply) {
        reply(handle(call, input));
      });
}

using Routes = std::vector<Route>;

}  // namespace keel::server
