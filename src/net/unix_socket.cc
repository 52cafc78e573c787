// SPDX-License-Identifier: MIT
#include "net/unix_socket.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <sys/file.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <array>
#include <boost/asio/buffer.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/write.hpp>
#include <cerrno>
#include <cstring>
#include <map>
#include <system_error>
#include <utility>

#include "base/check.h"
#include "base/os/system_clock.h"

namespace keel::net {

namespace asio = boost::asio;
using local = asio::local::stream_protocol;
using Code = boost::system::error_code;
using base::ErrorCode;

namespace {

/// An open file, closed when it goes.
class File {
 public:
  explicit File(int number) : number_(number) {}
  ~File() {
    if (number_ >= 0) ::close(number_);
  }
  File(File&& other) noexcept : number_(std::exchange(other.number_, -1)) {}
  File& operator=(File&& other) noexcept {
    std::swap(number_, other.number_);
    return *this;
  }
  bool valid() const { return number_ >= 0; }
  int get() const { return number_; }

 private:
  int number_;
};

tl::unexpected<base::Error> Cannot(std::string_view what, const std::string& path, int error) {
  return base::Fail(ErrorCode::kIo, fmt::format("cannot {} {}: {}", what, path,
                                                std::generic_category().message(error)));
}

base::Result<sockaddr_un> AddressOf(const std::string& path) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  if (path.empty() || path.size() >= sizeof(address.sun_path)) {
    return base::Fail(
        ErrorCode::kUsage,
        fmt::format("\"{}\" is too long for a socket, which has at most {} bytes; use "
                    "a shorter folder",
                    path, sizeof(address.sun_path) - 1));
  }
  std::memcpy(address.sun_path, path.data(), path.size());
  return address;
}

// Held as long as the server lives: who has it may remove a socket that was left behind.
base::Result<File> TakeLock(const std::string& path) {
  File lock(::open((path + ".lock").c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600));
  if (!lock.valid()) return Cannot("make", path + ".lock", errno);
  if (::flock(lock.get(), LOCK_EX | LOCK_NB) != 0) {
    return base::Fail(
        ErrorCode::kRefused,
        fmt::format("another Keel serves {}; stop it first, or use another --home", path));
  }
  return lock;
}

base::Status RemoveStale(const std::string& path) {
  struct stat status {};
  if (::lstat(path.c_str(), &status) != 0) {
    if (errno == ENOENT) return {};
    return Cannot("look at", path, errno);
  }
  if (!S_ISSOCK(status.st_mode)) {
    return base::Fail(ErrorCode::kRefused,
                      fmt::format("{} is no socket, so it is left alone; move it away", path));
  }
  if (::unlink(path.c_str()) != 0) return Cannot("remove", path, errno);
  return {};
}

base::Result<File> Bind(const std::string& path) {
  TRY(const sockaddr_un address, AddressOf(path));
  File socket(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  if (!socket.valid()) return Cannot("make a socket for", path, errno);
  // Linux gives the file the mode of the socket, so it is never open to others, not for a moment.
  if (::fchmod(socket.get(), 0600) != 0) return Cannot("protect", path, errno);
  if (::bind(socket.get(), reinterpret_cast<const sockaddr*>(&address), sizeof(address)) != 0) {
    return Cannot("make", path, errno);
  }
  struct stat status {};
  if (::stat(path.c_str(), &status) != 0 || (status.st_mode & 0077) != 0) {
    ::unlink(path.c_str());
    return base::Fail(ErrorCode::kRefused,
                      fmt::format("{} would be open to others on this file system; use another "
                                  "--home",
                                  path));
  }
  if (::listen(socket.get(), 16) != 0) return Cannot("listen on", path, errno);
  return socket;
}

bool IsOurs(local::socket& socket) {
  ucred peer{};
  socklen_t size = sizeof(peer);
  return ::getsockopt(socket.native_handle(), SOL_SOCKET, SO_PEERCRED, &peer, &size) == 0 &&
         (peer.uid == ::geteuid() || peer.uid == 0);
}

/// One connection: a line, its answer, the next line.
class LineConnection : public std::enable_shared_from_this<LineConnection> {
 public:
  LineConnection(Loop& loop, const LineServerOptions& options, local::socket socket)
      : loop_(loop), options_(options), socket_(std::move(socket)) {}

  void Start(LineServer::OnLine on_line, Task on_gone) {
    on_line_ = std::move(on_line);
    on_gone_ = std::move(on_gone);
    Read();
  }
  void Abandon() {
    gone_ = true;
    timer_.Cancel();
    Code ignored;
    socket_.close(ignored);
  }

 private:
  void Read() {
    timer_ = loop_.After(options_.idle_time, [this] { Leave(); });
    socket_.async_read_some(asio::buffer(buffer_),
                            [this, self = shared_from_this()](const Code& code, size_t size) {
                              if (gone_) return;
                              if (code) return Leave();
                              waiting_.append(buffer_.data(), size);
                              GoOn();
                            });
  }

  void GoOn() {
    const size_t end = waiting_.find('\n');
    if (std::min(end, waiting_.size()) > options_.max_line_bytes) return Leave();
    if (end == std::string::npos) return Read();
    const std::string line = waiting_.substr(0, end);
    waiting_.erase(0, end + 1);
    timer_.Cancel();
    on_line_(line, [weak = weak_from_this(), serial = ++serial_](std::string text) {
      if (const auto self = weak.lock()) self->Answer(serial, std::move(text));
    });
  }

  void Answer(uint64_t serial, std::string text) {
    if (gone_ || serial != serial_ || answered_ == serial) return;
    CHECK(text.find('\n') == std::string::npos, "an answer is one line");
    answered_ = serial;
    answer_ = std::move(text) + '\n';
    timer_ = loop_.After(options_.idle_time, [this] { Leave(); });
    asio::async_write(socket_, asio::buffer(answer_),
                      [this, self = shared_from_this()](const Code& code, size_t) {
                        if (gone_) return;
                        code ? Leave() : GoOn();
                      });
  }

  void Leave() {
    if (gone_) return;
    const auto self = shared_from_this();
    Abandon();
    on_gone_();
  }

  Loop& loop_;
  const LineServerOptions& options_;
  local::socket socket_;
  LineServer::OnLine on_line_;
  Task on_gone_;
  std::array<char, 4096> buffer_{};
  std::string waiting_, answer_;
  Timer timer_;
  uint64_t serial_ = 0, answered_ = 0;
  bool gone_ = false;
};

}  // namespace

class LineServer::State : public std::enable_shared_from_this<LineServer::State> {
 public:
  State(Loop& loop, LineServerOptions options, OnLine on_line)
      : loop_(loop),
        options_(std::move(options)),
        on_line_(std::move(on_line)),
        acceptor_(loop.context()) {}

