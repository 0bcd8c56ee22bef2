import type { JsonObject } from '#base'
import { isList, isObject, type Value } from '#lang'
import { type CollectionDraft, isScalar, mainKeyField, scalarFields } from './collection-draft.ts'
import type { Site } from './sites.ts'
import { mayShow } from './type-tags.ts'

/** Links objects that say where they are: their own address is a path that names an entity, and one of their fields is the key in it. */
export function linkByAddress(drafts: readonly CollectionDraft[], sites: readonly Site[], linked: Set<Site>): void {
  // Of two that an address ends in, the longer is meant: `/projects/7/tags/red` is no `/tags/red`.
  const places = drafts
    .flatMap((draft) =>
      draft.space === undefined ? [] : [{ draft, pattern: patternOf(draft.space), length: draft.space.split('/').length }],
    )
    .sort((a, b) => b.length - a.length)
  for (const site of sites) {
    if (linked.has(site)) continue
    const addresses = site.instances.map(({ object }) => ownAddress(object))
    if (addresses.some((address) => address === undefined)) continue
    for (const { draft, pattern } of places) {
      if (!mayShow(draft, site)) continue
      const keys = addresses.map((address) => pattern.exec(address ?? '')?.at(-1))
      const keyField = keys.includes(undefined) ? undefined : fieldOf(site, keys, draft)
      if (keyField === undefined) continue
      draft.sites.push({ site, keyField })
      linked.add(site)
      break
    }
  }
}

/** The field that holds the key in all objects: that of the kind, before others. */
function fieldOf({ instances }: Site, keys: readonly (string | undefined)[], draft: CollectionDraft): string | undefined {
  const objects = instances.map(({ object }) => object)
  const fields = scalarFields(objects).filter((field) =>
    objects.every((object, at) => isScalar(object[field]) && String(object[field]) === keys[at]),
  )
  const main = mainKeyField(draft)
  return main !== undefined && fields.includes(main) ? main : fields[0]
}

const addressNames = /^(@id|_?(url|uri|href|self|self_?link|self_?url|resource_?uri))$/i

/** The path of the address under which an object says that it is found, decoded. */
function ownAddress(object: JsonObject): string | undefined {
  const texts = Object.entries(object).flatMap(([name, value]) =>
    addressNames.test(name) ? [textOf(value)] : /^_?links$/i.test(name) && isObject(value) ? [textOf(value.self)] : [],
  )
  const [text] = texts.filter((each) => each !== undefined)
  const path = text === undefined ? undefined : /^(?:https?:\/\/[^/]+)?(\/[^?#]*?)\/?(?:[?#]|$)/.exec(text)?.[1]
  return path === undefined ? undefined : decoded(path.replace(/\.(json|xml)$/, ''))
}

/** An address as text, or as the `href` of a link or of the first of several. */
function textOf(value: Value): string | undefined {
  const link = isList(value) ? value[0] : value
  const text = isObject(link) ? link.href : link
  return typeof text === 'string' ? text : undefined
}

function decoded(path: string): string | undefined {
  try {
    return decodeURIComponent(path)
  } catch {
    return undefined
  }
}

/** What paths of a place look like; the last group is the key. The service may know itself below another path, if a word tells the place. */
function patternOf(space: string): RegExp {
  const parts = space.split(/\{\w*\}/).map((text) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))
  const hasWord = parts.some((text) => /[^/]/.test(text))
  return new RegExp(`${hasWord ? '' : '^'}${parts.join('([^/]+)')}$`)
}
