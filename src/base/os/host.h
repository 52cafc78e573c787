// SPDX-License-Identifier: MIT
// The machine, for the line under a measurement that says where it was taken.
#pragma once

#include <cstdint>
#include <string>

namespace keel::base::os {

/// As the processor calls itself; "unknown processor" where it does not say.
std::string CpuModel();
/// Cores that this process may use, at least 1.
int CoreCount();
/// The most memory that the process has had resident so far, in bytes.
int64_t PeakResidentBytes();
/// The memory of the machine, in bytes; what a container may use of it can be less.
int64_t MemoryBytes();
/// The machine's name in its network.
std::string MachineName();
/// "AMD EPYC 7763, 2 cores": the processor and the cores in use.
std::string DescribeHost();

}  // namespace keel::base::os
