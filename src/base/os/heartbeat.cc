// SPDX-License-Identifier: MIT
#include "base/os/heartbeat.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <charconv>
#include <utility>

#include "base/os/internal/descriptor.h"

namespace keel::base::os {

using internal::Descriptor;
using internal::IoError;

namespace {

constexpr char kRunning = 'r';
constexpr char kEnded = 'e';
constexpr size_t kDigits = 20;
constexpr int kTries = 50;  // one who feels the pulse holds the lock for a moment
constexpr useconds_t kPause = 20'000;

}  // namespace

Result<Heartbeat> Heartbeat::Begin(const std::string& path) {
  Descriptor file(::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600));
  if (!file.valid()) return IoError("make", path, errno);
  for (int attempt = 0; ::flock(file.get(), LOCK_EX | LOCK_NB) != 0; ++attempt) {
    if (errno != EWOULDBLOCK && errno != EINTR) return IoError("lock", path, errno);
    if (attempt == kTries) {
      return Fail(ErrorCode::kRefused,
                  fmt::format("another process lives behind {}; stop that one first", path));
    }
    ::usleep(kPause);
  }
  const int descriptor = ::dup(file.get());  // the lock is of both
  if (descriptor < 0) return IoError("hold", path, errno);
  ::fcntl(descriptor, F_SETFD, FD_CLOEXEC);
  Heartbeat heart(descriptor, path);
  TRY(heart.Beat());
  if (::fsync(descriptor) != 0) return IoError("sync", path, errno);
  return heart;
}

Heartbeat::Heartbeat(Heartbeat&& other) noexcept
    : descriptor_(std::exchange(other.descriptor_, -1)),
      path_(std::move(other.path_)),
      count_(other.count_) {}

Heartbeat::~Heartbeat() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

Status Heartbeat::Write(char state) {
  const std::string text = fmt::format("{} {:0{}}\n", state, count_, kDigits);
  const ssize_t written = ::pwrite(descriptor_, text.data(), text.size(), 0);
  if (written == static_cast<ssize_t>(text.size())) return {};
  return IoError("write", path_, written < 0 ? errno : EIO);
}

Status Heartbeat::Beat() {
  ++count_;
  return Write(kRunning);
}

Status Heartbeat::End() { return Write(kEnded); }

Result<Pulse> FeelPulse(const std::string& path) {
  const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (!file.valid()) return IoError("read", path, errno);
  Pulse pulse;
  // Before the text is read: a process that ends writes first and lets go then.
  pulse.alive = ::flock(file.get(), LOCK_SH | LOCK_NB) != 0;
  std::array<char, kDigits + 3> text{};
  const ssize_t size = ::pread(file.get(), text.data(), text.size(), 0);
  if (size < 0) return IoError("read", path, errno);
  const char* const end = text.data() + 2 + kDigits;
  const auto [at, error] = std::from_chars(text.data() + 2, end, pulse.count);
  const bool whole = size == static_cast<ssize_t>(text.size()) && error == std::errc{} && at == end;
  if (!whole || (text[0] != kRunning && text[0] != kEnded)) {
    return Fail(ErrorCode::kCorrupt, path + " is no heartbeat of Keel");
  }
  pulse.ended = text[0] == kEnded;
  return pulse;
}

}  // namespace keel::base::os
