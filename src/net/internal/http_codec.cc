// SPDX-License-Identifier: MIT
#include "net/internal/http_codec.h"

#include <fmt/format.h>

#include <boost/asio/buffer.hpp>
#include <boost/beast/core/string.hpp>
#include <boost/beast/http/fields.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/status.hpp>
#include <boost/beast/http/string_body.hpp>
#include <boost/beast/http/verb.hpp>
#include <iterator>
#include <optional>
#include <utility>

#include "base/check.h"
#include "base/text.h"

namespace keel::net {

namespace http = boost::beast::http;

std::string_view ReasonOf(int status) {
  const auto reason = http::obsolete_reason(http::int_to_status(static_cast<unsigned>(status)));
  return {reason.data(), reason.size()};
}

}  // namespace keel::net

namespace keel::net::internal {

namespace {

using Code = boost::system::error_code;
constexpr size_t kMaxHeaders = 100;

std::string_view View(boost::beast::string_view text) { return {text.data(), text.size()}; }

Headers Copy(const http::fields& fields) {
  Headers headers;
  for (const auto& field : fields) {
    headers.push_back({std::string(View(field.name_string())), std::string(View(field.value()))});
  }
  return headers;
}

/// The part of reading that requests and answers share: bytes that wait, a parser, and what it
/// said.
template <bool kIsRequest>
class MessageReader {
 public:
  explicit MessageReader(const HttpLimits& limits) : limits_(limits) { Restart(); }

  void Restart() {
    parser_.emplace();
    parser_->header_limit(static_cast<uint32_t>(limits_.header_bytes));
    parser_->body_limit(limits_.body_bytes);
    state_ = ReadState::kHeader;
  }

  /// Reads on as far as the waiting bytes lead. `accept_header` sees each complete header and says
  /// whether to go on with its body.
  template <typename AcceptHeader>
  ReadState Advance(AcceptHeader accept_header) {
    while (state_ == ReadState::kHeader || state_ == ReadState::kBody) {
      if (!parser_->is_done() && waiting_.size() < Needed()) return state_;
      if (kIsRequest && state_ == ReadState::kHeader && IsFolded()) {
        return Refuse("a header that goes on in the next line");
      }
      Code code;
      if (!waiting_.empty() && !parser_->is_done()) {
        const size_t used =
            parser_->put(boost::asio::buffer(waiting_.data(), waiting_.size()), code);
        waiting_.erase(0, used);
      }
      if (code && code != http::error::need_more) return Refuse(code);
      if (state_ == ReadState::kHeader && parser_->is_header_done()) {
        if (!accept_header(*parser_)) return state_;
        state_ = ReadState::kBody;
        parser_->eager(true);
        code = {};
      }
      if (parser_->is_done()) state_ = ReadState::kDone;
      if (code) return OverLong() ? Refuse(http::error::header_limit) : state_;
    }
    return state_;
  }

  ReadState Refuse(const Code& code) {
    too_large_ = code == http::error::body_limit;
    header_too_large_ = code == http::error::header_limit;
    return Refuse(code.message());
  }
  ReadState Refuse(std::string why) {
    problem_ = std::move(why);
    waiting_.clear();
    return state_ = ReadState::kBad;
  }

  auto& parser() { return *parser_; }
  const auto& parser() const { return *parser_; }
  ReadState state() const { return state_; }
  void Append(std::string_view bytes) {
    if (state_ != ReadState::kBad) waiting_.append(bytes);
  }
  size_t waiting() const { return waiting_.size(); }
  const std::string& problem() const { return problem_; }
  bool too_large() const { return too_large_; }
  bool header_too_large() const { return header_too_large_; }

 private:
  // No chunked body ends with fewer bytes than these, and Beast 1.81 aborts over some that do not
  // end yet (boostorg/beast, pull request 2861).
  size_t Needed() const {
    constexpr std::string_view kLastChunk = "0\r\n\r\n";
    return state_ == ReadState::kBody && parser_->chunked() ? kLastChunk.size() : 1;
  }
  // Beast joins such lines, while others take the second one for a header or for none.
  bool IsFolded() const {
    const auto header = std::string_view(waiting_).substr(0, waiting_.find("\r\n\r\n"));
    return header.find("\r\n ") != std::string_view::npos ||
           header.find("\r\n\t") != std::string_view::npos;
  }
  // A line of a chunked body without an end is held to the limit of a header.
  bool OverLong() const { return waiting_.size() > limits_.header_bytes; }

