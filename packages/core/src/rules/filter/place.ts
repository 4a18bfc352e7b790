/** One element of one list of the event, with the elements that it lies in: where a value was found. */
export interface Place {
  /** Unique in one walk, from 1. */
  readonly id: number;
  /** Number of the list in this walk. A list of the event that is visited along two paths is two lists. */
  readonly list: number;
  readonly index: number;
  /** The element around that list; undefined when the list lies in none. */
  readonly parent: Place | undefined;
}
