// SPDX-License-Identifier: MIT
#include "base/os/host.h"

#include <fmt/format.h>
#include <sched.h>
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <thread>

#include "base/os/file.h"
#include "base/text.h"

namespace keel::base::os {

std::string CpuModel() {
  const auto text = ReadFile("/proc/cpuinfo");
  if (text) {
    for (const std::string_view line : Split(*text, '\n')) {
      if (!line.starts_with("model name")) continue;
      const size_t colon = line.find(':');
      if (colon != std::string_view::npos) return std::string(Trim(line.substr(colon + 1)));
    }
  }
  return "unknown processor";
}

int CoreCount() {
  cpu_set_t allowed;
  CPU_ZERO(&allowed);
  if (::sched_getaffinity(0, sizeof(allowed), &allowed) == 0) {
    return std::max(1, CPU_COUNT(&allowed));
  }
  return std::max(1, static_cast<int>(std::thread::hardware_concurrency()));
}

int64_t PeakResidentBytes() {
  rusage usage{};
  if (::getrusage(RUSAGE_SELF, &usage) != 0) return 0;
  return int64_t{usage.ru_maxrss} * 1024;  // Linux counts kibibytes
}

int64_t MemoryBytes() {
  return int64_t{::sysconf(_SC_PHYS_PAGES)} * int64_t{::sysconf(_SC_PAGESIZE)};
}

std::string MachineName() {
  std::array<char, 256> name{};
  if (::gethostname(name.data(), name.size() - 1) != 0) return "unknown";
  return name.data();
}

std::string DescribeHost() {
  const int cores = CoreCount();
  return fmt::format("{}, {} core{}", CpuModel(), cores, cores == 1 ? "" : "s");
}

}  // namespace keel::base::os
