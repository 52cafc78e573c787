// SPDX-License-Identifier: MIT
// For work that is done many times over: a page that is given back to the system and taken again
// costs more than what was computed in it, and on several threads they wait for each other there.
#pragma once

namespace keel::base::os {

/// From now on the process keeps what it frees for its next allocation. Changes no result.
void KeepFreedMemory();

}  // namespace keel::base::os
