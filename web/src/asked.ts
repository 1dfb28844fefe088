/** What is known of one question. */
export type Answer<T> =
  | { readonly kind: 'none' }
  | { readonly kind: 'waiting' }
  | { readonly kind: 'here'; readonly value: T }
  | { readonly kind: 'failed'; readonly error: unknown };

/** One question at a time: another one aborts the last, whose answer is dropped even if it still comes. */
export class Asked<T> {
  private current: Answer<T> = { kind: 'none' };
  private key: string | null = null;
  private asking = new AbortController();

  constructor(private readonly changed: (answer: Answer<T>) => void) {}

  get answer(): Answer<T> {
    return this.current;
  }

  /** Asks, unless this very question was asked last. `key` null: there is nothing to ask any more. */
  ask(key: string | null, fetch: (signal: AbortSignal) => Promise<T>): void {
    if (key === this.key) return;
    this.asking.abort();
    this.asking = new AbortController();
    this.key = key;
    if (key === null) this.become({ kind: 'none' });
    else void this.wait(fetch, this.asking.signal);
  }

  /** The next question is asked even if it is the last one again. */
  forget(): void {
    this.key = null;
  }

  /** What is known answers this question too, under its other name. */
  rename(key: string): void {
    this.key = key;
  }

  private async wait(fetch: (signal: AbortSignal) => Promise<T>, signal: AbortSignal): Promise<void> {
    this.become({ kind: 'waiting' });
    let answer: Answer<T>;
    try {
      answer = { kind: 'here', value: await fetch(signal) };
    } catch (error) {
      answer = { kind: 'failed', error };
    }
    if (!signal.aborted) this.become(answer);
  }

  private become(answer: Answer<T>): void {
    this.current = answer;
    this.changed(answer);
  }
}
