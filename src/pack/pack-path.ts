const encoder = new TextEncoder()

/** Of the folder of a twin, what serving and explaining it reads. Recordings, the scrub policy and what is known of drift stay at home. */
const packedFiles: readonly string[] = [
  'chaos.yaml',
  'model/evidence.json',
  'model/latencies.json',
  'model/model.json',
  'model/recalls.json',
  'routes.yaml',
  'state-machine.yaml',
  'twin.json',
  'twin.toml',
]

/** The folder whose files are packed, and those of the folders in it. */
export const fixturesFolder = 'state/fixtures'

/** The files that a pack may have beside fixtures. */
export const fixedFiles: readonly string[] = packedFiles

/** The first parts of all names that a pack may have: what of a twin's folder a pack replaces. */
export const packedRoots: readonly string[] = [...new Set([...packedFiles, fixturesFolder].map((file) => file.split('/')[0] ?? file))]

/** Why a pack has no file of this name; undefined where it may. `isHostile`: it would lead out of the folder. */
export function problemOfPath(name: string): { readonly message: string; readonly isHostile: boolean } | undefined {
  const parts = name.split('/')
  if (/^[/\\]|^[A-Za-z]:/.test(name)) return { message: 'is an absolute path', isHostile: true }
  if (parts.includes('..') || name.includes('\\')) return { message: 'leads out of the folder of the twin', isHostile: true }
  if (packedFiles.includes(name)) return undefined
  if (!name.startsWith(`${fixturesFolder}/`) || parts.length < 3 || parts.length > 4 || !name.endsWith('.json'))
    return { message: 'is no file that a packed twin has', isHostile: false }
  const unfit = parts.slice(2).find((part) => !isPortable(part))
  return unfit === undefined ? undefined : { message: `has "${unfit}" in it, which not every system takes as a name`, isHostile: false }
}

/** Taken by every system as the name of a file, and the same on all of them. */
function isPortable(part: string): boolean {
  if (part === '' || encoder.encode(part).length > 100 || part.startsWith('.')) return false
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for
  if (/[\x00-\x1f\x7f<>:"|?*]|[. ]$/.test(part) || part !== part.normalize('NFC')) return false
  return !/^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i.test(part)
}

/** The first name that some system takes for one before it; undefined where all are different everywhere. */
export function findTwice(names: readonly string[]): string | undefined {
  const known = new Set<string>()
  return names.find((name) => {
    const folded = name.toLowerCase()
    if (known.has(folded)) return true
    known.add(folded)
    return false
  })
}
