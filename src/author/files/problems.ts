import type { Finding, SourceDocument, SourcePath } from '#diagnostics'

/** Where something was said. */
export interface Place {
  readonly source: SourceDocument
  readonly path: SourcePath
}

/** Collects what is to be said about a twin's files. */
export class Problems {
  readonly findings: Finding[] = []
  readonly #code: string

  /** `code` is that of errors. */
  constructor(code = 'author-invalid') {
    this.#code = code
  }

  get hasErrors(): boolean {
    return this.findings.some(({ severity }) => severity === 'error')
  }

  /** The twin can't be made. */
  error({ source, path }: Place, message: string, help?: string): void {
    this.#add(this.#code, 'error', source.placeOf(path), message, help)
  }

  /** Errors of the syntax of a file. */
  unreadable({ errors }: SourceDocument): void {
    for (const { place, message } of errors) this.#add(this.#code, 'error', place, message)
  }

  /** What nobody wrote and the twin has all the same. */
  assume({ source, path }: Place, message: string, help?: string): void {
    this.#add('author-assumed', 'info', source.placeOf(path), message, help)
  }

  #add(code: string, severity: Finding['severity'], place: string, message: string, help?: string): void {
    if (this.findings.some((other) => other.place === place && other.message === message)) return
    this.findings.push({ code, severity, message, place, ...(help === undefined ? {} : { help }) })
  }
}

/** A place further in. */
export function inside({ source, path }: Place, ...keys: PropertyKey[]): Place {
  return { source, path: [...path, ...keys] }
}
