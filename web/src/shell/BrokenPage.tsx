// SPDX-License-Identifier: MIT
import { Link } from 'react-router';
import { Button } from '@/ui/Button';
import { Empty } from '@/ui/states';

/** A page that failed to load or to paint: the rest of the dashboard goes on. */
export function BrokenPage() {
  return (
    <div className="grid h-full">
      <Empty
        title="This page could not be shown."
        hint={
          <Button size="small" onClick={() => location.reload()}>
            Load it again
          </Button>
        }
      />
    </div>
  );
}

export function MissingPage() {
  return (
    <div className="grid h-full">
      <Empty
        title="There is no such page."
        hint={
          <Link to="/" className="text-blue underline">
            Go to the overview
          </Link>
        }
      />
    </div>
  );
}
