import { z } from 'zod'
import { late, parseJson } from '#base'
import { exitCodes, Fault } from '#diagnostics'
import { canonicalJson } from '../../canonical-json.ts'
import { type Digest, digestOf, digestPattern } from '../../digest.ts'
import { type OciReference, printOciReference } from '../../oci-reference.ts'
import type { Pack } from '../../pack.ts'
import { fault } from '../../pack-fault.ts'
import { printManifest } from '../../pack-manifest.ts'
import { readBody } from '../fetch-within.ts'
import { gzipPack, maxPackedBytes, openPackBytes } from '../pack-file.ts'
import { Registry, type RegistryOptions } from './registry.ts'

const types = {
  image: 'application/vnd.oci.image.manifest.v1+json',
  artifact: 'application/vnd.doppel.pack.v1',
  config: 'application/vnd.doppel.pack.manifest.v1+json',
  layer: 'application/vnd.doppel.pack.v1.tar+gzip',
} as const

const digest = z.string().regex(digestPattern) as unknown as z.ZodType<Digest>
const size = z.int().min(0)

const imageSchema = late(() =>
  z.looseObject({
    config: z.looseObject({ mediaType: z.literal(types.config), digest, size }),
    layers: z.tuple([z.looseObject({ mediaType: z.literal(types.layer), digest, size: size.max(maxPackedBytes) })]),
  }),
)

const maxImageBytes = 4 * 1024 * 1024

/** Puts a pack into a registry; what it has already is not sent again. Returns the digest there. Faults: those of `Registry`. */
export async function pushPack(reference: OciReference, pack: Pack, options: RegistryOptions): Promise<Digest> {
  const registry = new Registry(reference, 'pull,push', options)
  const [config, layer] = [printManifest(pack.manifest), await gzipPack(pack)]
  for (const bytes of [config, layer]) await pushBlob(registry, bytes)
  const { about = {}, name } = pack.manifest
  const image = new TextEncoder().encode(
    canonicalJson({
      schemaVersion: 2,
      mediaType: types.image,
      artifactType: types.artifact,
      config: { mediaType: types.config, digest: pack.digest, size: config.length },
      layers: [{ mediaType: types.layer, digest: digestOf(layer), size: layer.length }],
      annotations: {
        'org.opencontainers.image.title': name,
        ...(about.version === undefined ? {} : { 'org.opencontainers.image.version': about.version }),
        ...(about.licence === undefined ? {} : { 'org.opencontainers.image.licenses': about.licence }),
        ...(about.summary === undefined ? {} : { 'org.opencontainers.image.description': about.summary }),
      },
    }),
  )
  const put = await registry.send(`manifests/${reference.tag ?? digestOf(image)}`, {
    method: 'PUT',
    headers: { 'Content-Type': types.image },
    body: image,
  })
  if (put.status !== 201) throw await registry.failed(put, `the manifest of ${name}`)
  await put.body?.cancel()
  return digestOf(image)
}

async function pushBlob(registry: Registry, bytes: Uint8Array): Promise<void> {
  const name = digestOf(bytes)
  const known = await registry.send(`blobs/${name}`, { method: 'HEAD' })
  await known.body?.cancel()
  if (known.status === 200) return
  const begun = await registry.send('blobs/uploads/', { method: 'POST', headers: { 'Content-Length': '0' } })
  const location = begun.headers.get('location')
  if (begun.status !== 202 || location === null) throw await registry.failed(begun, 'the begin of an upload')
  await begun.body?.cancel()
  const target = `${location}${location.includes('?') ? '&' : '?'}digest=${encodeURIComponent(name)}`
  const put = await registry.send(target, { method: 'PUT', headers: { 'Content-Type': 'application/octet-stream' }, body: bytes })
  if (put.status !== 201) throw await registry.failed(put, 'an upload')
  await put.body?.cancel()
}

/** A pack in a registry, before it is fetched. */
export interface FoundImage {
  /** Of the pack. */
  readonly digest: Digest
  /** This very image, whatever its tag leads to later. */
  readonly reference: OciReference
  /** Faults: those of `Registry` and `openPack`. */
  open(): Promise<Pack>
}

/** Faults: those of `Registry`, `source-unknown` where there is something else, `pack-refused` where it is not what its digest says. */
export async function findImage(reference: OciReference, options: RegistryOptions): Promise<FoundImage> {
  const shown = printOciReference(reference)
  const registry = new Registry(reference, 'pull', options)
  const response = await registry.send(`manifests/${reference.digest ?? reference.tag}`, {
    method: 'GET',
    headers: { Accept: types.image },
  })
  if (response.status !== 200) throw await registry.failed(response, shown)
  const bytes = await readBody(response, maxImageBytes)
  const found = digestOf(bytes)
  if (reference.digest !== undefined && found !== reference.digest) throw fault('pack-refused', `${shown} is not what its digest says`)
  const image = imageSchema.safeParse(parseJson(new TextDecoder().decode(bytes)))
  if (!image.success) {
    throw new Fault('source-unknown', `${shown} is no packed twin`, {
      exitCode: exitCodes.user,
      help: 'name one that doppel push has put there',
    })
  }
  const { config, layers } = image.data
  const { host, repository } = reference
  return {
    digest: config.digest,
    reference: { host, repository, digest: found },
    open: async () => {
      const blob = await registry.send(`blobs/${layers[0].digest}`, { method: 'GET' })
      if (blob.status !== 200) throw await registry.failed(blob, `a part of ${shown}`)
      const content = await readBody(blob, layers[0].size)
      if (digestOf(content) !== layers[0].digest) throw fault('pack-refused', `what ${host} sends of ${shown} is not what its digest says`)
      const pack = await openPackBytes(content)
      if (pack.digest !== config.digest) throw fault('pack-refused', `${shown} has another pack in it than it says`)
      return pack
    },
  }
}
