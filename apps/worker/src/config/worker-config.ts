import type { FunctionOptions, Handler } from "@millrace/core";

import type { SourceDefinition } from "./check-source.ts";
import type { HttpOptions, LogFormat, LogLevel } from "./worker-schema.ts";

/** A function of the file: one per handler string, however many mappings feed it. */
export interface FunctionConfig {
  /** Lambda's handler string, as written. */
  readonly handlerString: string;
  readonly handler: Handler;
  /** With a name, which is that of the first mapping unless it is set. */
  readonly options: FunctionOptions & { readonly functionName: string };
}

export interface MappingConfig {
  readonly name: string;
  readonly source: SourceDefinition;
  readonly function: FunctionConfig;
  /** The mapping's own options, in AWS's names. */
  readonly options: Readonly<Record<string, unknown>>;
}

/** A configuration file that passed every check; its handlers are loaded. */
export interface WorkerConfig {
  /** As the user named it. */
  readonly file: string;
  readonly mappings: readonly MappingConfig[];
  readonly http: HttpOptions | false;
  readonly log: { readonly level?: LogLevel; readonly format?: LogFormat };
  readonly limits: { readonly records?: number; readonly bytes?: number };
}
