import { z } from 'zod'
import { late, parseJson } from '#base'
import { canonicalJson } from './canonical-json.ts'
import { type Digest, digestOf, digestPattern } from './digest.ts'
import { fault } from './pack-fault.ts'

const count = z.int().min(0)

/** What its makers say of a twin: `[pack]` of its `twin.toml`. */
export const aboutSchema = late(() =>
  z.strictObject({
    version: z
      .string()
      .regex(/^\d+(\.\d+){0,2}(-[0-9A-Za-z.-]+)?$/, 'is no version: write 1.2.0')
      .optional()
      .describe('Version of the packed twin: `1.2.0`.'),
    summary: z.string().min(1).max(300).optional().describe('What the twin is of, in a line.'),
    licence: z.string().min(1).max(100).optional().describe('Under which the twin may be used: `MIT`.'),
    workflows: z.array(z.string().min(1).max(200)).max(100).optional().describe('What can be done with it: `["checkout", "refunds"]`.'),
    needs: z.array(z.string().min(1).max(200)).max(100).optional().describe('Names of twins that it is used together with.'),
  }),
)

export type About = z.output<typeof aboutSchema>

export const figuresSchema = late(() =>
  z.strictObject({
    routes: count,
    /** Learned from so many sessions and exchanges; left out of what was written. */
    sessions: count.optional(),
    exchanges: count.optional(),
    /** How right answers to unseen sessions are, in basis points; left out where it was not measured. */
    heldOutBp: count.max(10_000).optional(),
    /** Names of the fixtures that sessions may begin with. */
    fixtures: z.array(z.string()).optional(),
  }),
)

const fileSchema = late(() => z.strictObject({ name: z.string(), size: count, digest: z.string().regex(digestPattern) }))

export const manifestFormat = 'doppel-pack/1'

const manifestSchema = late(() =>
  z.strictObject({
    format: z.literal(manifestFormat),
    /** The version of Doppel that has packed it. */
    doppel: z.string(),
    name: z.string().regex(/^[a-z0-9][a-z0-9-_]*$/),
    /** The real service. */
    service: z.string(),
    /** Whether people wrote it, or it was learned of recordings. */
    kind: z.enum(['learned', 'written']),
    about: aboutSchema.optional(),
    figures: figuresSchema,
    /** All files of the twin, in the order of their names. */
    files: z.array(fileSchema),
  }),
)

/** What a pack says of itself. Its text is canonical, and the digest of that is what the pack is known by. */
export type Manifest = z.output<typeof manifestSchema>

export const manifestName = 'manifest.json'

const encoder = new TextEncoder()
const decoder = new TextDecoder('utf-8', { fatal: true })

export function printManifest(manifest: Manifest): Uint8Array {
  return encoder.encode(canonicalJson(manifest))
}

/** Faults: `pack-newer`, `pack-refused`. */
export function parseManifest(bytes: Uint8Array): { readonly manifest: Manifest; readonly digest: Digest } {
  const text = textOf(bytes)
  const json = parseJson(text) as unknown
  const format = Object(json)?.format as unknown
  if (typeof format === 'string' && format !== manifestFormat)
    throw fault('pack-newer', `the pack is of the format ${format}, and this version reads ${manifestFormat}`)
  const parsed = manifestSchema.safeParse(json)
  if (!parsed.success) throw fault('pack-refused', `${manifestName} is none of a pack: ${z.prettifyError(parsed.error).split('\n')[0]}`)
  if (canonicalJson(parsed.data) !== text) throw fault('pack-refused', `${manifestName} is not written in the one way that it may be`)
  return { manifest: parsed.data, digest: digestOf(bytes) }
}

function textOf(bytes: Uint8Array): string {
  try {
    return decoder.decode(bytes)
  } catch (cause) {
    throw fault('pack-refused', `${manifestName} is no text`, cause)
  }
}
