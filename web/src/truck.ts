import { ApiError, isAbort } from './api/client';
import type { Progress } from './api/jobs';
import { bringPlan, chooseStops, fetchFindings, fetchItinerary, fetchPlan, planTour, type KnownPlan } from './api/truck';
import type { CoverageQuery, ItineraryCollection, Plan, Stops } from './api/types';
import { Asked, type Answer } from './asked';
import { Shelf } from './model/shelf';
import { stopsBody, tourBody } from './model/stops';
import { USUAL_STOPS } from './model/truck';
import type { State } from './state';

/** What the page knows of the truck at one moment. A new object whenever any of it changes. */
export interface TruckModel {
  readonly stops: Answer<Stops>;
  /** The last stops that came: they stay in sight, and faint, while others are searched. */
  readonly lastStops: Stops | null;
  readonly stopsProgress: Progress | null;
  readonly plan: Answer<KnownPlan>;
  readonly planProgress: Progress | null;
  readonly itinerary: ItineraryCollection | null;
  /** How many rules the plan breaks without saying so; null where the checker has not answered. */
  readonly errors: number | null;
}

const NOTHING: TruckModel = { stops: { kind: 'none' }, lastStops: null, stopsProgress: null, plan: { kind: 'none' }, planProgress: null, itinerary: null, errors: null };

export interface TruckEvents {
  readonly changed: (now: TruckModel, before: TruckModel) => void;
  /** A tour has been planned: the plan is part of the address from now on. */
  readonly planned: (id: string) => void;
  /** The server and this browser have both lost the plan of the address. */
  readonly lost: () => void;
}

/** The questions of stops and tour: address → jobs → what the views show. It draws nothing. */
export class Truck {
  private current = NOTHING;
  private readonly shelf = new Shelf(() => window.localStorage);
  private readonly stops = new Asked<Stops>((answer) => this.onStops(answer));
  private readonly plan = new Asked<KnownPlan>((answer) => this.onPlan(answer));
  private readonly extras = new Asked<Pick<TruckModel, 'itinerary' | 'errors'>>((answer) => this.become(answer.kind === 'here' ? answer.value : { itinerary: null, errors: null }));

  constructor(private readonly events: TruckEvents) {}

  get model(): TruckModel {
    return this.current;
  }

  /** Asks for what the address asks for, each once. */
  ask({ stops, lock, forbid, tour, plan }: State, territory: string, query: CoverageQuery): void {
    const about = JSON.stringify([territory, query]);
    const body = stopsBody(stops ?? USUAL_STOPS, lock, forbid);
    const key = stops && `${about} ${JSON.stringify(body)}`;
    this.stops.ask(key, (signal) => chooseStops(territory, query, body, signal, (stopsProgress) => this.become({ stopsProgress })));
    const chosen = this.current.stops;
    if (plan !== null) this.plan.ask(`plan ${plan}`, (signal) => this.find(plan, signal));
    else if (tour !== null && key !== null && chosen.kind === 'here') this.plan.ask(`tour ${JSON.stringify(tour)} ${key}`, (signal) => this.make(territory, query, tourBody(chosen.value, tour), signal));
    else this.plan.ask(null, () => Promise.reject(new Error('nothing is asked')));
  }

  /** What failed is asked again by the next question. */
  retry(): void {
    if (this.current.stops.kind === 'failed') this.stops.forget();
    if (this.current.plan.kind === 'failed') this.plan.forget();
  }

  /** Sees to it that the server has a plan, before a link of it is followed or a question names it again; false where neither has it any more. */
  async bring(id: string): Promise<boolean> {
    const { plan } = this.current;
    try {
      await fetchPlan(id);
    } catch (error) {
      const kept = !isUnknown(error) ? null : plan.kind === 'here' && plan.value.id === id ? plan.value.plan : this.shelf.get(id);
      if (kept === null) return false;
      await bringPlan(kept);
    }
    return true;
  }

  /** A plan by its identifier, wherever it is still known; null where it is not. */
  async known(id: string): Promise<Plan | null> {
    const { plan } = this.current;
    if (plan.kind === 'here' && plan.value.id === id) return plan.value.plan;
    return this.shelf.get(id) ?? fetchPlan(id).catch(() => null);
  }

  /** Takes a plan from a file: the server is brought it, and this browser keeps it. False where it is another than its name says. */
  async take(id: string, plan: Plan): Promise<boolean> {
    if ((await bringPlan(plan)).plan !== id) return false;
    this.shelf.put(id, plan);
    return true;
  }

  private async make(territory: string, query: CoverageQuery, body: ReturnType<typeof tourBody>, signal: AbortSignal): Promise<KnownPlan> {
    const id = await planTour(territory, query, body, signal, (planProgress) => this.become({ planProgress }));
    return { id, plan: await fetchPlan(id, signal) };
  }

  private async find(id: string, signal: AbortSignal): Promise<KnownPlan> {
    try {
      return { id, plan: await fetchPlan(id, signal) };
    } catch (error) {
      const kept = isUnknown(error) ? this.shelf.get(id) : null;
      if (kept === null) throw error;
      await bringPlan(kept, signal);
      return { id, plan: kept };
    }
  }

  private onStops(answer: Answer<Stops>): void {
    const last = answer.kind === 'here' ? answer.value : answer.kind === 'none' ? null : this.current.lastStops;
    this.become({ stops: answer, lastStops: last, stopsProgress: null });
  }

  private onPlan(answer: Answer<KnownPlan>): void {
    const id = answer.kind === 'here' ? answer.value.id : null;
    this.become({ plan: answer, planProgress: null });
    this.extras.ask(id, async (signal) => {
      const [itinerary, findings] = await Promise.all([orNull(fetchItinerary(id ?? '', signal)), orNull(fetchFindings(id ?? '', signal))]);
      return { itinerary, errors: findings && findings.filter(({ weight }) => weight === 'error').length };
    });
    if (answer.kind === 'failed' && isUnknown(answer.error)) this.events.lost();
    if (answer.kind !== 'here') return;
    this.shelf.put(answer.value.id, answer.value.plan);
    // The address will name the plan: it is here, and need not be asked for.
    this.plan.rename(`plan ${answer.value.id}`);
    this.events.planned(answer.value.id);
  }

  private become(change: Partial<TruckModel>): void {
    const before = this.current;
    this.current = { ...before, ...change };
    this.events.changed(this.current, before);
  }
}

const isUnknown = (error: unknown): boolean => error instanceof ApiError && error.problem?.status === 404;

/** What adds to a plan must not hold it back. */
const orNull = <T>(answer: Promise<T>): Promise<T | null> => answer.catch((error: unknown) => { if (isAbort(error)) throw error; return null; });
