import { NodeHttpHandler } from "@smithy/node-http-handler";

type Handle = NodeHttpHandler["handle"];
type Answer = ReturnType<Handle>;

/** What happens to a write in place of being sent; `send` sends it. */
export type Fault = (send: () => Answer) => Answer;

/** What is planned for the writes of some clients, and how many there were. */
export interface WritePlan {
  /** Each meets one write, from the front. */
  readonly faults: Fault[];
  writes: number;
}

/** Sends the SDK's requests, and lets each planned fault meet one write. */
export class FaultyHandler extends NodeHttpHandler {
  readonly #plan: WritePlan;

  constructor(plan: WritePlan) {
    super();
    this.#plan = plan;
  }

  override async handle(...[request, options]: Parameters<Handle>): Answer {
    const send = (): Answer => super.handle(request, options);
    const isWrite = /\.(Put|Update|Delete)Item$/.test(request.headers["x-amz-target"] ?? "");
    if (isWrite) this.#plan.writes += 1;
    const fault = isWrite ? this.#plan.faults.shift() : undefined;
    return fault === undefined ? send() : fault(send);
  }
}

/** The write is applied, and nobody hears of it: not even the SDK asks again. */
export const loseAnswer: Fault = async (send) => {
  await send();
  throw new Error("planned: the answer was lost");
};

/** The write is applied, and the connection breaks: the SDK repeats the request by itself. */
export const breakConnection: Fault = async (send) => {
  await send();
  throw Object.assign(new Error("socket hang up"), { code: "ECONNRESET", name: "TimeoutError" });
};

/** Half-open: the write is not applied, and no answer ever comes. */
export const hang: Fault = () => new Promise(() => {});
