import { MillraceError } from "../../base/millrace-error.ts";
import type { Revocation } from "../../contracts/stream-source.ts";

/** Why a leased shard is to be given up. */
export class ShardRevoked extends MillraceError implements Revocation {
  readonly lost: boolean;

  constructor(message: string, lost: boolean) {
    super("MILLRACE_LEASE_LOST", message);
    this.lost = lost;
  }
}
