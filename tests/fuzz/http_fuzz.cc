// SPDX-License-Identifier: MIT
// Any bytes as HTTP, both as a request to our server and as an answer to our client: nothing
// aborts, limits hold, and the pieces in which bytes arrive do not change what they say.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

#include "base/check.h"
#include "net/internal/http_codec.h"

namespace keel {
namespace {

using net::internal::ReadState;

constexpr net::internal::HttpLimits kLimits{.header_bytes = 2'000, .body_bytes = 3'000};

template <typename Reader>
ReadState ReadInPieces(Reader& reader, std::string_view bytes, size_t piece) {
  ReadState state = ReadState::kHeader;
  while (!bytes.empty() && (state == ReadState::kHeader || state == ReadState::kBody)) {
    state = reader.Feed(bytes.substr(0, piece));
    bytes.remove_prefix(std::min(piece, bytes.size()));
  }
  return state;
}

std::optional<net::HttpRequest> ReadRequest(std::string_view bytes, size_t piece) {
  net::internal::RequestReader reader(kLimits);
  const ReadState state = ReadInPieces(reader, bytes, piece);
  if (state == ReadState::kBad) {
    const int status = reader.refusal_status();
    CHECK(status == 400 || status == 413 || status == 431, "a refusal has its status");
  }
  if (state != ReadState::kDone) return std::nullopt;
  net::HttpRequest request = reader.Take();
  CHECK(request.body.size() <= kLimits.body_bytes, "a body keeps to its limit");
  return request;
}

std::optional<net::HttpResponse> ReadResponse(std::string_view bytes, size_t piece) {
  net::internal::ResponseReader reader(kLimits);
  reader.Start(false);
  ReadState state = ReadInPieces(reader, bytes, piece);
  if (state == ReadState::kBody) state = reader.FeedEnd();
  if (state != ReadState::kDone) return std::nullopt;
  net::HttpResponse response = reader.Take();
  CHECK(response.body.size() <= kLimits.body_bytes, "a body keeps to its limit");
  return response;
}

void Compare(std::string_view bytes, size_t piece) {
  const auto request = ReadRequest(bytes, SIZE_MAX), again = ReadRequest(bytes, piece);
  CHECK(request.has_value() == again.has_value(), "pieces do not make or break a request");
  if (request) {
    CHECK(request->method == again->method && request->target == again->target &&
              request->headers == again->headers && request->body == again->body,
          "pieces do not change a request");
  }
  const auto answer = ReadResponse(bytes, SIZE_MAX), in_pieces = ReadResponse(bytes, piece);
  if (answer && in_pieces) {
    CHECK(answer->status == in_pieces->status && answer->headers == in_pieces->headers &&
              answer->body == in_pieces->body,
          "pieces do not change an answer");
  }
}

}  // namespace
}  // namespace keel

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* bytes, size_t size) {
  if (size == 0) return 0;
  const std::string_view text(reinterpret_cast<const char*>(bytes), size);
  keel::Compare(text.substr(1), 1U + bytes[0] % 64);
  return 0;
}
