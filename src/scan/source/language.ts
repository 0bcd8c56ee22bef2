export type Language = 'javascript' | 'python' | 'go'

/** The language of a source file by its name; undefined for others. */
export function languageOf(name: string): Language | undefined {
  if (/\.(?:[cm]?[jt]sx?|vue|svelte)$/.test(name) && !/\.d\.[cm]?ts$|\.min\.js$/.test(name)) return 'javascript'
  if (name.endsWith('.py')) return 'python'
  return name.endsWith('.go') ? 'go' : undefined
}
