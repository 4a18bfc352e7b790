import { registerHooks } from "node:module";

registerHooks({
  resolve(specifier, context, nextResolve) {
    if (specifier === "esbuild") throw new Error("esbuild is not installed here");
    return nextResolve(specifier, context);
  },
});
