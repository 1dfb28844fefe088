import { reach } from './api/client';
import { banned, locked } from './model/truck';
import type { Store } from './state';
import type { Truck } from './truck';
import type { TruckActions } from './views/model';

/** What a reader does with the truck, written into the address: the questions follow from it. `again` asks what it asks now; `failed` says what a link could not give. */
export function truckActions(store: Store, truck: Truck, again: () => void, failed: (error: unknown, retry: () => void) => void): TruckActions {
  // Other stops are another tour: its plan stays one step back in the history.
  const otherStops = { tour: null, plan: null, counted: false } as const;
  const follow: TruckActions['follow'] = async (plan, href, save) => {
    try {
      await truck.bring(plan);
      await reach(href);
      save();
    } catch (error) {
      failed(error, () => void follow(plan, href, save));
    }
  };
  return {
    find(question) {
      truck.retry();
      if (question === null) store.replace({ stops: null });
      else store.push({ stops: question, ...(JSON.stringify(question) !== JSON.stringify(store.state.stops) && otherStops) });
    },
    lock: (id, on) => store.push({ ...locked(store.state, id, on), ...otherStops }),
    ban: (id, reason) => store.push({ ...banned(store.state, id, reason), ...otherStops }),
    plan(tour) {
      truck.retry();
      if (tour === null) store.replace({ tour: null });
      else store.push({ tour, plan: null, counted: false });
    },
    count: (counted) => store.push({ counted }),
    clear: () => store.push({ stops: null, lock: [], forbid: [], ...otherStops }),
    retry() {
      truck.retry();
      again();
    },
    follow,
  };
}
