// SPDX-License-Identifier: MIT
// Zod compiles its checks with eval where it may; the content policy forbids that, and even asking
// leaves an error in the console.
import { z } from 'zod';

z.config({ jitless: true });

export { z };
