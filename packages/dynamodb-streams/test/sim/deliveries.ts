import type { DynamoDBStreamEvent } from "aws-lambda";

/** What all workers of a fleet have handled, in the order in which they did. */
export class Deliveries {
  /** Highest change of each key that was handled. */
  readonly handled = new Map<string, number>();
  /** A change that was handled for the first time before the one in front of it. */
  readonly disorder: string[] = [];
  repeated = 0;
  total = 0;

  note(event: DynamoDBStreamEvent): void {
    for (const { dynamodb } of event.Records) {
      const key = dynamodb?.Keys?.["id"]?.S ?? "";
      const count = Number(dynamodb?.NewImage?.["count"]?.N);
      const before = this.handled.get(key) ?? 0;
      this.total += 1;
      if (count <= before) this.repeated += 1;
      else if (count === before + 1) this.handled.set(key, count);
      else this.disorder.push(`${key}/${count} after ${key}/${before}`);
    }
  }

  /** What was written and is not handled, as `key: handled of written`. */
  missing(written: ReadonlyMap<string, number>): readonly string[] {
    return [...written]
      .filter(([key, count]) => this.handled.get(key) !== count)
      .map(([key, count]) => `${key}: ${this.handled.get(key) ?? 0} of ${count}`);
  }
}
