/** A thing worth telling the operator at start, which does not stop the mapping. */
export interface StartupWarning {
  /** kebab-case, stable: programs may match on it. */
  readonly code: string;
  readonly message: string;
}