  base::Status Listen() {
    TRY(const sockaddr_un fits, AddressOf(options_.path));
    static_cast<void>(fits);
    TRY(lock_, TakeLock(options_.path));
    TRY(RemoveStale(options_.path));
    TRY(const File bound, Bind(options_.path));
    Code code;
    acceptor_.assign(local(), ::dup(bound.get()), code);
    if (code) return Cannot("listen on", options_.path, code.value());
    Accept();
    return {};
  }
  void Close() {
    Code ignored;
    acceptor_.close(ignored);
    for (const auto& [id, connection] : std::exchange(connections_, {})) connection->Abandon();
    if (std::exchange(listening_, false)) ::unlink(options_.path.c_str());
  }

 private:
  void Accept() {
    listening_ = true;
    acceptor_.async_accept([weak = weak_from_this()](const Code& code, local::socket socket) {
      const auto self = weak.lock();
      if (!self || !self->listening_) return;
      if (!code) {
        self->Take(std::move(socket));
        return self->Accept();
      }
      self->pause_ = self->loop_.After(base::Milliseconds(100), [weak] {
        if (const auto still = weak.lock()) still->Accept();
      });
    });
  }

  void Take(local::socket socket) {
    if (!IsOurs(socket) || connections_.size() >= options_.max_connections) return;
    const uint64_t id = ++last_id_;
    auto connection = std::make_shared<LineConnection>(loop_, options_, std::move(socket));
    connections_.emplace(id, connection);
    connection->Start(on_line_, [weak = weak_from_this(), id] {
      if (const auto self = weak.lock()) self->connections_.erase(id);
    });
  }

