import { ApiError } from './api/client';
import { Keeper, kept, opened, type Kept } from './model/kept';
import { changedWithin, refusedHours, without, type Changes, type Place, type VenueChange } from './model/scenario';
import type { State, Store } from './state';
import type { Truck } from './truck';
import type { ScenarioActions } from './views/model';

/** What is to be placed by the next click on the map: a new venue, or one that moves. */
export type Placing = { readonly id: string | null };

/** What the page knows of a scenario besides its address. */
export interface ScenarioModel {
  readonly canUndo: boolean;
  readonly canRedo: boolean;
  readonly placing: Placing | null;
  /** Where the map was clicked last for it; each click is an object of its own. */
  readonly placed: Place | null;
  /** The venue whose move or hours are being written. */
  readonly editing: Editing | null;
  /** How many changes were not taken last, for want of room. */
  readonly left: number;
  readonly kept: readonly Kept[];
}

/** `refused`: these hours are in the scenario, and the server cannot read them. */
export type Editing = { readonly id: string; readonly what: 'move' | 'hours'; readonly refused?: true };

/** What became of the plan that an opened scenario names. `anew`: nobody has it any more, and its tour is planned again. */
export type PlanFate = 'none' | 'here' | 'anew' | 'gone';

/** The steps back and forth between sets of changes, whatever else the reader did in between. */
export class Scenario implements ScenarioActions {
  model: ScenarioModel;
  private past: Changes[] = [];
  private future: Changes[] = [];
  private stepping = false;
  private readonly keeper = new Keeper(() => window.localStorage);

  constructor(
    private readonly store: Store,
    private readonly changed: () => void,
    private readonly focusOn: (id: string) => void,
    private readonly truck: Pick<Truck, 'bring' | 'known' | 'take'>,
    /** The territory that is shown, which an address may leave to the service. */
    private readonly here: () => string,
  ) {
    this.model = { canUndo: false, canRedo: false, placing: null, placed: null, editing: null, left: 0, kept: this.keeper.all() };
    // Another tab may keep one.
    window.addEventListener('storage', () => this.set({ kept: this.keeper.all() }));
  }

  /** Follows the address, however it changed: by us, by the back button, by a kept scenario. */
  follow(now: State, before: State): void {
    // What is placed is written into a form of this tab: elsewhere a click is one as any other.
    if (now.panel !== 'scenario' && this.model.placing !== null) this.set({ placing: null });
    if (JSON.stringify(now.changes) === JSON.stringify(before.changes)) return;
    if (now.territory !== before.territory) {
      this.past = [];
      this.future = [];
    } else if (!this.stepping) {
      this.past.push(before.changes);
      this.future = [];
    }
    this.set({ canUndo: this.past.length > 0, canRedo: this.future.length > 0, ...(this.model.editing?.refused && { editing: null }) });
  }

  change: ScenarioActions['change'] = (...all) => {
    const { changes, colour, selection, open_at } = this.store.state;
    if (all.length === 0) return;
    const made = changedWithin(changes, all);
    this.set({ placing: null, placed: null, editing: null, left: made.left });
    // The first change that can move a time is seen at once.
    const moves = (one: VenueChange): boolean => one.change !== 'schedule' || open_at !== null;
    if (made.left === all.length) this.store.replace({ panel: 'scenario' });
    else this.store.push({ changes: made.changes, panel: 'scenario', ...(!changes.some(moves) && made.changes.some(moves) && colour === 'access' && { colour: 'change' as const }), ...(all.some((one) => one.change === 'close' && one.id === selection?.id) && { selection: null }) });
    // What was pressed is gone with its venue, or its form; and what the change does stands after the list of changes.
    this.focusOn('scenario-title');
  };
  takeBack: ScenarioActions['takeBack'] = (change) => {
    this.set({ left: 0 });
    this.store.push({ changes: without(this.store.state.changes, change) });
  };
  clear = (): void => {
    this.set({ left: 0 });
    this.store.push({ changes: [] });
  };
  undo = (): void => this.step(this.past, this.future);
  redo = (): void => this.step(this.future, this.past);

