import { isUnknownPlan } from './api/client';
import type { State, Store } from './state';

/** What a counted plan needs of the rest of the page. */
export interface CountingMeans {
  readonly store: Pick<Store, 'state' | 'replace'>;
  /** Sees to it that the server has a plan; false where neither it nor this browser has it any more. */
  readonly bring: (plan: string) => Promise<boolean>;
  /** Asks for everything anew. */
  readonly again: () => void;
}

/** A tour that can be planned anew from the address alone. */
const canBePlanned = ({ tour, stops }: State): boolean => tour !== null && stops !== null;

/** Which plan the figures count. One that is lost is planned anew where the address says how; the address never forgets that it is to count. */
export class Counting {
  /** The plan that the server was last brought since it had forgotten it. */
  private brought: string | null = null;
  /** The plan that neither the server nor this browser has: it would be refused. */
  private gone: string | null = null;

  constructor(private readonly means: CountingMeans) {}

  /** The plan that is counted in what is asked now. */
  get plan(): string | null {
    const { counted, plan } = this.means.store.state;
    return counted && plan !== this.gone ? plan : null;
  }

  answered(): void {
    this.brought = null;
  }

  /** Whether a failure was only that of a forgotten plan, and the question is asked again. */
  async mends(error: unknown, retry: () => Promise<void>): Promise<boolean> {
    const { store, bring } = this.means;
    const { plan } = store.state;
    // Once: a server that does not keep what it is brought is not asked for ever.
    if (plan === null || plan === this.brought || !isUnknownPlan(error)) return false;
    this.brought = plan;
    if (!(await bring(plan).catch(() => false))) {
      this.gone = plan;
      // Another address is another question, which is asked by itself.
      if (this.lost()) return true;
    }
    await retry();
    return true;
  }

  /** A plan is lost: true where it is planned anew from the rest of the address. */
  lost(): boolean {
    const { store } = this.means;
    if (store.state.plan === null || !canBePlanned(store.state)) return false;
    store.replace({ plan: null });
    return true;
  }

  /** A plan is here, found or made: it counts where the address says so. */
  planned(plan: string): void {
    const { store, again } = this.means;
    const wasGone = this.gone === plan;
    const isNamed = store.state.plan === plan;
    if (wasGone) this.gone = null;
    store.replace({ plan });
    if (wasGone && isNamed && store.state.counted) again();
  }
}
