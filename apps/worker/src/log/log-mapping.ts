import type { Clock, Mapping } from "@millrace/core";
import { describeError } from "@millrace/core/connector";
import type { Logger } from "pino";

import { OnceAMinute } from "./once-a-minute.ts";

/** How much of an error's text is used to tell two failures apart. */
const longestKind = 80;

/**
 * Writes what happens in a mapping to the log: changes of state, warnings and failures; batches at
 * `debug`. A failure that repeats is told once a minute. Ids are written, bodies never.
 */
export function logMapping(mapping: Mapping, parent: Logger, clock: Clock): void {
  const { name } = mapping;
  const logger = parent.child({ mapping: name });
  const limited = new OnceAMinute(clock);
  const again = (held: number): string => (held === 0 ? "" : ` (${held} more since)`);

  mapping.on("state", ({ from, to, reason }) => {
    const level = to === "Disabled" && from === "Creating" ? "error" : "info";
    logger[level]({ from, to, reason }, `${name}: ${to}${level === "error" ? `: ${reason}` : ""}`);
  });
  // A source names its queue itself, and a mapping without a name has the queue's.
  mapping.on("warning", ({ code, message }) =>
    logger.warn({ code }, message.startsWith(`${name}: `) ? message : `${name}: ${message}`),
  );
  mapping.on("draining", ({ level }) => logger.debug({ level }, `${name}: draining, ${level}`));
  mapping.on("pollers", ({ from, to }) => logger.debug({ from, to }, `${name}: ${to} pollers`));
  let failing = false;
  mapping.on("received", () => {
    if (failing) logger.info(`${name}: receiving again`);
    failing = false;
  });
  mapping.on("receiveFailed", ({ error, backoffMs }) => {
    failing = true;
    limited.tell(`receive ${error.code}`, (held) =>
      logger.error(
        { code: error.code, backoffMs, held },
        `${name}: cannot receive: ${error.message}; trying again${again(held)}`,
      ),
    );
  });
  mapping.on("invoked", ({ requestId, ids, failedIds, verdict, tookMs, attempt, error }) => {
    const fields = { requestId, verdict, count: ids.length, failed: failedIds.length, tookMs };
    const text = `${name}: ${ids.length} records, ${verdict}, ${Math.round(tookMs)} ms`;
    logger.debug({ ...fields, attempt }, text);
    if (verdict !== "failure" && verdict !== "notInvoked") return;
    const reason = error === undefined ? "" : describeError(error);
    limited.tell(`${verdict} ${reason.slice(0, longestKind)}`, (held) =>
      logger.error(
        { ...fields, err: error, held },
        `${name}: ${ids.length} records ${verdict === "failure" ? "failed" : "were not tried"}: ${reason}${again(held)}`,
      ),
    );
  });
  mapping.on("invoked", ({ requestId, failedIds, verdict, ids }) => {
    if (verdict !== "partial") return;
    logger.warn(
      { requestId, failedIds, count: ids.length },
      `${name}: ${failedIds.length} of ${ids.length} records failed and will come again`,
    );
  });
  mapping.on("settled", ({ action, results }) => {
    const unsettled = results.filter((result) => result !== "settled").length;
    if (unsettled === 0) return;
    limited.tell(`settle ${action}`, (held) =>
      logger.warn(
        { action, unsettled, held },
        `${name}: ${unsettled} records could not be settled (${action}) and may come again${again(held)}`,
      ),
    );
  });
  mapping.on("leaseLost", ({ id, phase }) => {
    limited.tell("lease", (held) =>
      logger.warn({ id, phase, held }, `${name}: the lease of a record is over${again(held)}`),
    );
  });
  mapping.on("responseIgnored", ({ requestId }) => {
    limited.tell("ignored", () =>
      logger.warn(
        { requestId },
        `${name}: the handler reports failures, and nobody reads them: set functionResponseTypes: [ReportBatchItemFailures]`,
      ),
    );
  });
  mapping.on("runawaySettled", ({ requestId, lateMs }) =>
    logger.warn(
      { requestId, lateMs },
      `${name}: a call that had timed out ended ${Math.round(lateMs)} ms later`,
    ),
  );
  mapping.on("shard", ({ shardId, change }) =>
    logger.info({ shardId, change }, `${name}: shard ${shardId} ${change}`),
  );
  mapping.on("shardFailed", ({ shardId, error }) => {
    limited.tell(`shard ${describeError(error).slice(0, longestKind)}`, (held) =>
      logger.error(
        { shardId, err: error, held },
        `${name}: shard ${shardId} cannot be read: ${describeError(error)}${again(held)}`,
      ),
    );
  });
  mapping.on("discarded", ({ shardId, ids, condition, delivered }) =>
    logger.warn(
      { shardId, ids, condition, delivered },
      `${name}: ${ids.length} records given up (${condition})${delivered ? "" : " and dropped"}`,
    ),
  );
  mapping.on("destinationFailed", ({ destination, error, backoffMs }) => {
    limited.tell(`destination ${destination}`, (held) =>
      logger.error(
        { destination, err: error, backoffMs, held },
        `${name}: ${destination} does not accept: ${describeError(error)}${again(held)}`,
      ),
    );
  });
}