  private step(from: Changes[], to: Changes[]): void {
    const next = from.pop();
    if (!next) return;
    to.push(this.store.state.changes);
    this.stepping = true;
    this.store.push({ changes: next, panel: 'scenario' });
    this.stepping = false;
  }

  place: ScenarioActions['place'] = (placing) => this.set({ placing, placed: null });
  edit: ScenarioActions['edit'] = (editing) => {
    const { editing: before } = this.model;
    this.set({ editing, placing: null, placed: null });
    if (editing && this.store.state.panel !== 'scenario') this.store.replace({ panel: 'scenario' });
    this.changed();
    // Focus does not fall out of the page with a form that goes.
    this.focusOn(editing?.refused ? 'editor-hours' : editing ? 'editor-title' : 'scenario-title');
    // Whoever gives up hours that were refused does not keep them.
    const wrong = editing === null && before?.refused ? this.store.state.changes.find((one) => one.change === 'schedule' && one.id === before.id) : undefined;
    if (wrong) this.takeBack(wrong);
  };
  /** Hours that the server cannot read are written again: nothing typed is lost. */
  refused(error: unknown): void {
    const problem = error instanceof ApiError ? error.problem : null;
    const { changes, panel } = this.store.state;
    const wrong = problem?.parameter === 'schedule' && panel === 'scenario' ? refusedHours(changes, problem.detail) : null;
    if (wrong) this.edit({ id: wrong.id, what: 'hours', refused: true });
  }
  /** A click on the map: true where it was meant for us. */
  takes(place: Place): boolean {
    const { placing } = this.model;
    if (placing === null) return false;
    if (placing.id !== null) this.change({ change: 'move', id: placing.id, place });
    else this.set({ placing: null, placed: { ...place } });
    return true;
  }

  keep: ScenarioActions['keep'] = (name) => {
    // Elsewhere, or after, the service may show another territory of itself.
    const keeping = this.keeper.put(kept(name, { ...this.store.state, territory: this.here() }));
    this.set({ kept: this.keeper.all() });
    return keeping;
  };
  keepFile: ScenarioActions['keepFile'] = async ({ one, plan }) => {
    const keeping = this.keeper.put(one);
    this.set({ kept: this.keeper.all() });
    const { plan: named } = opened(one);
    // A plan that the server refuses is no plan: what the address asks for is still opened.
    if (named !== null && plan !== null) await this.truck.take(named, plan).catch(() => false);
    return { keeping, plan: await this.open(one) };
  };
  file: ScenarioActions['file'] = async (one) => {
    const { plan } = opened(one);
    return { one, plan: plan === null ? null : await this.truck.known(plan) };
  };
  drop: ScenarioActions['drop'] = (name) => {
    this.keeper.drop(name);
    this.set({ kept: this.keeper.all() });
  };
  open: ScenarioActions['open'] = async (one) => {
    const { territory, ...rest } = opened(one);
    // Before it is asked for: the server may have forgotten it.
    const isThere = rest.plan !== null && (await this.truck.bring(rest.plan).catch(() => false));
    const elsewhere = territory !== null && territory !== this.here();
    this.store.push({ ...rest, ...(elsewhere && { territory, view: null }), selection: null, colour: rest.changes.length > 0 ? 'change' : this.store.state.colour });
    return rest.plan === null ? 'none' : isThere ? 'here' : rest.tour !== null && rest.stops !== null ? 'anew' : 'gone';
  };

  compare: ScenarioActions['compare'] = (one) => this.store.push({ compare: one?.address ?? null });

  private set(change: Partial<ScenarioModel>): void {
    this.model = { ...this.model, ...change };
    this.changed();
  }
}
