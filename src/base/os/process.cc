// SPDX-License-Identifier: MIT
#include "base/os/process.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <system_error>

#include "base/os/internal/descriptor.h"

namespace keel::base::os {

using internal::Descriptor;
using internal::IoError;

namespace {

std::vector<char*> Pointers(std::vector<std::string>& texts) {
  std::vector<char*> pointers;
  for (std::string& text : texts) pointers.push_back(text.data());
  pointers.push_back(nullptr);
  return pointers;
}

struct Image {
  char* const* arguments;
  char* const* environment;
  int null, log, told;
};

// In the child, where only calls that are safe after fork are made.
[[noreturn]] void Become(const Image& image) {
  if (::setsid() < 0) ::_exit(1);
  const pid_t orphan = ::fork();
  if (orphan != 0) ::_exit(orphan < 0 ? 1 : 0);
  ::dup2(image.null, STDIN_FILENO);
  ::dup2(image.log, STDOUT_FILENO);
  ::dup2(image.log, STDERR_FILENO);
  ::execve(image.arguments[0], image.arguments, image.environment);
  const int error = errno;
  static_cast<void>(!::write(image.told, &error, sizeof(error)));
  ::_exit(1);
}

}  // namespace

Status StartDetached(const DetachedProcess& wanted) {
  std::vector<std::string> arguments = wanted.arguments;
  std::vector<std::string> variables;
  for (const auto& [name, value] : wanted.environment) variables.push_back(name + "=" + value);
  const std::vector<char*> argv = Pointers(arguments);
  const std::vector<char*> envp = Pointers(variables);
  const Descriptor null(::open("/dev/null", O_RDONLY | O_CLOEXEC));
  if (!null.valid()) return IoError("open", "/dev/null", errno);
  const Descriptor log(
      ::open(wanted.log.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC | O_NOFOLLOW, 0600));
  if (!log.valid()) return IoError("write", wanted.log, errno);
  std::array<int, 2> ends{};
  if (::pipe2(ends.data(), O_CLOEXEC) != 0) return IoError("start", arguments.at(0), errno);
  const Descriptor reads(ends[0]);
  pid_t child = 0;
  {
    const Descriptor writes(ends[1]);  // closed here, so that exec closes the last one
    child = ::fork();
    if (child == 0) Become({argv.data(), envp.data(), null.get(), log.get(), writes.get()});
  }
  if (child < 0) return IoError("start", arguments[0], errno);
  int status = 0;
  while (::waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  if (status != 0) return IoError("start", arguments[0], EAGAIN);
  int error = 0;
  ssize_t size = 0;
  while ((size = ::read(reads.get(), &error, sizeof(error))) < 0 && errno == EINTR) {
  }
  if (size > 0) return IoError("start", arguments[0], error);
  return {};
}

int64_t OwnProcessId() { return ::getpid(); }

bool RunsAsRoot() { return ::geteuid() == 0; }

Result<std::string> OwnProgram() {
  std::array<char, 4096> path{};
  const ssize_t size = ::readlink("/proc/self/exe", path.data(), path.size());
  if (size <= 0) return IoError("find", "/proc/self/exe", errno);
  return std::string(path.data(), static_cast<size_t>(size));
}

}  // namespace keel::base::os
