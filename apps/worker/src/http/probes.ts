import { isIP } from "node:net";

import { Hono } from "hono";

/** One thing that a probe looks at. */
export interface Check {
  readonly name: string;
  readonly ok: boolean;
  /** Why not; or what else is worth knowing. */
  readonly detail?: string;
}

/** What the probes ask. Both are asked anew by every request. */
export interface ProbeSource {
  /** Never about the source or the handlers: an outage elsewhere is no reason to restart this process. */
  live(): readonly Check[];
  ready(): readonly Check[];
}

/**
 * `/livez` and `/readyz`, as Kubernetes' own components have them: 200 or 503, with `?verbose` every check.
 * Requests whose Host header is none of ours are refused, so that a page in a browser cannot ask by a
 * name of its own that leads here.
 */
export function createProbes(source: ProbeSource, allowedHosts: readonly string[]): Hono {
  const app = new Hono();
  app.use(async (context, next) => {
    if (isAllowedHost(context.req.header("host"), allowedHosts)) return next();
    return context.text("this host name is not allowed here: see http.allowedHosts\n", 403);
  });
  app.get("/livez", (context) => answer("livez", source.live(), context.req.query("verbose")));
  app.get("/readyz", (context) => answer("readyz", source.ready(), context.req.query("verbose")));
  app.notFound((context) => context.text("there are /livez and /readyz\n", 404));
  return app;
}

function answer(name: string, checks: readonly Check[], verbose: string | undefined): Response {
  const failed = checks.filter(({ ok }) => !ok);
  const shown = verbose === undefined ? failed : checks;
  const lines = shown.map(
    ({ name: check, ok, detail }) =>
      `[${ok ? "+" : "-"}] ${check} ${ok ? "ok" : "failed"}${detail === undefined ? "" : `: ${detail}`}`,
  );
  const verdict = failed.length === 0 ? "ok" : `${name} failed`;
  return new Response(`${[...lines, verdict].join("\n")}\n`, {
    status: failed.length === 0 ? 200 : 503,
    headers: { "content-type": "text/plain; charset=UTF-8", "cache-control": "no-store" },
  });
}

/** Addresses are safe: to lead a browser here under another page's rights takes a name. */
function isAllowedHost(header: string | undefined, allowed: readonly string[]): boolean {
  if (header === undefined) return false;
  const host = URL.parse(`http://${header}`)?.hostname.toLowerCase();
  if (host === undefined) return false;
  const address = host.startsWith("[") ? host.slice(1, -1) : host;
  return host === "localhost" || isIP(address) !== 0 || allowed.includes(host);
}
