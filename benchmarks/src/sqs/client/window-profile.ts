import { writeFileSync } from "node:fs";
import { Session } from "node:inspector/promises";

const samplingIntervalUs = 500;

/** A CPU profile of the window alone, without start-up and warm-up. Returns what ends and writes it. */
export async function startProfile(path: string): Promise<() => Promise<void>> {
  const session = new Session();
  session.connect();
  await session.post("Profiler.enable");
  await session.post("Profiler.setSamplingInterval", { interval: samplingIntervalUs });
  await session.post("Profiler.start");
  return async () => {
    const { profile } = await session.post("Profiler.stop");
    session.disconnect();
    writeFileSync(path, JSON.stringify(profile));
  };
}
