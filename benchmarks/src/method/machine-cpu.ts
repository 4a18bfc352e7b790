import { readFileSync } from "node:fs";

const tickUs = 10_000;

/**
 * CPU time that all processes of the machine have used since boot, time stolen by the hypervisor included; 0 where
 * there is no /proc/stat. Minus what the measured processes used, it is what disturbed them.
 */
export function readMachineCpuUs(): number {
  return parseMachineCpuUs(readStat());
}

/** The first line of /proc/stat: user nice system idle iowait irq softirq steal guest guest_nice, in ticks of 10 ms. */
export function parseMachineCpuUs(stat: string): number {
  const [label, ...fields] = stat.split("\n", 1)[0]?.trim().split(/\s+/) ?? [];
  if (label !== "cpu") return 0;
  const [user = 0, nice = 0, system = 0, , , irq = 0, softirq = 0, steal = 0] = fields.map(Number);
  return (user + nice + system + irq + softirq + steal) * tickUs;
}

function readStat(): string {
  try {
    return readFileSync("/proc/stat", "latin1");
  } catch {
    return "";
  }
}
