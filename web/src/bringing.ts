import { fetchMeta, isUnknownIndicators, post } from './api/client';
import type { Meta } from './api/types';
import type { Store } from './state';
import type { BringActions } from './views/model';

/** Most files of indicators in one address. */
export const MOST_BROUGHT = 4;

/** What a reader brings: a file on its way to the tab that checks it, and the indicators that are kept by the service. */
export class Bringing implements BringActions {
  private dropped: File | null = null;
  private known: string | null = null;
  private isLost = false;

  constructor(
    private readonly store: Store,
    /** Says that indicators are gone. */
    private readonly told: () => void,
    private readonly changed: () => void,
  ) {}

  /** What the service offers, with the indicators of the address: asked again only where these are others. */
  async meta(meta: Meta | null): Promise<Meta> {
    const names = this.store.state.indicators.join();
    if (meta && this.known === names) return meta;
    try {
      const fresh = await fetchMeta(names);
      this.known = names;
      return fresh;
    } catch (error) {
      if (meta === null && this.lost(error)) return this.meta(null);
      throw error;
    }
  }

  /** Goes on without indicators that the service has forgotten; whether it was that. */
  lost(error: unknown): boolean {
    if (!isUnknownIndicators(error) || this.store.state.indicators.length === 0) return false;
    this.isLost = true;
    this.store.replace({ indicators: [] });
    return true;
  }

  /** Says once what was lost, when the rest is there. */
  tell(): void {
    if (this.isLost) this.told();
    this.isLost = false;
  }

  open = (): void => {
    this.store.replace({ panel: 'bring' });
    document.getElementById('tab-bring')?.focus();
  };
  drop = (file: File): void => {
    this.dropped = file;
    this.open();
    this.changed();
  };
  take = (): File | null => {
    const file = this.dropped;
    this.dropped = null;
    return file;
  };
  keep: BringActions['keep'] = async (body, signal) => {
    const { indicators: name } = await post<{ readonly indicators: string }>('/api/indicators', {}, body, signal);
    const before = this.store.state.indicators.filter((one) => one !== name).slice(1 - MOST_BROUGHT);
    // The service may have given the first of them another name, where it was taken.
    const [others, all] = await Promise.all([fetchMeta(before.join(), signal), fetchMeta([...before, name].join(), signal)]);
    const first = all.indicators[others.indicators.length];
    this.store.push({ indicators: [...before, name], ...(first && { colour: `indicator:${first.name}` as const }) });
  };
  forget = (): void => this.store.push({ indicators: [] });
}
