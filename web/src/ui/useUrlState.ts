// SPDX-License-Identifier: MIT
import { useCallback } from 'react';
import { useSearchParams } from 'react-router';

/** A choice that is part of the page's address, so that it can be linked to and gone back over. */
export function useUrlState<Value extends string = string>(
  name: string,
  initial: NoInfer<Value>,
): [Value, (value: Value) => void] {
  const [params, setParams] = useSearchParams();
  const set = useCallback(
    (value: Value) =>
      setParams(
        (old) => {
          const next = new URLSearchParams(old);
          if (value === initial) next.delete(name);
          else next.set(name, value);
          return next;
        },
        { replace: true },
      ),
    [setParams, name, initial],
  );
  return [(params.get(name) as Value | null) ?? initial, set];
}
