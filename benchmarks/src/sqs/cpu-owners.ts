import { unowned, type FrameOwner } from "../method/profile-shares.ts";

export const cpuOwners = ["sdk", "engine", "md5", "benchmark", unowned] as const;
export type CpuOwner = (typeof cpuOwners)[number];

const sdkPackages = /\/node_modules\/(@aws-sdk|@smithy|@aws-crypto|@aws)\//;
const enginePackages =
  /\/packages\/(core|sqs)\/|\/node_modules\/(@millrace|p-limit|yocto-queue|zod|@opentelemetry)\//;
const benchmarkFiles = /\/benchmarks\/src\//;
const hashModule = "node:internal/crypto/hash";

/** Who pays for a frame of the Millrace client. What Node does on behalf of a caller is the caller's. */
export const ownerOfFrame: FrameOwner = (url, caller) => {
  if (sdkPackages.test(url)) return "sdk" satisfies CpuOwner;
  if (enginePackages.test(url)) return "engine" satisfies CpuOwner;
  if (benchmarkFiles.test(url)) return "benchmark" satisfies CpuOwner;
  // The engine hashes nothing but bodies, to check them; the SDK hashes to sign.
  if (url === hashModule && caller === ("engine" satisfies CpuOwner))
    return "md5" satisfies CpuOwner;
  return caller;
};
