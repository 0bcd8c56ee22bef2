import { z } from 'zod'
import { late, parseJson } from '#base'
import { exitCodes, Fault, readTomlSource, suggest } from '#diagnostics'
import { type Digest, digestPattern } from './digest.ts'
import { aboutSchema, figuresSchema } from './pack-manifest.ts'

export const catalogueFormat = 'doppel-catalogue/1'

const versionSchema = late(() => {
  const { version, ...about } = aboutSchema.unwrap().shape
  return z.strictObject({
    version: version.unwrap(),
    /** Where the pack is: a path or an address from the index, or a place in a registry. */
    source: z.string().min(1),
    digest: z.string().regex(digestPattern, 'is no digest: sha256: and 64 hexadecimal digits') as unknown as z.ZodType<Digest>,
    service: z.string().optional(),
    kind: z.enum(['learned', 'written']).optional(),
    ...about,
    figures: figuresSchema.optional(),
  })
})

const catalogueSchema = late(() =>
  z.strictObject({
    format: z.literal(catalogueFormat),
    title: z.string().optional(),
    twins: z.record(
      z.string().regex(/^[a-z0-9][a-z0-9-_]*$/, 'is no name of a twin'),
      z.strictObject({ versions: z.array(versionSchema).min(1) }),
    ),
  }),
)

/** Which twins there are, in which versions, and where their packs are. */
export type Catalogue = z.output<typeof catalogueSchema>
/** A version of a twin in a catalogue. */
export type CatalogueVersion = z.output<typeof versionSchema>

/** The text of an index, TOML where its name says so, else JSON. Faults: `catalogue-invalid`. */
export function parseCatalogue(text: string, place: string): Catalogue {
  const isToml = /\.toml$/i.test(place)
  const toml = isToml ? readTomlSource(place, text) : undefined
  const [syntax] = toml?.errors ?? []
  const parsed = catalogueSchema.safeParse(toml?.value ?? parseJson(text))
  if (syntax === undefined && parsed.success) return parsed.data
  const reason = syntax?.message ?? z.prettifyError(parsed.error as z.ZodError).replace(/\s+/g, ' ')
  throw new Fault('catalogue-invalid', `${place} is no catalogue: ${reason}`, {
    exitCode: exitCodes.user,
    help: 'what an index says is in docs/guides/share-twins.md',
  })
}

/** The newest version of a twin, or the newest of which all numbers that are asked for are so. Faults: `catalogue-unknown`. */
export function chooseVersion({ twins }: Catalogue, name: string, wanted: string | undefined): CatalogueVersion {
  const versions = twins[name]?.versions
  if (versions === undefined) {
    const meant = suggest(name, Object.keys(twins))
    throw unknown(
      `the catalogue has no twin "${name}"`,
      meant === undefined ? 'doppel catalogue list shows what it has' : `did you mean ${meant}?`,
    )
  }
  const [newest] = sortVersions(versions).filter(
    (one) => wanted === undefined || one.version === wanted || one.version.startsWith(`${wanted}.`),
  )
  if (newest !== undefined) return newest
  throw unknown(`the catalogue has ${name}, and not in version ${wanted}`, `it has ${versions.map((one) => one.version).join(', ')}`)
}

function unknown(message: string, help: string): Fault {
  return new Fault('catalogue-unknown', message, { exitCode: exitCodes.user, help })
}

/** The newest first; what leads to a version comes before it in time: `1.2.0-rc.1`, `1.2.0`. */
export function sortVersions<T extends { readonly version: string }>(versions: readonly T[]): T[] {
  return versions.toSorted((one, other) => compareVersions(other.version, one.version))
}

function compareVersions(one: string, other: string): number {
  const [first, second] = [one, other].map((text) => {
    const [numbers = '', ...lead] = text.split('-')
    return { numbers: numbers.split('.').map(Number), lead: lead.join('-') }
  })
  if (first === undefined || second === undefined) return 0
  for (let at = 0; at < 3; at++) {
    const difference = (first.numbers[at] ?? 0) - (second.numbers[at] ?? 0)
    if (difference !== 0) return difference
  }
  if (first.lead === '' || second.lead === '') return (first.lead === '' ? 1 : 0) - (second.lead === '' ? 1 : 0)
  return first.lead.localeCompare(second.lead, 'en', { numeric: true })
}