  Loop& loop_;
  const LineServerOptions options_;
  const OnLine on_line_;
  local::acceptor acceptor_;
  File lock_{-1};
  std::map<uint64_t, std::shared_ptr<LineConnection>> connections_;
  Timer pause_;
  uint64_t last_id_ = 0;
  bool listening_ = false;
};

base::Result<std::unique_ptr<LineServer>> LineServer::Listen(Loop& loop, LineServerOptions options,
                                                             OnLine on_line) {
  auto state = std::make_shared<State>(loop, std::move(options), std::move(on_line));
  TRY(state->Listen());
  return std::unique_ptr<LineServer>(new LineServer(std::move(state)));
}

LineServer::~LineServer() { state_->Close(); }

namespace {

// Waits until the socket may be read or written; false when `deadline` has passed.
bool Await(int socket, short events, base::Duration deadline) {
  while (true) {
    const base::Duration left = deadline - base::os::MonotonicTime();
    if (left <= base::Duration{}) return false;
    pollfd wanted{socket, events, 0};
    const int ready = ::poll(&wanted, 1, static_cast<int>(left / base::Milliseconds(1)) + 1);
    if (ready > 0) return true;
    if (ready < 0 && errno != EINTR) return false;
  }
}

base::Status WriteLine(int socket, std::string bytes, base::Duration deadline,
                       const std::string& path) {
  while (!bytes.empty()) {
    if (!Await(socket, POLLOUT, deadline)) return Cannot("ask", path, ETIMEDOUT);
    const ssize_t written = ::send(socket, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (written < 0 && (errno == EINTR || errno == EAGAIN)) continue;
    if (written < 0) return Cannot("ask", path, errno);
    bytes.erase(0, static_cast<size_t>(written));
  }
  return {};
}

}  // namespace

base::Result<std::string> AskLine(const std::string& path, std::string_view line,
                                  const LineClientOptions& options) {
  CHECK(line.find('\n') == std::string_view::npos, "a question is one line");
  const base::Duration deadline = base::os::MonotonicTime() + options.limit;
  TRY(const sockaddr_un address, AddressOf(path));
  const File socket(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  if (!socket.valid()) return Cannot("make a socket for", path, errno);
  if (::connect(socket.get(), reinterpret_cast<const sockaddr*>(&address), sizeof(address)) != 0) {
    if (errno != ENOENT && errno != ECONNREFUSED) return Cannot("ask", path, errno);
    return base::Fail(
        ErrorCode::kNotFound,
        fmt::format("no running Keel serves {}; start one, or give its --home", path));
  }
  TRY(WriteLine(socket.get(), std::string(line) + '\n', deadline, path));
  std::string answer;
  std::array<char, 16 * 1024> buffer{};
  while (answer.empty() || answer.back() != '\n') {
    if (!Await(socket.get(), POLLIN, deadline)) return Cannot("hear from", path, ETIMEDOUT);
    const ssize_t got = ::recv(socket.get(), buffer.data(), buffer.size(), 0);
    if (got < 0 && (errno == EINTR || errno == EAGAIN)) continue;
    if (got < 0) return Cannot("hear from", path, errno);
    if (got == 0) return Cannot("hear from", path, ECONNRESET);
    answer.append(buffer.data(), static_cast<size_t>(got));
    if (answer.size() > options.max_line_bytes) return Cannot("hear from", path, EMSGSIZE);
  }
  answer.pop_back();
  return answer;
}

}  // namespace keel::net
