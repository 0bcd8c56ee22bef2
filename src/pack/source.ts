/** Where a pack comes from. */
export interface PackSource {
  readonly kind: 'file'
  readonly path: string
}

/** Where a twin comes from: a folder that has it, or a pack. */
export type TwinSource = { readonly kind: 'folder'; readonly path: string } | PackSource

/** What a source may look like, for messages. */
export const sourceForms = 'a folder, or a file such as stripe.doppel'

/** The end of the names of packs. */
const packEnding = '.doppel'

/** Undefined where the text is none: then `sourceForms` says what is. */
export function parseSource(text: string): TwinSource | undefined {
  if (/^[A-Za-z][A-Za-z0-9+.-]+:/.test(text)) return undefined
  return { kind: text.endsWith(packEnding) ? 'file' : 'folder', path: text }
}

/** Whether a word names a pack, and not a twin of the workspace. */
export function namesPack(text: string): boolean {
  return text.endsWith(packEnding)
}