  HttpLimits limits_;
  std::optional<http::parser<kIsRequest, http::string_body>> parser_;
  std::string waiting_;
  ReadState state_ = ReadState::kHeader;
  std::string problem_;
  bool too_large_ = false, header_too_large_ = false;
};

using RequestParser = http::parser<true, http::string_body>;

size_t CountFields(const http::fields& fields) {
  return static_cast<size_t>(std::distance(fields.begin(), fields.end()));
}

// Why a header cannot be trusted to mean the same to everybody; "" where it can.
std::string Ambiguity(const RequestParser& parser) {
  const auto& message = parser.get();
  if (message.version() != 11 && message.version() != 10) return "a version other than 1.0 and 1.1";
  const size_t lengths = message.count(http::field::content_length);
  const size_t encodings = message.count(http::field::transfer_encoding);
  if (lengths == 1 && !parser.content_length()) return "a Content-Length that is no number";
  if (lengths == 1) {
    const std::string_view length = View(message[http::field::content_length]);
    if (length.find_first_not_of("0123456789") != std::string_view::npos) {
      return "a Content-Length that is no number";
    }
  }
  if (encodings + lengths > 1) return "more than one way to tell the body's length";
  if (encodings == 1 &&
      (message.version() != 11 ||
       base::ToLower(View(message[http::field::transfer_encoding])) != "chunked")) {
    return "a Transfer-Encoding other than chunked";
  }
  const size_t hosts = message.count(http::field::host);
  if (hosts > 1 || (hosts == 0 && message.version() == 11)) return "not exactly one Host";
  const std::string_view target = View(message.target());
  if (!IsRequestTarget(target) && !(target == "*" && message.method() == http::verb::options)) {
    return "a target that is no path";
  }
  if (CountFields(message) > kMaxHeaders) return "too many headers";
  for (const auto& field : message) {
    if (!IsFieldValue(View(field.value()))) return "a control character in a header";
  }
  return {};
}

// What only the printer knows.
bool IsOurs(std::string_view name) {
  using boost::beast::iequals;
  return iequals(name, "content-length") || iequals(name, "transfer-encoding") ||
         iequals(name, "connection");
}

}  // namespace

struct RequestReader::State {
  explicit State(const HttpLimits& limits) : reader(limits) {}
  MessageReader<true> reader;
  int status = 400;
  size_t fields = 0;  // of the header that was accepted
};

RequestReader::RequestReader(const HttpLimits& limits) : state_(std::make_unique<State>(limits)) {}
RequestReader::~RequestReader() = default;

ReadState RequestReader::Feed(std::string_view bytes) {
  auto& reader = state_->reader;
  reader.Append(bytes);
  ReadState state = reader.Advance([&](const RequestParser& parser) {
    if (std::string why = Ambiguity(parser); !why.empty()) {
      reader.Refuse(std::move(why));
      return false;
    }
    state_->fields = CountFields(parser.get());
    return true;
  });
  // Fields behind a chunked body would join the header after it was judged.
  if (state == ReadState::kDone && CountFields(reader.parser().get()) != state_->fields) {
    state = reader.Refuse("a trailer");
  }
  if (reader.too_large()) state_->status = 413;
  if (reader.header_too_large()) state_->status = 431;
  return state;
}

ReadState RequestReader::state() const { return state_->reader.state(); }
bool RequestReader::begun() const {
  return state_->reader.waiting() > 0 || state_->reader.parser().got_some() ||
         state() != ReadState::kHeader;
}
int RequestReader::refusal_status() const { return state_->status; }
const std::string& RequestReader::problem() const { return state_->reader.problem(); }
bool RequestReader::keep_alive() const { return state_->reader.parser().keep_alive(); }
bool RequestReader::is_upgrade() const {
  const auto& parser = state_->reader.parser();
  return parser.upgrade() && parser.get().method() == http::verb::get &&
         base::ToLower(View(parser.get()[http::field::upgrade])) == "websocket";
}
bool RequestReader::expects_continue() const {
  const auto& message = state_->reader.parser().get();
  return message.version() == 11 &&
         base::ToLower(View(message[http::field::expect])) == "100-continue";
}

HttpRequest RequestReader::Take() {
  CHECK(state() == ReadState::kDone, "a request is taken when it is complete");
  auto message = state_->reader.parser().release();
  HttpRequest request;
  request.method = View(message.method_string());
  request.target = View(message.target());
  request.headers = Copy(message);
  request.body = std::move(message.body());
  state_->reader.Restart();
  return request;
}

size_t RequestReader::surplus() const { return state_->reader.waiting(); }

struct ResponseReader::State {
  explicit State(const HttpLimits& limits) : reader(limits) {}
  MessageReader<false> reader;
  bool to_head = false;
  bool keep_alive = false;

