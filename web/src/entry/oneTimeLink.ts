// SPDX-License-Identifier: MIT
// The demo opens the page at /#link=TOKEN. The token is taken out of the address before anything
// else, so that it stays in no history, and is good for one entry.
import { useEffect, useRef } from 'react';
import { sentenceOf } from '@/api/problem';
import { useOneTimeLink } from '@/api/session';

function takeToken(): string | null {
  const token = new URLSearchParams(location.hash.slice(1)).get('link');
  if (token) history.replaceState(history.state, '', location.pathname + location.search);
  return token;
}

const token = takeToken();

export function useOneTimeEntry(): { isEntering: boolean; problem: string | null } {
  const { mutate, isPending, isIdle, error } = useOneTimeLink();
  const hasAsked = useRef(false);
  useEffect(() => {
    if (!token || hasAsked.current) return;
    hasAsked.current = true;
    mutate({ token });
  }, [mutate]);
  return {
    isEntering: isPending || (token !== null && isIdle),
    problem: error && sentenceOf(error),
  };
}
