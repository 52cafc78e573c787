// SPDX-License-Identifier: MIT
import { SubjectForm } from '@/forms/subject';
import type { z } from '@/forms/zod';

/** The fields of a new backtest. */
export const BacktestForm = SubjectForm;
export type BacktestFields = z.input<typeof BacktestForm>;
