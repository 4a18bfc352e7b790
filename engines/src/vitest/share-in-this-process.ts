/** Something that was started once for everybody in this process. */
export interface Shared<Value> {
  readonly value: Value;
  /** Ends it when nobody has it any more. */
  readonly release: () => Promise<void>;
}

interface Holding {
  readonly started: Promise<unknown>;
  holders: number;
}

// Vitest loads a set-up file once per project, each time as a new module: only the process is common.
const holdings = ((globalThis as Record<symbol, unknown>)[Symbol.for("millrace.engines")] ??=
  new Map<string, Holding>()) as Map<string, Holding>;

/** Starts what goes by this name, or takes part in what somebody has started. */
export async function shareInThisProcess<Value>(
  name: string,
  start: () => Promise<Value>,
  end: (value: Value) => Promise<void>,
): Promise<Shared<Value>> {
  let holding = holdings.get(name);
  if (holding === undefined) holdings.set(name, (holding = { started: start(), holders: 0 }));
  const mine = holding;
  mine.holders += 1;
  const leave = (): boolean => {
    mine.holders -= 1;
    if (mine.holders > 0) return false;
    holdings.delete(name);
    return true;
  };
  try {
    const value = (await mine.started) as Value;
    return {
      value,
      release: async () => {
        if (leave()) await end(value);
      },
    };
  } catch (cause) {
    leave();
    throw cause;
  }
}
