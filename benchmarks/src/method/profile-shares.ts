/** The parts of a V8 CPU profile (.cpuprofile) that attribution needs. */
export interface CpuProfile {
  readonly nodes: readonly CpuProfileNode[];
  readonly samples?: readonly number[] | undefined;
}

export interface CpuProfileNode {
  readonly id: number;
  readonly callFrame: { readonly functionName: string; readonly url: string };
  readonly children?: readonly number[] | undefined;
}

/** Names the owner of a frame of this script, called by that owner; a frame of Node's is mostly its caller's. */
export type FrameOwner = (url: string, caller: string) => string;

/** The owner of frames that nobody who has one called: sockets, timers and the HTTP parser waking up. */
export const unowned = "node";

const idle = "(idle)";
const shared = new Set(["(garbage collector)", "(program)", "(root)"]);

/**
 * The share of the busy time that each owner has, adding up to 1: a sample belongs to the innermost frame on its stack
 * that has an owner. Garbage collection is divided as the rest is.
 * @throws RangeError when the profile has no busy sample
 */
export function profileShares(
  profile: CpuProfile,
  ownerOf: FrameOwner,
): ReadonlyMap<string, number> {
  const owners = resolveOwners(profile.nodes, ownerOf);
  const counts = new Map<string, number>();
  let total = 0;
  for (const sample of profile.samples ?? []) {
    const owner = owners.get(sample);
    if (owner === undefined) continue;
    counts.set(owner, (counts.get(owner) ?? 0) + 1);
    total += 1;
  }
  if (total === 0) throw new RangeError("the profile has no busy sample");
  return new Map([...counts].map(([owner, count]) => [owner, count / total]));
}

/** Node id to owner; idle and shared time has none. */
function resolveOwners(
  nodes: readonly CpuProfileNode[],
  ownerOf: FrameOwner,
): ReadonlyMap<number, string> {
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const owners = new Map<number, string>();
  const children = new Set(nodes.flatMap((node) => node.children ?? []));
  const queue = nodes
    .filter((node) => !children.has(node.id))
    .map((node) => ({ node, inherited: unowned }));
  for (let entry = queue.pop(); entry !== undefined; entry = queue.pop()) {
    const { functionName, url } = entry.node.callFrame;
    const owner = ownerOf(url, entry.inherited);
    if (functionName !== idle && !shared.has(functionName)) owners.set(entry.node.id, owner);
    for (const id of entry.node.children ?? []) {
      const node = byId.get(id);
      if (node !== undefined) queue.push({ node, inherited: owner });
    }
  }
  return owners;
}
