interface Place<Waiter> {
  readonly waiter: Waiter;
  readonly timer: NodeJS.Timeout;
}

/** Long polls in the order they came. The first in line is the only one that a message wakes. */
export class WaiterLine<Waiter> {
  readonly #places = new Set<Place<Waiter>>();

  /** Returns what takes the waiter out of the line unanswered. */
  join(waiter: Waiter, waitMs: number, onTimeout: () => void): () => void {
    const timer = setTimeout(() => {
      this.#places.delete(place);
      onTimeout();
    }, waitMs);
    const place: Place<Waiter> = { waiter, timer };
    this.#places.add(place);
    return () => this.#leave(place);
  }

  shift(): Waiter | undefined {
    const [place] = this.#places;
    if (place === undefined) return undefined;
    this.#leave(place);
    return place.waiter;
  }

  #leave(place: Place<Waiter>): void {
    clearTimeout(place.timer);
    this.#places.delete(place);
  }
}
