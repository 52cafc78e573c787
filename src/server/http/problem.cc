// SPDX-License-Identifier: MIT
#include "server/http/problem.h"

#include <algorithm>

#include "base/json.h"

namespace keel::server {

Problem ProblemOf(const base::Error& error) {
  using base::ErrorCode;
  switch (error.code) {
    case ErrorCode::kUsage:
      return {400, error.message};
    case ErrorCode::kNotFound:
      return {404, error.message};
    case ErrorCode::kRefused:
      return {409, error.message};
    default:
      return {503, error.message};
  }
}

net::HttpResponse ToResponse(const Problem& problem) {
  base::JsonWriter json;
  json.BeginObject().Key("type").String(problem.type);
  json.Key("title").String(net::ReasonOf(problem.status)).Key("status").Number(problem.status);
  if (!problem.detail.empty()) json.Key("detail").String(problem.detail);
  if (!problem.field.empty()) json.Key("field").String(problem.field);
  json.EndObject();
  net::HttpResponse response{.status = problem.status,
                             .headers = {{"Content-Type", "application/problem+json"}},
                             .body = json.Take()};
  if (problem.retry_after) {
    const int64_t seconds =
        std::max<int64_t>(1, (problem.retry_after->ns + 999'999'999) / base::Seconds(1).ns);
    response.headers.push_back({"Retry-After", std::to_string(seconds)});
  }
  return response;
}

}  // namespace keel::server
