// SPDX-License-Identifier: MIT
#include "base/os/child.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <linux/close_range.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>

#include "base/os/internal/descriptor.h"
#include "base/os/system_clock.h"
#include "base/text.h"

namespace keel::base::os {

using internal::Descriptor;
using internal::IoError;

namespace {

constexpr int kGlanceMs = 50;  // between two looks at whether it has ended or shall
constexpr size_t kLongestLine = size_t{64} * 1024;
constexpr size_t kPipeBytes = size_t{64} * 1024;

/// All that a new process needs to become the program, made before it is there.
struct Start {
  const char* program;
  char* const* arguments;
  char* const* environment;
  const char* directory;
  int null, out, error, told;
  int niceness;
  rlim_t memory;
  int last_descriptor;
  pid_t parent;
};

// From here to Become: in the child, which has our memory until it is another program. Only system
// calls, and nothing of ours is written to.

/// What the loop, its sockets and other threads have open is no business of the program's.
void KeepOwnDescriptors(int last) {
  constexpr unsigned kFirst = STDERR_FILENO + 1;
  if (::close_range(kFirst, ~0U, CLOSE_RANGE_CLOEXEC) == 0) return;
  for (int number = STDERR_FILENO + 1; number < last; ++number) {
    ::fcntl(number, F_SETFD, FD_CLOEXEC);
  }
}

/// The kernel takes this one first when memory runs out; a machine without the file goes without.
void OfferToBeKilledFirst() {
  const int file = ::open("/proc/self/oom_score_adj", O_WRONLY | O_CLOEXEC);
  if (file < 0) return;
  static_cast<void>(!::write(file, "1000", 4));
  ::close(file);
}

void ForgetSignals() {
  struct sigaction plain {};
  plain.sa_handler = SIG_DFL;
  for (int signal = 1; signal < NSIG; ++signal) ::sigaction(signal, &plain, nullptr);
  sigset_t none;
  ::sigemptyset(&none);
  ::sigprocmask(SIG_SETMASK, &none, nullptr);
}

bool Settle(const Start& start) {
  if (::setpgid(0, 0) != 0 || ::prctl(PR_SET_PDEATHSIG, SIGKILL) != 0) return false;
  if (::getppid() != start.parent) ::_exit(1);  // that death was before we could hear of it
  OfferToBeKilledFirst();
  static_cast<void>(!::nice(start.niceness));
  const rlimit memory{start.memory, start.memory}, no_core{0, 0};
  if (start.memory != RLIM_INFINITY && ::setrlimit(RLIMIT_DATA, &memory) != 0) return false;
  ::setrlimit(RLIMIT_CORE, &no_core);  // what was in its memory is not left on the disk
  if (::chdir(start.directory) != 0) return false;
  return ::dup2(start.null, STDIN_FILENO) >= 0 && ::dup2(start.out, STDOUT_FILENO) >= 0 &&
         ::dup2(start.error, STDERR_FILENO) >= 0;
}

[[noreturn]] void BecomeProgram(const Start& start) {
  if (Settle(start)) {
    KeepOwnDescriptors(start.last_descriptor);
    ForgetSignals();
    ::execve(start.program, start.arguments, start.environment);
  }
  const int error = errno;
  static_cast<void>(!::write(start.told, &error, sizeof(error)));
  ::_exit(1);
}

/// vfork: the pages of a session that trades are not copied or made read-only for a moment. No
/// signal may come until the handlers, which would write to our memory, are gone.
pid_t Begin(const Start& start) {
  sigset_t all, before;
  ::sigfillset(&all);
  ::pthread_sigmask(SIG_SETMASK, &all, &before);
  const pid_t child = ::vfork();
  if (child == 0) BecomeProgram(start);
  ::pthread_sigmask(SIG_SETMASK, &before, nullptr);
  return child;
}

struct Pipe {
  Descriptor reads, writes;
};

Result<Pipe> MakePipe(const std::string& program) {
  std::array<int, 2> ends{};
  if (::pipe2(ends.data(), O_CLOEXEC) != 0) return IoError("start", program, errno);
  return Pipe{Descriptor(ends[0]), Descriptor(ends[1])};
}

/// The bytes that are there, at least one; none at the end.
std::string_view ReadSome(int file, std::array<char, kPipeBytes>* room) {
  ssize_t size = 0;
  while ((size = ::read(file, room->data(), room->size())) < 0 && errno == EINTR) {
  }
  return {room->data(), static_cast<size_t>(std::max<ssize_t>(size, 0))};
}

int MostDescriptors() {
  constexpr rlim_t kEnough = 65'536;
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) return static_cast<int>(kEnough);
  return static_cast<int>(std::min(limit.rlim_cur, kEnough));
}

std::vector<char*> PointersTo(std::vector<std::string>& texts) {
  std::vector<char*> pointers;
  for (std::string& text : texts) pointers.push_back(text.data());
  pointers.push_back(nullptr);
  return pointers;
}

class LineCutter {
 public:
  explicit LineCutter(const std::function<void(std::string_view)>& hear) : hear_(hear) {}
  void Take(std::string_view text) {
    while (!text.empty()) {
      const size_t end = text.find('\n');
      const std::string_view part = text.substr(0, end);
      line_ += part.substr(0, kLongestLine - line_.size());
      if (end == std::string_view::npos) return;
      Finish();
      text.remove_prefix(end + 1);
    }
  }
  void Finish() {
    if (!line_.empty() && hear_) hear_(line_);
    line_.clear();
  }

