import type { Digest } from './digest.ts'

/** A place in a registry: `oci://registry.example.com/team/orders:1.2.0`. */
export interface OciReference {
  /** With its port, where it has one. */
  readonly host: string
  readonly repository: string
  /** `latest` unless said, and where there is no digest. */
  readonly tag?: string
  /** Of what the registry has there. */
  readonly digest?: Digest
}

const host = /^(?:[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?|\[[0-9a-f:]+\])(?::\d{1,5})?$/i
const repository = /^[a-z0-9]+(?:(?:\.|_{1,2}|-+)[a-z0-9]+)*(?:\/[a-z0-9]+(?:(?:\.|_{1,2}|-+)[a-z0-9]+)*)*$/
const parts = /^oci:\/\/([^/]+)\/([^:@]+)(?::([A-Za-z0-9_][A-Za-z0-9._-]{0,127}))?(?:@(sha256:[0-9a-f]{64}))?$/

/** Undefined where the text names no place in a registry. */
export function parseOciReference(text: string): OciReference | undefined {
  const [, at = '', path = '', tag, digest] = parts.exec(text) ?? []
  if (!host.test(at) || !repository.test(path)) return undefined
  if (digest !== undefined) return { host: at, repository: path, ...(tag === undefined ? {} : { tag }), digest: digest as Digest }
  return { host: at, repository: path, tag: tag ?? 'latest' }
}

export function printOciReference({ host: at, repository: path, tag, digest }: OciReference): string {
  return `oci://${at}/${path}${tag === undefined ? '' : `:${tag}`}${digest === undefined ? '' : `@${digest}`}`
}
