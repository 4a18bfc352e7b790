import { type Clock, sleep, type Timer } from "../../base/clock.ts";
import type { ShardClaim, ShardPosition, ShardRow } from "../../contracts/checkpoint-store.ts";
import type { Standing } from "../../contracts/stream-source.ts";
import type { LeaseTimings } from "./lease-timings.ts";
import { ShardRevoked } from "./shard-revoked.ts";

const storeRetryMs = 250;

/**
 * A claim that is kept alive. Its modes, changed in `#judge`, `release` and `abandon` alone:
 *
 * ```
 *   held ── a write says "wanted" ──► wanted ── release() ──► released, to the heir
 *     │  └─────────── release() ───────────────────────────► released
 *     └── a write says "lost", or none was possible for a lease ──► lost
 * ```
 * `abandon` releases without telling the store.
 * - held: read, handle, save. Renewed every `renewMs`, whatever the handlers do.
 * - wanted: as held, but drain: `revoked` has aborted.
 * - lost: somebody else has it, or may have: nothing is written any more.
 *
 * The lease counts from the moment at which the last good write was *sent*, less a tenth: an observer
 * counts from a later one, so the owner gives up first, whatever the clocks show.
 */
export class Lease {
  readonly #claim: ShardClaim;
  readonly #clock: Clock;
  readonly #timings: LeaseTimings;
  readonly #revoking = new AbortController();
  #mode: "held" | "wanted" | "lost" | "released" = "held";
  #provenAtMs: number;
  #provenWallMs: number;
  #tipAtMs: number | undefined;
  #timer: Timer | undefined;
  /** Writes go one after the other: they share the row's version. */
  #writing: Promise<unknown> = Promise.resolve();

  /** @param sentAtMs when the claim was asked for, by the monotonic clock. */
  constructor(claim: ShardClaim, clock: Clock, timings: LeaseTimings, sentAtMs: number) {
    this.#claim = claim;
    this.#clock = clock;
    this.#timings = timings;
    this.#provenAtMs = sentAtMs;
    this.#provenWallMs = clock.wallTimeMs();
    this.#arm();
  }

  get row(): ShardRow {
    return this.#claim.row;
  }

  /** Aborted, with a {@link ShardRevoked}, when the shard is wanted or lost. */
  get revoked(): AbortSignal {
    return this.#revoking.signal;
  }

  /** Remembers, with the next sign of life, that nothing follows the saved position. */
  noteTip(): void {
    this.#tipAtMs = this.#clock.wallTimeMs();
  }

  /** Saves a position. An outage of the store is waited for as long as the lease lasts. */
  save(position: ShardPosition): Promise<Standing> {
    return this.#write(() => this.#claim.save(position));
  }

  /** Gives the row to its heir or to nobody. Idempotent. */
  async release(): Promise<void> {
    this.#timer?.cancel();
    if (this.#mode === "released") return;
    const lost = this.#mode === "lost";
    this.#mode = "released";
    await this.#writing;
    if (lost) return;
    // An unreachable store is not waited for: the lease ends by itself.
    await this.#claim.release().catch(() => {});
  }

  /** Lets the lease run out: it is not renewed any more, and free for others when it ends. */
  abandon(): void {
    this.#timer?.cancel();
    if (this.#mode !== "lost") this.#mode = "released";
  }

  #arm(): void {
    const { renewMs } = this.#timings;
    this.#timer = this.#clock.setTimer(renewMs, () => {
      void this.#renew();
    });
  }

  async #renew(): Promise<void> {
    await this.#write(() => this.#claim.renew(this.#tipAtMs));
    if (this.#mode === "held" || this.#mode === "wanted") this.#arm();
  }

  #write(write: () => Promise<Standing>): Promise<Standing> {
    const written = this.#writing.then(() => this.#try(write));
    this.#writing = written;
    return written;
  }

  async #try(write: () => Promise<Standing>): Promise<Standing> {
    while (this.#mode !== "lost") {
      const sentAtMs = this.#clock.now();
      const sentWallMs = this.#clock.wallTimeMs();
      try {
        const standing = await write();
        if (standing !== "lost") {
          this.#provenAtMs = sentAtMs;
          this.#provenWallMs = sentWallMs;
        }
        this.#judge(standing, "somebody else has taken the shard");
        return standing;
      } catch {
        // A release does not wait for the store, and nothing is written after it.
        if (this.#mode === "released") return "lost";
        if (this.#over)
          this.#judge("lost", "the checkpoint store could not be reached for a lease");
        else await sleep(this.#clock, storeRetryMs);
      }
    }
    return "lost";
  }

  /** True when an observer may take the lease for dead. A machine that slept shows it on its wall clock. */
  get #over(): boolean {
    const limitMs = this.#timings.leaseMs * 0.9;
    const elapsedMs = this.#clock.now() - this.#provenAtMs;
    const wallMs = this.#clock.wallTimeMs() - this.#provenWallMs;
    return Math.max(elapsedMs, wallMs) > limitMs;
  }

  #judge(standing: Standing, why: string): void {
    switch (standing) {
      case "held":
        return;
      case "wanted":
        if (this.#mode !== "held") return;
        this.#mode = "wanted";
        this.#revoking.abort(new ShardRevoked("another worker asked for the shard", false));
        return;
      case "lost":
        if (this.#mode === "released") return;
        this.#mode = "lost";
        this.#timer?.cancel();
        this.#revoking.abort(new ShardRevoked(why, true));
        return;
      default:
        standing satisfies never;
    }
  }
}
