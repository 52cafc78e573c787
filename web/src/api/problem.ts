// SPDX-License-Identifier: MIT
import type { Problem } from './types';

const SHOW_PASSWORD = '/problems/show-password';

/** A request that the server refused, or that never reached it, as one sentence for people. */
export class ApiError extends Error {
  readonly status: number;
  readonly field: string | undefined;
  /** It is allowed once the password is shown again. */
  readonly wantsPassword: boolean;

  constructor(message: string, status: number, problem?: Problem) {
    super(message);
    this.name = 'ApiError';
    this.status = status;
    this.field = problem?.field;
    this.wantsPassword = problem?.type === SHOW_PASSWORD;
  }
}

const SENTENCES: Record<number, string> = {
  401: 'You are not signed in.',
  403: 'Your role does not allow this.',
  404: 'This does not exist, or not any more.',
  409: 'It has changed in the meantime: look again and repeat.',
  413: 'That is more than the server takes at once.',
  429: 'Too many requests: wait a moment.',
  500: 'The server failed; its log says why.',
  502: 'The trading session did not answer.',
  503: 'The trading session is not running.',
  504: 'The trading session did not answer in time.',
};

export function unreachable(): ApiError {
  return new ApiError('The server cannot be reached.', 0);
}

function isProblem(body: unknown): body is Problem {
  return typeof body === 'object' && body !== null && 'status' in body;
}

export function errorOf(status: number, body: unknown): ApiError {
  const problem = isProblem(body) ? body : undefined;
  const known = SENTENCES[status] ?? `The server answered ${status}.`;
  return new ApiError(problem?.detail || known, status, problem);
}

export function sentenceOf(error: unknown): string {
  return error instanceof ApiError ? error.message : 'Something went wrong in this page.';
}