 private:
  const std::function<void(std::string_view)>& hear_;
  std::string line_;
};

/// A child from its start to its end.
class Watch {
 public:
  Watch(pid_t child, const ChildProcess& wanted, const std::atomic<bool>& stops, LineCutter lines)
      : child_(child), wanted_(wanted), stops_(stops), lines_(std::move(lines)) {}

  Result<ChildEnd> UntilItEnds(int out, int error) {
    files_ = {pollfd{out, POLLIN, 0}, pollfd{error, POLLIN, 0}};
    while (!HasEnded()) {
      Hear(kGlanceMs);
      Press();
    }
    // It is dead but not buried, so the number of its group is nobody else's yet.
    ::kill(-child_, SIGKILL);
    for (int i = 0; i < 3; ++i) Hear(0);  // more does not fit into a pipe
    lines_.Finish();
    return Bury();
  }

 private:
  bool HasEnded() const {
    siginfo_t told{};
    const int failed =
        ::waitid(P_PID, static_cast<id_t>(child_), &told, WEXITED | WNOHANG | WNOWAIT);
    return (failed != 0 && errno != EINTR) || (failed == 0 && told.si_pid == child_);
  }

  void Hear(int wait_ms) {
    if (::poll(files_.data(), files_.size(), wait_ms) <= 0) return;
    for (pollfd& file : files_) {
      if (file.revents == 0) continue;
      const std::string_view text = ReadSome(file.fd, &room_);
      const bool is_output = &file == files_.data();
      if (text.empty()) {
        file.fd = -1;  // which poll passes over
      } else if (is_output) {
        Keep(text);
      } else {
        lines_.Take(text);
      }
    }
  }

  void Keep(std::string_view text) {
    const size_t room = wanted_.most_output_bytes - end_.output.size();
    end_.said_too_much |= text.size() > room;
    end_.output += text.substr(0, room);
  }

  /// Has it end where that was asked for, the harder the longer it takes.
  void Press() {
    if (end_.said_too_much) ::kill(-child_, SIGKILL);
    if (!stops_.load()) return;
    if (!end_.was_stopped) {
      end_.was_stopped = true;
      asked_ = MonotonicTime();
      ::kill(-child_, SIGINT);
    } else if (MonotonicTime() - asked_ > wanted_.patience) {
      end_.was_killed = true;
      ::kill(-child_, SIGKILL);
    }
  }

  Result<ChildEnd> Bury() {
    int status = 0;
    pid_t buried = 0;
    while ((buried = ::waitpid(child_, &status, 0)) < 0 && errno == EINTR) {
    }
    if (buried != child_) return IoError("hear of the end of", wanted_.program, errno);
    if (WIFEXITED(status)) end_.exit_code = WEXITSTATUS(status);
    if (WIFSIGNALED(status)) end_.signal = WTERMSIG(status);
    return std::move(end_);
  }

  const pid_t child_;
  const ChildProcess& wanted_;
  const std::atomic<bool>& stops_;
  LineCutter lines_;
  ChildEnd end_;
  Duration asked_;
  std::array<pollfd, 2> files_{};
  std::array<char, kPipeBytes> room_{};
};

}  // namespace

Result<ChildEnd> RunChild(const ChildProcess& wanted, const std::atomic<bool>& stops,
                          const std::function<void(std::string_view line)>& on_line) {
  std::vector<std::string> arguments = wanted.arguments, variables;
  for (const auto& [name, value] : wanted.environment) variables.push_back(name + "=" + value);
  const std::vector<char*> argv = PointersTo(arguments), envp = PointersTo(variables);
  const Descriptor null(::open("/dev/null", O_RDONLY | O_CLOEXEC));
  if (!null.valid()) return IoError("open", "/dev/null", errno);
  TRY(Pipe out, MakePipe(wanted.program));
  TRY(Pipe error, MakePipe(wanted.program));
  TRY(Pipe told, MakePipe(wanted.program));
  const auto memory = static_cast<rlim_t>(wanted.memory_bytes.value_or(0));
  const pid_t child = Begin({.program = wanted.program.c_str(),
                             .arguments = argv.data(),
                             .environment = envp.data(),
                             .directory = wanted.working_directory.c_str(),
                             .null = null.get(),
                             .out = out.writes.get(),
                             .error = error.writes.get(),
                             .told = told.writes.get(),
                             .niceness = wanted.niceness,
                             .memory = wanted.memory_bytes ? memory : RLIM_INFINITY,
                             .last_descriptor = MostDescriptors(),
                             .parent = ::getpid()});
  if (child < 0) return IoError("start", wanted.program, errno);
  for (Pipe* pipe : {&out, &error, &told}) pipe->writes.Close();  // or no end would ever be read
  Watch watch(child, wanted, stops, LineCutter(on_line));
  int reason = 0;
  ssize_t size = 0;
  while ((size = ::read(told.reads.get(), &reason, sizeof(reason))) < 0 && errno == EINTR) {
  }
  auto end = watch.UntilItEnds(out.reads.get(), error.reads.get());
  if (size > 0) return IoError("start", wanted.program, reason);
  return end;
}

std::string SignalText(int signal) {
  const char* const name = ::sigabbrev_np(signal);
  const char* const meaning = ::sigdescr_np(signal);
  if (name == nullptr || meaning == nullptr) return fmt::format("signal {}", signal);
  return fmt::format("SIG{}, {}", name, ToLower(meaning));
}

}  // namespace keel::base::os
