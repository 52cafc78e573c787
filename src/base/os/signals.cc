// SPDX-License-Identifier: MIT
#include "base/os/signals.h"

#include <unistd.h>

#include <csignal>

namespace keel::base::os {
namespace {

// A signal handler gets no argument, so what it sets has to have static storage.
constinit std::atomic<bool> interrupted{false};
constinit std::atomic<uint32_t> halts{0};
static_assert(std::atomic<bool>::is_always_lock_free, "a signal handler must not lock");
static_assert(std::atomic<uint32_t>::is_always_lock_free, "a signal handler must not lock");

extern "C" void OnInterrupt(int) {
  if (interrupted.exchange(true)) ::_exit(130);
}

extern "C" void OnHalt(int) { halts.fetch_add(1); }

}  // namespace

const std::atomic<bool>& InstallInterruptFlag() {
  struct sigaction action {};
  action.sa_handler = OnInterrupt;
  sigemptyset(&action.sa_mask);
  action.sa_flags = SA_RESTART;
  sigaction(SIGINT, &action, nullptr);
  sigaction(SIGTERM, &action, nullptr);
  return interrupted;
}

const std::atomic<uint32_t>& InstallHaltSignal() {
  struct sigaction action {};
  action.sa_handler = OnHalt;
  sigemptyset(&action.sa_mask);
  action.sa_flags = SA_RESTART;
  sigaction(SIGUSR1, &action, nullptr);
  return halts;
}

}  // namespace keel::base::os
