import { type OciReference, parseOciReference } from './oci-reference.ts'

/** Where a pack comes from. */
export type PackSource =
  | { readonly kind: 'file'; readonly path: string }
  | { readonly kind: 'url'; readonly url: string }
  | { readonly kind: 'oci'; readonly reference: OciReference }
  /** Of a version, all of whose numbers need not be said; the newest without. */
  | { readonly kind: 'catalogue'; readonly name: string; readonly version: string | undefined }

/** Where a twin comes from: a folder that has it, or a pack. */
export type TwinSource = { readonly kind: 'folder'; readonly path: string } | PackSource

/** What a source may look like, for messages. */
export const sourceForms =
  'a folder, a file such as stripe.doppel, https://example.com/stripe.doppel, oci://registry.example.com/twins/stripe:1.2.0, or catalogue:stripe@1.2'

/** The end of the names of packs. */
const packEnding = '.doppel'

/** Undefined where the text is none: then `sourceForms` says what is. */
export function parseSource(text: string): TwinSource | undefined {
  const scheme = /^([A-Za-z][A-Za-z0-9+.-]+):/.exec(text)?.[1]?.toLowerCase()
  if (scheme === undefined) return { kind: text.endsWith(packEnding) ? 'file' : 'folder', path: text }
  if (scheme === 'oci') {
    const reference = parseOciReference(text)
    return reference && { kind: 'oci', reference }
  }
  if (scheme === 'http' || scheme === 'https') {
    const url = URL.canParse(text) ? new URL(text) : undefined
    return url?.pathname.endsWith(packEnding) && url.username === '' ? { kind: 'url', url: text } : undefined
  }
  const [, name, version] = /^catalogue:([a-z0-9][a-z0-9-_]*)(?:@(\d[0-9A-Za-z.-]*))?$/.exec(text) ?? []
  return name === undefined ? undefined : { kind: 'catalogue', name, version }
}

/** Whether a word names a pack, and not a twin of the workspace. */
export function namesPack(text: string): boolean {
  return text.endsWith(packEnding) || /^(https?|oci|catalogue):/.test(text)
}