  ReadState Advance() {
    while (true) {
      const ReadState state = reader.Advance([this](const auto& parser) {
        const unsigned status = parser.get().result_int();
        if (status == 101) reader.Refuse("an answer that switches protocols unasked");
        return status != 101;
      });
      if (state != ReadState::kDone || reader.parser().get().result_int() >= 200) {
        if (state == ReadState::kDone) keep_alive = reader.parser().keep_alive();
        return state;
      }
      Restart();
    }
  }
  void Restart() {
    reader.Restart();
    if (to_head) reader.parser().skip(true);
  }
};

ResponseReader::ResponseReader(const HttpLimits& limits)
    : state_(std::make_unique<State>(limits)) {}
ResponseReader::~ResponseReader() = default;

void ResponseReader::Start(bool to_head) {
  state_->to_head = to_head;
  state_->Restart();
}

ReadState ResponseReader::Feed(std::string_view bytes) {
  state_->reader.Append(bytes);
  return state_->Advance();
}

ReadState ResponseReader::FeedEnd() {
  auto& reader = state_->reader;
  if (reader.state() == ReadState::kHeader) return reader.Refuse("the answer ends in its header");
  if (reader.state() != ReadState::kBody) return reader.state();
  Code code;
  reader.parser().put_eof(code);
  if (code || !reader.parser().is_done()) return reader.Refuse("the answer ends in its body");
  return reader.Advance([](const auto&) { return true; });
}

ReadState ResponseReader::state() const { return state_->reader.state(); }
const std::string& ResponseReader::problem() const { return state_->reader.problem(); }
bool ResponseReader::too_large() const {
  return state_->reader.too_large() || state_->reader.header_too_large();
}
bool ResponseReader::keep_alive() const { return state_->keep_alive; }

HttpResponse ResponseReader::Take() {
  auto& reader = state_->reader;
  CHECK(reader.state() == ReadState::kDone, "an answer is taken when it is complete");
  auto message = reader.parser().release();
  HttpResponse response;
  response.status = static_cast<int>(message.result_int());
  response.headers = Copy(message);
  response.body = std::move(message.body());
  return response;
}

size_t ResponseReader::surplus() const { return state_->reader.waiting(); }

base::Result<std::string> Print(const HttpRequest& request, const std::string& authority) {
  const auto refuse = [](std::string_view what) {
    return base::Fail(base::ErrorCode::kUsage,
                      fmt::format("an HTTP request with an invalid {} cannot be sent", what));
  };
  if (!IsToken(request.method)) return refuse("method");
  if (!IsRequestTarget(request.target)) return refuse("target");
  http::fields fields;
  fields.set(http::field::host, authority);
  fields.set(http::field::user_agent, "keel");
  for (const Header& header : request.headers) {
    const std::string name = base::ToLower(header.name);
    if (!IsToken(name) || name == "content-length" || name == "transfer-encoding") {
      return refuse("header name");
    }
    if (!IsFieldValue(header.value)) return refuse("header value");
    fields.set(header.name, header.value);
  }
  if (!request.body.empty() || request.method == "POST" || request.method == "PUT") {
    fields.set(http::field::content_length, std::to_string(request.body.size()));
  }
  std::string text = fmt::format("{} {} HTTP/1.1\r\n", request.method, request.target);
  for (const auto& field : fields) {
    text += fmt::format("{}: {}\r\n", View(field.name_string()), View(field.value()));
  }
  return text + "\r\n" + request.body;
}

std::string Print(const HttpResponse& response, const PrintOptions& options) {
  CHECK(100 <= response.status && response.status <= 599, "an HTTP status has three digits");
  std::string text = fmt::format("HTTP/1.1 {} {}\r\n", response.status, ReasonOf(response.status));
  text.reserve(1024 + response.body.size());
  for (const Header& header : response.headers) {
    if (IsOurs(header.name) || !IsToken(header.name) || !IsFieldValue(header.value)) continue;
    text.append(header.name).append(": ").append(header.value).append("\r\n");
  }
  if (!options.keep_alive) text += "Connection: close\r\n";
  const bool bodiless = response.status < 200 || response.status == 204 || response.status == 304;
  if (!bodiless) text += fmt::format("Content-Length: {}\r\n", response.body.size());
  text += "\r\n";
  if (!bodiless && !options.without_body) text += response.body;
  return text;
}

}  // namespace keel::net::internal
