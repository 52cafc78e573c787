// SPDX-License-Identifier: MIT
#include "cli/bulk_download.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>

#include "base/os/file.h"
#include "base/text.h"
#include "storage/archive.h"

namespace keel::cli {
namespace {

using base::ErrorCode;

constexpr int64_t kMostText = int64_t{512} << 20;
constexpr size_t kMostArchive = size_t{128} << 20;
constexpr base::Duration kLook = base::Milliseconds(100);
constexpr base::Duration kLongestWait = base::Minutes(2);

tl::unexpected<base::Error> Interrupted() {
  return base::Fail(ErrorCode::kInterrupted, "the download was stopped");
}

/// How long the server wants to be left alone, else twice as long each time.
base::Duration PauseAfter(const net::HttpReply& reply, int attempt) {
  const base::Duration usual = base::Milliseconds(500) * (int64_t{1} << attempt);
  if (!reply) return usual;
  const auto text = net::FindHeader(reply->headers, "retry-after");
  int64_t seconds = 0;
  if (text) std::from_chars(text->data(), text->data() + text->size(), seconds);
  return std::clamp(base::Seconds(std::min<int64_t>(seconds, 1000)), usual, kLongestWait);
}

bool IsGone(int status) { return status == 404 || status == 403 || status == 410; }

/// Of "<64 hex digits>  <name>".
std::string DigestIn(const std::string& checksum) {
  const size_t end = checksum.find_first_of(" \t\r\n");
  std::string digest = checksum.substr(0, end);
  std::ranges::transform(digest, digest.begin(),
                         [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return digest;
}

}  // namespace

base::Result<std::unique_ptr<BulkDownload>> BulkDownload::Open(net::Loop& loop,
                                                               const base::Clock& clock,
                                                               const net::Origin& origin,
                                                               std::string folder,
                                                               Stopped stopped) {
  net::HttpClientOptions options;
  options.origin = origin;
  options.max_connections = 1;
  options.total_time = base::Minutes(5);
  options.max_body_bytes = kMostArchive;
  TRY(auto client, net::HttpClient::Open(loop, clock, std::move(options)));
  TRY(base::os::MakeDirectories(folder));
  return std::unique_ptr<BulkDownload>(
      new BulkDownload(loop, std::move(client), std::move(folder), std::move(stopped)));
}

base::Status BulkDownload::Wait(base::Duration time) {
  for (base::Duration waited; waited < time; waited = waited + kLook) {
    if (stopped_()) return Interrupted();
    loop_.RunUntil([] { return false; }, kLook);
  }
  return {};
}

base::Result<std::optional<std::string>> BulkDownload::Get(const std::string& target) {
  std::string why;
  for (int attempt = 0; attempt < kAttempts; ++attempt) {
    // Shared: an interrupt leaves the request behind, which may still be answered.
    const auto reply = std::make_shared<std::optional<net::HttpReply>>();
    net::HttpRequest request;
    request.target = target;
    client_->Send(std::move(request), [reply](net::HttpReply got) { *reply = std::move(got); });
    while (!reply->has_value()) {
      if (stopped_()) return Interrupted();
      loop_.RunUntil([&] { return reply->has_value(); }, kLook);
    }
    net::HttpReply& got = **reply;
    if (got && got->status == 200) return std::optional(std::move(got->body));
    if (got && IsGone(got->status)) return std::optional<std::string>();
    why = got ? fmt::format("status {}", got->status) : got.error().message;
    if (attempt + 1 < kAttempts) TRY(Wait(PauseAfter(got, attempt)));
  }
  return base::Fail(ErrorCode::kIo, fmt::format("{} cannot be fetched: {}", target, why));
}

base::Result<std::string> BulkDownload::Unpack(const std::string& bytes,
                                               const std::string& name) const {
  const std::string path = fmt::format("{}/.{}-{}.zip", folder_, name, ::getpid());
  TRY(base::os::WriteFileAtomic(path, bytes));
  auto text = [&]() -> base::Result<std::string> {
    TRY(auto archive, storage::ArchiveReader::Open(path));
    return archive.Read(name + ".csv", kMostText);
  }();
  static_cast<void>(base::os::RemoveFile(path));
  if (!text) return base::Fail(ErrorCode::kCorrupt, "it is no archive of " + name + ".csv");
  return text;
}

base::Result<std::optional<std::string>> BulkDownload::Fetch(const std::string& target) {
  const std::string name = target.substr(target.rfind('/') + 1);
  for (int attempt = 0; attempt < 2; ++attempt) {
    TRY(const auto checksum, Get(target + ".zip.CHECKSUM"));
    if (!checksum) return std::optional<std::string>();
    TRY(const auto bytes, Get(target + ".zip"));
    if (!bytes) return std::optional<std::string>();
    if (storage::Sha256Hex(*bytes) != DigestIn(*checksum)) continue;
    auto text = Unpack(*bytes, name);
    if (!text) return base::Wrap(std::move(text).error(), name + ".zip");
    return std::optional(*std::move(text));
  }
  return base::Fail(ErrorCode::kCorrupt,
                    fmt::format("{}.zip is not what its checksum says, twice: nothing of it was "
                                "used; try again later, or with --source rest",
                                name));
}

}  // namespace keel::cli
